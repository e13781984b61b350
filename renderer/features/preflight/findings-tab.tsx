import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import { useMemo, useState } from 'react'
import type { PreflightFinding, RuleInfo } from '../../../shared/preflight/model.ts'
import type { Provider } from '../../../shared/provider/model.ts'
import { formatCount } from '../../../shared/units.ts'
import { useClient } from '../../api/client-context.tsx'
import { useAction } from '../../api/use-action.ts'
import { QueryGate } from '../../app/query-gate.tsx'
import type { Grouping, PreflightSearch } from '../../app/search.ts'
import { ProblemCard } from '../../ui/problem-card.tsx'
import { StateLabel } from '../../ui/state-label.tsx'
import { ByObject } from './by-object.tsx'
import { Counters } from './counters.tsx'
import { FixDialog } from './fix-dialog.tsx'
import { FixProgressDialog, FixStrip } from './fix-progress.tsx'
import { fixFault } from './fix-words.ts'
import { useFixing } from './fixing.tsx'
import { type Change, commonFilter, listFilter, scopeOf } from './filter.ts'
import { FindingDrawer } from './finding-drawer.tsx'
import { FindingTable } from './finding-table.tsx'
import { FindingTools } from './finding-tools.tsx'
import { ListTools } from './list-tools.tsx'
import { NoFindings } from './no-findings.tsx'
import { type RuleCounts, type ShownRun, useByRule } from './queries.ts'
import { RuleList } from './rule-list.tsx'
import { ScopeTabs } from './scope-tabs.tsx'
import { useFindings } from './use-findings.ts'
import { useWaivers } from './use-waivers.ts'

export interface FindingsTabProps {
  readonly run: ShownRun
  /** Undefined when it was removed. */
  readonly source: Provider | undefined
  readonly search: PreflightSearch
  readonly onChange: Change
  readonly rules: ReadonlyMap<string, RuleInfo>
  /** Places in the folder of own rules that cannot be read. */
  readonly ruleProblems: number
  /** Why the source cannot be looked at again now. */
  readonly recheckFault: string | undefined
}

/** What a run found: counters, groups at the left, the findings of the chosen one at the right. */
export function FindingsTab(props: FindingsTabProps) {
  const { run, source, search, onChange, rules, ruleProblems } = props
  const byRule = useByRule(run, commonFilter(search))
  const waivers = useWaivers(run.summary.runId)
  const [open, setOpen] = useState<PreflightFinding>()
  const fixing = useFixing(run.summary.runId)
  const [asked, setAsked] = useState<readonly string[]>()
  const [watched, setWatched] = useState(false)
  const fault = fixFault(run.summary, source, fixing)
  return (
    <Box sx={{ flex: 1, minHeight: 300, display: 'flex', flexDirection: 'column', gap: 1.5 }}>
      <Box sx={{ display: 'flex', gap: 1.5, alignItems: 'center', flexWrap: 'wrap' }}>
        <Counters counts={run.summary.counts} search={search} onChange={onChange} />
        <ListTools search={search} onChange={onChange} />
      </Box>
      {ruleProblems > 0 ? (
        <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, fontSize: 13 }}>
          <StateLabel tone="failed">
            {`${formatCount(ruleProblems, 'place')} in your own rules cannot be read and did not run.`}
          </StateLabel>
          <Button size="small" onClick={() => onChange({ tab: 'rules' })}>
            Show them
          </Button>
        </Box>
      ) : null}
      <FixStrip fixing={fixing} onShow={() => setWatched(true)} />
      <QueryGate query={byRule} what="Reading the findings">
        {(groups) => (
          <>
            <ScopeTabs groups={groups} search={search} onChange={onChange} />
            <Results
              run={run}
              source={source}
              groups={groups}
              search={search}
              onChange={onChange}
              rules={rules}
              waivers={waivers}
              fixFault={fault}
              onFix={setAsked}
              openId={open?.id}
              onOpen={setOpen}
            />
          </>
        )}
      </QueryGate>
      {open ? (
        <FindingDrawer
          run={run}
          finding={open}
          rule={rules.get(open.rule)}
          waivers={waivers}
          recheckFault={props.recheckFault}
          fixFault={fault}
          onFix={() => setAsked([open.id])}
          onClose={() => setOpen(undefined)}
        />
      ) : null}
      {asked ? (
        <FixDialog
          runId={run.summary.runId}
          ids={asked}
          onBegin={(ids, by) => {
            fixing.begin(ids, by)
            setAsked(undefined)
            setWatched(true)
          }}
          onClose={() => setAsked(undefined)}
        />
      ) : null}
      {watched && fixing.state !== 'idle' ? (
        <FixProgressDialog fixing={fixing} onClose={() => setWatched(false)} />
      ) : null}
    </Box>
  )
}

interface ResultsProps extends Omit<FindingsTabProps, 'recheckFault' | 'ruleProblems'> {
  readonly groups: readonly RuleCounts[]
  readonly waivers: ReturnType<typeof useWaivers>
  readonly fixFault: string | undefined
  readonly onFix: (ids: readonly string[]) => void
  readonly openId: string | undefined
  readonly onOpen: (finding: PreflightFinding) => void
}

function Results(props: ResultsProps) {
  const { run, search, onChange, rules, waivers } = props
  const client = useClient()
  const filter = listFilter(search)
  const listed = useFindings(run, filter)
  const [choice, setChoice] = useState<Choice>({ listKey: '', ids: new Set() })
  const selected = choice.listKey === listed.listKey ? choice.ids : NONE
  const choose = (ids: ReadonlySet<string>) => setChoice({ listKey: listed.listKey, ids })
  const choosing = useAction(async () => {
    const { ids } = await client.preflight.findingIds({ runId: run.summary.runId, filter })
    choose(new Set(ids))
  })
  const matched = listed.list.known?.matched ?? 0
  const group = search.group ?? 'rule'
  const empty = <NoFindings summary={run.summary} search={search} onChange={onChange} />
  return (
    <>
      <FindingTools
        run={run}
        filter={filter}
        matched={listed.list.known?.matched}
        rules={rules}
        waivers={waivers}
        selected={selected}
        showsWaived={search.show === 'waived'}
        fixFault={props.fixFault}
        onFix={props.onFix}
        onClear={() => choose(NONE)}
      />
      {choosing.problem ? <ProblemCard problem={choosing.problem} /> : null}
      <Box
        sx={{
          flex: 1,
          minHeight: 0,
          display: 'grid',
          gridTemplateColumns: COLUMNS[group],
          gridTemplateRows: 'minmax(0, 1fr)',
          gap: 2,
        }}
      >
        {group === 'none' ? null : (
          <Pane label={group === 'rule' ? 'Grouped by rule' : 'Grouped by object'}>
            {group === 'rule' ? (
              <ByRule {...props} />
            ) : (
              <ByObject run={run} source={props.source} search={search} onChange={onChange} />
            )}
          </Pane>
        )}
        <Pane label="List of findings">
          <FindingTable
            listed={listed}
            group={group === 'object' && search.object === undefined ? 'rule' : group}
            rules={rules}
            selected={selected}
            onSelected={choose}
            onSelectAll={() =>
              selected.size > 0 && selected.size >= matched ? choose(NONE) : void choosing.run()
            }
            openId={props.openId}
            onOpen={props.onOpen}
            empty={empty}
          />
        </Pane>
      </Box>
    </>
  )
}

const COLUMNS: Readonly<Record<Grouping, string>> = {
  rule: 'minmax(0, 5fr) minmax(0, 7fr)',
  object: 'minmax(0, 1fr) minmax(0, 1fr)',
  none: 'minmax(0, 1fr)',
}

interface Choice {
  readonly listKey: string
  readonly ids: ReadonlySet<string>
}

const NONE: ReadonlySet<string> = new Set()

interface PaneProps {
  readonly label: string
  readonly children: React.ReactNode
}

function Pane({ label, children }: PaneProps) {
  return (
    <Box
      component="section"
      aria-label={label}
      sx={{ minHeight: 0, minWidth: 0, display: 'flex', flexDirection: 'column', gap: 1 }}
    >
      {children}
    </Box>
  )
}

function ByRule({ groups, search, onChange }: ResultsProps) {
  const scope = scopeOf(search)
  const own = useMemo(
    () => groups.filter(({ objects }) => scope === undefined || (objects[scope] ?? 0) > 0),
    [groups, scope],
  )
  return (
    <RuleList
      groups={own}
      scope={scope}
      chosen={search.rule}
      onChoose={(rule) => onChange({ rule })}
      empty={<Box sx={{ p: 2, fontSize: 13, color: 'text.secondary' }}>No rule has a finding here.</Box>}
    />
  )
}
