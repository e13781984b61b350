import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import { useState } from 'react'
import type { EditRun } from '../../../shared/esxi/model.ts'
import { formatCount, formatDuration, formatNumber } from '../../../shared/units.ts'
import { Bar } from '../../ui/bar.tsx'
import { StateLabel } from '../../ui/state-label.tsx'
import { useNow } from '../../ui/use-now.ts'
import { HostEditPart } from './host-edit.tsx'
import { editWords, namesText, RUN_TONES } from './words.ts'

/** So many hosts are drawn at once, those that matter now first. */
const PAGE = 20

/** One run: how far it is in one line, and below it each host, those that matter now first. */
export function RunProgress({ run }: { readonly run: EditRun }) {
  const isRunning = run.state === 'running'
  const now = useNow(isRunning)
  const ended = run.hosts.filter(({ state }) => !NOT_REACHED.has(state)).length
  const end = run.endedAt === undefined ? now : Date.parse(run.endedAt)
  const took = formatDuration(Math.max(0, end - Date.parse(run.startedAt)))
  const waiting = run.hosts.filter(({ state }) => state === 'waiting')
  const begun = run.hosts.filter(({ state }) => state !== 'waiting').toSorted(mattersFirst)
  const [most, setMost] = useState(PAGE)
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', gap: 1.5 }}>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 2, flexWrap: 'wrap' }}>
        <Box role="status" sx={{ flex: 1, minWidth: 260 }}>
          <StateLabel tone={RUN_TONES[run.state]}>{stepText(run)}</StateLabel>
        </Box>
        <Box sx={{ width: 320, display: 'flex', alignItems: 'center', gap: 1.5, fontSize: 13 }}>
          <Bar
            done={ended}
            total={run.hosts.length}
            label="Hosts that are at their end"
            tone={RUN_TONES[run.state]}
          />
          <Box sx={{ color: 'text.secondary', fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' }}>
            {`${formatNumber(ended)} of ${formatCount(run.hosts.length, 'host')}, ${took}`}
          </Box>
        </Box>
      </Box>
      {begun.slice(0, most).map((edit) => (
        <HostEditPart
          key={edit.hostId}
          edit={edit}
          kind={run.kind}
          isCanary={run.hosts.length > 1 && edit === run.hosts[0]}
          showsSteps={showsSteps(edit.state, run)}
        />
      ))}
      {begun.length > most ? (
        <Button size="small" sx={{ alignSelf: 'flex-start' }} onClick={() => setMost(most + PAGE)}>
          {`Show ${formatNumber(Math.min(PAGE, begun.length - most))} more of ${formatCount(begun.length, 'host')}`}
        </Button>
      ) : null}
      {waiting.length > 0 ? (
        <Box sx={{ fontSize: 13, color: 'text.secondary' }}>
          {`Not begun: ${namesText(
            waiting.map(({ hostName }) => hostName),
            6,
          )}`}
        </Box>
      ) : null}
    </Box>
  )
}

/** The one host of a run says itself how it ended. */
function stepText(run: EditRun): string {
  const [only] = run.hosts
  return run.hosts.length === 1 && only && run.state !== 'running'
    ? editWords(only.state, run.kind).text
    : run.step
}

const NOT_REACHED: ReadonlySet<string> = new Set(['waiting', 'running', 'skipped', 'canceled'])

/** Done hosts of a long run are a line each. */
function showsSteps(state: EditRun['hosts'][number]['state'], run: EditRun): boolean {
  if (state === 'skipped' || state === 'canceled') return false
  if (run.kind === 'rehearsal') return state !== 'done' && state !== 'unchanged'
  return run.hosts.length === 1 || (state !== 'done' && state !== 'unchanged')
}

const RANK: Readonly<Record<EditRun['hosts'][number]['state'], number>> = {
  running: 0,
  failed: 1,
  rolledBack: 2,
  done: 3,
  unchanged: 3,
  skipped: 4,
  canceled: 4,
  waiting: 5,
}

function mattersFirst(a: EditRun['hosts'][number], b: EditRun['hosts'][number]): number {
  return RANK[a.state] - RANK[b.state]
}
