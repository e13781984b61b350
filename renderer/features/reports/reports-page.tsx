import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import FormControlLabel from '@mui/material/FormControlLabel'
import MenuItem from '@mui/material/MenuItem'
import Radio from '@mui/material/Radio'
import RadioGroup from '@mui/material/RadioGroup'
import TextField from '@mui/material/TextField'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { REPORT_FORMATS, type ReportFormat } from '../../../shared/report/formats.ts'
import type { PreflightSummary } from '../../../shared/preflight/model.ts'
import { formatBytes, formatNumber } from '../../../shared/units.ts'
import { QueryGate } from '../../app/query-gate.tsx'
import { Empty, Page, Panel } from '../../ui/page.tsx'
import { ProblemCard } from '../../ui/problem-card.tsx'
import { StateLabel } from '../../ui/state-label.tsx'
import { useRuns } from '../preflight/queries.ts'
import { scopeOfRun, sourceText } from '../preflight/words.ts'
import { Ago } from '../../ui/ago.tsx'
import { stamp } from '../../ui/times.ts'
import { FORMATS } from './formats.ts'
import { type LastReport, useReport } from './use-report.ts'

/** One file of a preflight run, for people who do not have Palletjack. */
export function ReportsPage(): ReactNode {
  const runs = useRuns()
  return (
    <Page
      title="Reports"
      lead="One file that stands alone: findings, remedies, waves and times of a preflight run."
    >
      <QueryGate query={runs} what="Reading the runs">
        {(list) =>
          list.length === 0 ? (
            <Empty
              title="No run to report on"
              action={
                <Button variant="contained" component={Link} to="/preflight">
                  Go to Preflight
                </Button>
              }
            >
              A report is made of a preflight run. Run one first; it only reads.
            </Empty>
          ) : (
            <Choice runs={list} />
          )
        }
      </QueryGate>
    </Page>
  )
}

function Choice({ runs }: { readonly runs: readonly PreflightSummary[] }) {
  const search = useSearch({ from: '/reports' })
  const navigate = useNavigate({ from: '/reports' })
  const [format, setFormat] = useState<ReportFormat>('html')
  const run = runs.find((one) => one.runId === search.run) ?? runs[0]
  const report = useReport(run)
  if (!run) return null
  return (
    <Box
      sx={{
        display: 'grid',
        gap: 2,
        gridTemplateColumns: 'minmax(0, 1fr) minmax(0, 1fr)',
        alignItems: 'start',
      }}
    >
      <Panel title="New report">
        <TextField
          select
          label="Run"
          value={run.runId}
          onChange={(event) => void navigate({ search: { run: event.target.value }, replace: true })}
        >
          {runs.map((one) => (
            <MenuItem key={one.runId} value={one.runId}>
              {one.source}, {stamp(one.at)}
            </MenuItem>
          ))}
        </TextField>
        <Box sx={{ mt: 1, fontSize: 13, color: 'text.secondary' }}>
          {scopeOfRun(run)} of a {sourceText(run)}, {run.target ? `for ${run.target}` : 'without a target'}:{' '}
          {formatNumber(run.counts.Critical)} critical, {formatNumber(run.counts.Warning)} warnings,{' '}
          {formatNumber(run.counts.unknown)} unknown. Facts from <Ago iso={run.factsAt} />.
        </Box>
        <FormatChoice value={format} onChange={setFormat} />
        <Box sx={{ display: 'flex', gap: 1, mt: 2 }}>
          <Button variant="contained" loading={report.busy} onClick={() => report.save(format)}>
            Save the report
          </Button>
          <Button
            onClick={() =>
              void navigate({ to: '/preflight', search: { source: run.providerId, run: run.runId } })
            }
          >
            Open the run
          </Button>
        </Box>
      </Panel>
      <Panel title="Last report">
        <Last report={report.last} />
      </Panel>
    </Box>
  )
}

interface FormatChoiceProps {
  readonly value: ReportFormat
  readonly onChange: (format: ReportFormat) => void
}

function FormatChoice({ value, onChange }: FormatChoiceProps) {
  return (
    <RadioGroup
      aria-label="Format"
      value={value}
      onChange={(_event, next) => {
        const format = REPORT_FORMATS.find((one) => one === next)
        if (format) onChange(format)
      }}
      sx={{ mt: 1.5 }}
    >
      {FORMATS.map(({ format, label, hint }) => (
        <FormControlLabel
          key={format}
          value={format}
          control={<Radio />}
          label={
            <Box component="span" sx={{ fontSize: 14 }}>
              {label}
              <Box component="span" sx={{ fontSize: 13, color: 'text.secondary', ml: 1 }}>
                {hint}
              </Box>
            </Box>
          }
        />
      ))}
    </RadioGroup>
  )
}

function Last({ report }: { readonly report: LastReport | undefined }) {
  if (!report)
    return (
      <Box sx={{ fontSize: 13, color: 'text.secondary' }}>
        None was made since Palletjack was opened. Saved reports are in the folder of your downloads.
      </Box>
    )
  return (
    <Box role="status" sx={{ fontSize: 13, display: 'flex', flexDirection: 'column', gap: 1 }}>
      {report.state === 'making' ? (
        <StateLabel tone="running">{`Making ${report.name}`}</StateLabel>
      ) : report.problem ? (
        <ProblemCard problem={report.problem} subject={report.name} />
      ) : (
        <>
          <StateLabel tone="done">{report.name}</StateLabel>
          <Box sx={{ color: 'text.secondary' }}>
            {formatBytes(report.bytes)}, <Ago iso={report.at} />, of {report.source}. It is in the folder of
            your downloads.
          </Box>
        </>
      )}
    </Box>
  )
}
