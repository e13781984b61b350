import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import { useMemo, useState } from 'react'
import type { Forecast, HostBudget, Wave } from '../../../shared/preflight/estimate-model.ts'
import type { PreflightSummary } from '../../../shared/preflight/model.ts'
import type { Provider } from '../../../shared/provider/model.ts'
import { formatBytes, formatCount, formatNumber, formatRange } from '../../../shared/units.ts'
import { problemOf } from '../../api/problem.ts'
import { QueryGate } from '../../app/query-gate.tsx'
import { Bar } from '../../ui/bar.tsx'
import { Empty, Panel } from '../../ui/page.tsx'
import { ProblemCard } from '../../ui/problem-card.tsx'
import type { TableColumn } from '../../ui/table-columns.ts'
import { VirtualTable } from '../../ui/virtual-table.tsx'
import { PlanThese, plannedText, type PlansOfVms, usePlansOfVms } from './plan-these.tsx'
import { type ShownRun, useForecast, useGroupWaves } from './queries.ts'
import { WaveDrawer } from './wave-drawer.tsx'
import { WaveGroupingChoice } from './wave-grouping.tsx'

export interface ForecastTabProps {
  readonly run: ShownRun
  /** Undefined when it was removed. */
  readonly source: Provider | undefined
  /** Shows what keeps VMs out of the waves. */
  readonly onBlocked: () => void
}

/** In which waves the VMs could go, how long that takes, and what it rests on. */
export function ForecastTab(props: ForecastTabProps) {
  const forecast = useForecast(props.run)
  return (
    <QueryGate query={forecast} what="Working out waves and times">
      {(value) => <Shown {...props} forecast={value} />}
    </QueryGate>
  )
}

interface ShownProps extends ForecastTabProps {
  readonly forecast: Forecast
}

function Shown(props: ShownProps) {
  const { hosts, waves, assumptions } = props.forecast
  if (hosts.length === 0 && waves.length === 0) return <NoWaves {...props} />
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', gap: 2, minWidth: 0 }}>
      <Waves {...props} />
      <HostsPanel hosts={hosts} />
      <Panel title="What this rests on">
        <Box component="ul" sx={{ m: 0, pl: 2.5, fontSize: 13, display: 'grid', rowGap: 0.5 }}>
          {assumptions.map((one) => (
            <li key={one}>{one}</li>
          ))}
        </Box>
      </Panel>
    </Box>
  )
}

function NoWaves({ forecast: { blocked }, onBlocked }: ShownProps) {
  if (blocked.length === 0)
    return <Empty title="No waves to propose">The source has no VMs that could be copied.</Empty>
  return (
    <Empty
      title="No waves to propose"
      action={
        <Button variant="outlined" onClick={onBlocked}>
          Show what stands in the way
        </Button>
      }
    >
      {`${formatCount(blocked.length, 'VM')} cannot go yet: a critical finding stands in the way.`}
    </Empty>
  )
}

function Waves({ run, source, forecast, onBlocked }: ShownProps) {
  const { waves, blocked, grouping } = forecast
  const group = useGroupWaves(run)
  const { summary } = run
  const [open, setOpen] = useState<Wave>()
  const planned = usePlansOfVms(summary.providerId)
  const columns = useMemo(() => waveColumns(summary, source, planned), [summary, source, planned])
  return (
    <>
      <Panel
        title={`Waves (${waves.length})`}
        actions={
          <WaveGroupingChoice
            grouping={grouping}
            busy={group.isPending}
            onChoose={(choice) => group.mutate(choice)}
          />
        }
      >
        {group.error ? <ProblemCard problem={problemOf(group.error)} /> : null}
        <Box sx={{ display: 'flex', flexDirection: 'column', maxHeight: 360 }}>
          <VirtualTable
            label="Waves"
            rows={waves}
            columns={columns}
            rowId={nameOfWave}
            onOpen={setOpen}
            openId={open?.name}
          />
        </Box>
        {blocked.length > 0 ? (
          <Box sx={{ mt: 1.5, fontSize: 13, display: 'flex', alignItems: 'center', gap: 1 }}>
            {formatCount(blocked.length, 'VM is', 'VMs are')} in no wave: a critical finding stands in the
            way.
            <Button size="small" onClick={onBlocked}>
              Show them
            </Button>
          </Box>
        ) : null}
      </Panel>
      {open ? (
        <WaveDrawer
          summary={summary}
          source={source}
          planned={planned}
          wave={open}
          onClose={() => setOpen(undefined)}
        />
      ) : null}
    </>
  )
}

function HostsPanel({ hosts }: { readonly hosts: readonly HostBudget[] }) {
  const columns = useMemo(() => hostColumns(Math.max(1, ...hosts.map((host) => host.busyMs.to))), [hosts])
  return (
    <Panel title="Copies per host">
      <Box sx={{ display: 'flex', flexDirection: 'column', maxHeight: 360 }}>
        <VirtualTable
          label="Copies per host"
          rows={hosts}
          columns={columns}
          rowId={idOfHost}
          empty={<Box sx={{ p: 2, fontSize: 13 }}>No host has VMs to copy.</Box>}
        />
      </Box>
    </Panel>
  )
}

const nameOfWave = (wave: Wave) => wave.name
const idOfHost = (host: HostBudget) => host.hostId

function waveColumns(
  summary: PreflightSummary,
  source: Provider | undefined,
  planned: PlansOfVms,
): readonly TableColumn<Wave>[] {
  const plannedOf = ({ vmIds }: Wave) => vmIds.filter((id) => planned.has(id)).length
  return [
    { id: 'name', header: 'Wave', width: 130, value: ({ name }) => name, title: ({ name }) => name },
    {
      id: 'vms',
      header: 'VMs',
      width: 80,
      align: 'right',
      value: ({ vmIds }) => vmIds.length,
      cell: ({ vmIds }) => formatNumber(vmIds.length),
    },
    {
      id: 'bytes',
      header: 'Data',
      width: 110,
      align: 'right',
      value: ({ bytes }) => bytes,
      cell: ({ bytes }) => formatBytes(bytes),
    },
    {
      id: 'time',
      header: 'Copying takes',
      width: 140,
      align: 'right',
      value: ({ durationMs }) => durationMs.to,
      cell: ({ durationMs }) => formatRange(durationMs.from, durationMs.to),
    },
    {
      id: 'reason',
      header: 'Why together',
      width: 240,
      grow: true,
      value: ({ reason }) => reason,
      title: ({ reason }) => reason,
    },
    {
      id: 'planned',
      header: 'In a plan',
      width: 84,
      align: 'right',
      value: (wave) => plannedOf(wave),
      cell: (wave) => plannedOf(wave) || '',
      title: ({ vmIds }) => plannedText(vmIds, planned) ?? 'None of them is in a plan yet.',
    },
    {
      id: 'plan',
      header: 'Plan',
      width: 170,
      value: ({ name }) => name,
      cell: ({ name, vmIds }) => (
        <PlanThese summary={summary} source={source} vmIds={vmIds} name={name} variant="text" inRow />
      ),
    },
  ]
}

function hostColumns(longestMs: number): readonly TableColumn<HostBudget>[] {
  return [
    { id: 'name', header: 'Host', width: 220, value: ({ name }) => name, title: ({ name }) => name },
    { id: 'vms', header: 'VMs', width: 70, align: 'right', value: ({ vms }) => vms },
    { id: 'disks', header: 'Disks', width: 70, align: 'right', value: ({ disks }) => disks },
    {
      id: 'bytes',
      header: 'Data',
      width: 100,
      align: 'right',
      value: ({ bytes }) => bytes,
      cell: ({ bytes }) => formatBytes(bytes),
    },
    {
      id: 'connections',
      header: 'NFC at once',
      width: 104,
      align: 'right',
      value: ({ connections }) => connections,
    },
    {
      id: 'time',
      header: 'Busy for',
      width: 110,
      align: 'right',
      value: ({ busyMs }) => busyMs.to,
      cell: ({ busyMs }) => formatRange(busyMs.from, busyMs.to),
    },
    {
      id: 'bar',
      header: 'Against the busiest',
      width: 160,
      value: ({ busyMs }) => busyMs.to,
      cell: ({ name, busyMs }) => (
        <Box sx={{ display: 'flex', alignItems: 'center', height: 31 }}>
          <Bar
            done={busyMs.to}
            total={longestMs}
            label={`Time that ${name} is busy, of the busiest host`}
            tone="waiting"
          />
        </Box>
      ),
    },
    {
      id: 'basis',
      header: 'Rests on',
      width: 220,
      grow: true,
      value: ({ basis }) => basis,
      title: ({ basis }) => basis,
    },
  ]
}
