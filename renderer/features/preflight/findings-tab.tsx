import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import { useMemo, useState } from 'react'
import type { PreflightFinding, RuleInfo } from '../../../shared/preflight/model.ts'
import type { Provider } from '../../../shared/provider/model.ts'
import { formatCount } from '../../../shared/units.ts'
import { QueryGate } from '../../app/query-gate.tsx'
import type { Grouping, PreflightSearch } from '../../app/search.ts'
import { ProblemCard } from '../../ui/problem-card.tsx'
import { StateLabel } from '../../ui/state-label.tsx'
import { ByObject } from './by-object.tsx'
import { Counters } from './counters.tsx'
import { FixDialog } from './fix-dialog.tsx'
import { FixProgressDialog, FixStrip } from './fix-progress.tsx'
import { fixFault } from './fix-words.ts'
import { type Fixing, useFixing } from './fixing.tsx'
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
import { useSelection } from './use-selection.ts'
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
  const [isWatched, setIsWatched] = useState(false)
  const fault = fixFault(run.summary, source, fixing)
  return (
    <Box sx={{ flex: 1, minHeight: 300, display: 'flex', flexDirection: 'column', gap: 1.5 }}>
      <Box sx={{ display: 'flex', gap: 1.5, alignItems: 'center', flexWrap: 'wrap' }}>
        <Counters counts={run.summary.counts} search={search} onChange={onChange} />
        <ListTools search={search} onChange={onChange} />
      </Box>
      {ruleProblems > 0 ? (
        <RuleProblems count={ruleProblems} onShow={() => onChange({ tab: 'rules' })} />
      ) : null}
      <FixStrip fixing={fixing} onShow={() => setIsWatched(true)} />
      <QueryGate query={byRule} what="Reading the findings">
        {(groups) => (
          <>
            <ScopeTabs groups={groups} search={search} onChange={onChange} />
            <Results
              {...props}
              groups={groups}
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
      <FixDialogs
        runId={run.summary.runId}
        fixing={fixing}
        asked={asked}
        onAsk={setAsked}
        isWatched={isWatched}
        onWatch={setIsWatched}
      />
    </Box>
  )
}

interface RuleProblemsProps {
  readonly count: number
  readonly onShow: () => void
}

function RuleProblems({ count, onShow }: RuleProblemsProps) {
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, fontSize: 13 }}>
      <StateLabel tone="failed">
        {`${formatCount(count, 'place')} in your own rules cannot be read and did not run.`}
      </StateLabel>
      <Button size="small" onClick={onShow}>
        Show them
      </Button>
    </Box>
  )
}

interface FixDialogsProps {
  readonly runId: string
  readonly fixing: Fixing
  /** The findings that a person is asked about. */
  readonly asked: readonly string[] | undefined
  readonly onAsk: (ids: readonly string[] | undefined) => void
  readonly isWatched: boolean
  readonly onWatch: (isWatched: boolean) => void
}

/** Asks before a fix, then shows how far it is. */
function FixDialogs({ runId, fixing, asked, onAsk, isWatched, onWatch }: FixDialogsProps) {
  return (
    <>
      {asked ? (
        <FixDialog
          runId={runId}
          ids={asked}
          onBegin={(ids, by) => {
            fixing.begin(ids, by)
            onAsk(undefined)
            onWatch(true)
          }}
          onClose={() => onAsk(undefined)}
        />
      ) : null}
      {isWatched && fixing.state !== 'idle' ? (
        <FixProgressDialog fixing={fixing} onClose={() => onWatch(false)} />
      ) : null}
    </>
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
  const filter = listFilter(search)
  const listed = useFindings(run, filter)
  const selection = useSelection(run.summary.runId, filter, listed)
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
        selected={selection.selected}
        showsWaived={search.show === 'waived'}
        fixFault={props.fixFault}
        onFix={props.onFix}
        onClear={selection.clear}
      />
      {selection.problem ? <ProblemCard problem={selection.problem} /> : null}
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
            selected={selection.selected}
            onSelected={selection.choose}
            onSelectAll={selection.chooseAllOrNone}
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
