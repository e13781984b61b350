import Box from '@mui/material/Box'
import type { MigrationEvent } from '../../../shared/migration/model.ts'
import { formatBytes } from '../../../shared/units.ts'
import { Loading } from '../../ui/loading.tsx'
import { ProblemCard } from '../../ui/problem-card.tsx'
import { useEvents } from './use-events.ts'

export interface EventListProps {
  readonly runId: string
  /** Only the lines of one VM. */
  readonly vm?: { readonly id: string; readonly name: string }
  /** Most lines shown, newest first. */
  readonly limit?: number
}

/** The event log in words, newest first. Progress lines are left out: the bars show them. */
export function EventList({ runId, vm, limit = 200 }: EventListProps) {
  const { events, state } = useEvents(runId)
  const own = events.filter(
    (event) => event.type !== 'progress' && (!vm || event.vm === vm.name || event.vm === vm.id),
  )
  const shown = own.slice(-limit).reverse()
  if (state.kind === 'failed') return <ProblemCard problem={state.problem} />
  if (shown.length === 0)
    return state.kind === 'connecting' ? (
      <Loading label="Reading the history" rows={3} />
    ) : (
      <Box sx={{ fontSize: 13 }}>Nothing has happened yet.</Box>
    )
  return (
    <Box component="ol" sx={{ m: 0, p: 0, listStyle: 'none', fontSize: 13 }}>
      {shown.map((event) => (
        <Box component="li" key={event.seq} sx={{ display: 'flex', gap: 1.5, py: 0.25 }}>
          <Box
            component="time"
            dateTime={event.at}
            title={event.at}
            sx={{ color: 'text.secondary', whiteSpace: 'nowrap' }}
          >
            {timeText(event.at)}
          </Box>
          <Box sx={{ minWidth: 0, overflowWrap: 'anywhere' }}>
            {vm || !event.vm ? '' : <b>{event.vm} </b>}
            {eventText(event)}
          </Box>
        </Box>
      ))}
      {own.length > limit ? (
        <Box component="li" sx={{ color: 'text.secondary' }}>
          Older lines are in the log: {own.length - limit}.
        </Box>
      ) : null}
    </Box>
  )
}

/** Local wall time to the second. */
function timeText(iso: string): string {
  return new Date(iso).toTimeString().slice(0, 8)
}

/** Other states are words that go with "is". */
const VM_WORDS: Readonly<Record<string, string>> = {
  succeeded: 'has arrived on the target',
  failed: 'has failed',
  canceled: 'was canceled',
}

function eventText(event: MigrationEvent): string {
  if (event.problem) return `${event.problem.message} ${event.problem.remedy}`
  if (event.message)
    return event.type === 'wait' ? `waits: ${event.message.replace(/^waits:? /, '')}` : event.message
  const state = event.state ? ` ${event.state}` : ''
  switch (event.type) {
    case 'migration':
      return `run${state}`
    case 'phase':
      return `phase ${event.phase ?? 'unknown'}${state}`
    case 'step':
      return `step ${event.step ?? 'unknown'}${state}`
    case 'progress':
      return `${event.disk ?? 'all disks'}: ${formatBytes(event.bytesCopied ?? 0)} of ${formatBytes(event.bytesTotal ?? 0)}`
    case 'wait':
      return 'waits'
    case 'warning':
      return 'the cluster warns'
    case 'problem':
      return 'failed'
    case 'vm':
      return VM_WORDS[event.state ?? ''] ?? `is ${event.state ?? 'changed'}`
  }
}
