import Box from '@mui/material/Box'
import Tab from '@mui/material/Tab'
import Tabs from '@mui/material/Tabs'
import { useMemo } from 'react'
import type { PreflightSummary } from '../../../shared/preflight/model.ts'
import type { Provider } from '../../../shared/provider/model.ts'
import { usePlans } from '../../app/queries.ts'
import { QueryGate } from '../../app/query-gate.tsx'
import { PREFLIGHT_TABS, type PreflightSearch, type PreflightTab } from '../../app/search.ts'
import { Page } from '../../ui/page.tsx'
import { ProblemCard } from '../../ui/problem-card.tsx'
import type { Open } from '../providers/providers-dialog.tsx'
import { useReport } from '../reports/use-report.ts'
import { ReportMenu } from '../reports/report-menu.tsx'
import { ChecksTab } from './checks-tab.tsx'
import { type Change, NO_FILTER } from './filter.ts'
import { FindingsTab } from './findings-tab.tsx'
import { ForecastTab } from './forecast-tab.tsx'
import { NothingYet } from './nothing-yet.tsx'
import { type ShownRun, useRules, useSummary } from './queries.ts'
import { RulesTab } from './rules-tab.tsx'
import { RunButton, RunSetup } from './run-setup.tsx'
import { RunLead } from './run-lead.tsx'
import { RunProgress } from './run-progress.tsx'
import { usePreflightRun } from './running.tsx'
import { planOf, recheckFault, targetOf } from './source-state.ts'
import { SourceNotice } from './source-notice.tsx'
import { useShownRun } from './use-shown-run.ts'
import { VerdictBars } from './verdict-bars.tsx'

export interface SourcePageProps {
  readonly sources: readonly Provider[]
  readonly clusters: readonly Provider[]
  /** Of the chosen provider, which may be gone: its runs can still be looked at. */
  readonly sourceId: string | undefined
  readonly runs: readonly PreflightSummary[]
  readonly runId: string | undefined
  readonly search: PreflightSearch
  readonly onChange: Change
  readonly onOpen: (open: Open) => void
}

/** One source: the way to run it, and its newest or chosen run. */
export function SourcePage(props: SourcePageProps) {
  const { sources, clusters, sourceId, runs, runId, search, onChange, onOpen } = props
  const source = sources.find((one) => one.id === sourceId)
  const summary = useSummary(runId)
  const target = targetOf(search.target, clusters, summary.data)
  const plans = (usePlans().data ?? []).filter((one) => one.sourceId === sourceId)
  const plan = planOf(search.plan, plans, summary.data)
  const running = usePreflightRun(sourceId, { targetId: target?.id, planId: plan?.id })
  useShownRun({ search, sourceId, runId, runs, running, onChange })
  const report = useReport(summary.data)
  const own = runs.filter((one) => one.providerId === sourceId)
  const name = source?.name ?? summary.data?.source ?? 'the source'
  const start = <RunButton source={source} running={running} again={runId !== undefined} />
  return (
    <Page
      title="Preflight"
      fill={(search.tab ?? 'findings') === 'findings'}
      lead={<RunLead summary={summary.data} runs={own} plans={plans} onChange={onChange} />}
      actions={
        <>
          <RunSetup
            {...props}
            source={source}
            target={target}
            plans={plans}
            plan={plan}
            busy={running.state === 'running'}
          />
          {start}
          {summary.data ? <ReportMenu report={report} /> : null}
        </>
      }
    >
      {source ? <SourceNotice source={source} onOpen={onOpen} /> : null}
      <RunProgress run={running} subject={name} onAgain={running.begin} />
      {report.problem ? <ProblemCard problem={report.problem} subject={name} /> : null}
      {runId === undefined ? (
        running.state === 'running' ? null : (
          <NothingYet sources={sources} plan={plan?.name} action={start} onOpen={onOpen} />
        )
      ) : (
        <QueryGate query={summary} what="Reading the run">
          {(shown) => (
            <Results
              key={runId}
              run={{ summary: shown, stamp: summary.dataUpdatedAt }}
              source={source}
              search={search}
              onChange={onChange}
            />
          )}
        </QueryGate>
      )}
    </Page>
  )
}

interface ResultsProps {
  readonly run: ShownRun
  readonly source: Provider | undefined
  readonly search: PreflightSearch
  readonly onChange: Change
}

const LABELS: Readonly<Record<PreflightTab, string>> = {
  findings: 'Findings',
  forecast: 'Waves and times',
  checks: 'Checks by hand',
  rules: 'Rules',
}

function Results({ run, source, search, onChange }: ResultsProps) {
  const tab = search.tab ?? 'findings'
  return (
    <>
      <Box sx={{ display: 'flex', columnGap: 4, rowGap: 1, flexWrap: 'wrap', alignItems: 'flex-end' }}>
        <Box sx={{ flex: 1, minWidth: 420 }}>
          <VerdictBars summary={run.summary} />
        </Box>
        <Tabs
          value={tab}
          onChange={(_event, next: PreflightTab) => onChange({ tab: next === 'findings' ? undefined : next })}
          aria-label="Parts of preflight"
        >
          {PREFLIGHT_TABS.map((one) => (
            <Tab key={one} value={one} label={LABELS[one]} id={`tab-${one}`} aria-controls="preflight" />
          ))}
        </Tabs>
      </Box>
      <Box
        id="preflight"
        role="tabpanel"
        aria-labelledby={`tab-${tab}`}
        sx={{ flex: 1, minHeight: 0, minWidth: 0, display: 'flex', flexDirection: 'column', gap: 1.5 }}
      >
        <TabContent run={run} source={source} search={search} onChange={onChange} />
      </Box>
    </>
  )
}

function TabContent({ run, source, search, onChange }: ResultsProps) {
  const known = useRules()
  const rules = useMemo(() => new Map((known.data?.rules ?? []).map((rule) => [rule.id, rule])), [known.data])
  switch (search.tab ?? 'findings') {
    case 'forecast':
      return (
        <ForecastTab
          run={run}
          source={source}
          onBlocked={() => onChange({ ...NO_FILTER, tab: undefined, group: 'object', cat: ['Critical'] })}
        />
      )
    case 'checks':
      return <ChecksTab runId={run.summary.runId} />
    case 'rules':
      return (
        <QueryGate query={known} what="Reading the rules">
          {(value) => <RulesTab known={value} />}
        </QueryGate>
      )
    case 'findings':
      return (
        <FindingsTab
          run={run}
          source={source}
          search={search}
          onChange={onChange}
          rules={rules}
          ruleProblems={known.data?.problems.length ?? 0}
          recheckFault={recheckFault(run.summary, source)}
        />
      )
  }
}
