import HistoryIcon from '@mui/icons-material/History'
import Box from '@mui/material/Box'
import { useTheme } from '@mui/material/styles'
import type { ReactNode } from 'react'
import type { InventoryView } from '../../../shared/contract/inventory.ts'
import { formatCount } from '../../../shared/units.ts'
import type { Stream } from '../../api/use-stream.ts'
import { StreamGate } from '../../app/stream-gate.tsx'
import { Loading } from '../../ui/loading.tsx'
import { ProblemCard } from '../../ui/problem-card.tsx'
import { StateShape } from '../../ui/state-label.tsx'
import { useNow } from '../../ui/use-now.ts'
import { ago, exactStamp } from '../../ui/times.ts'

export interface InventoryGateProps {
  readonly stream: Stream<InventoryView>
  readonly children: (view: InventoryView) => ReactNode
}

/** Shows the inventory as soon as there is one, how far the reading is before, and what failed. */
export function InventoryGate({ stream, children }: InventoryGateProps) {
  return (
    <StreamGate stream={stream} what="Reading the inventory">
      {(view) => (
        <>
          <InventoryBanner view={view} />
          {view.available ? (
            children(view)
          ) : view.problem ? null : (
            <Loading label={`Reading the inventory: ${formatCount(view.vmsRead, 'VM')} so far`} rows={10} />
          )}
        </>
      )}
    </StreamGate>
  )
}

/** Why what is shown is not live: it is being tried again, it failed, or it comes from a file. */
function InventoryBanner({ view }: { readonly view: InventoryView }) {
  if (view.state === 'reconnecting' && view.problem)
    return (
      <Banner role="status" mark={<StateShape tone="waiting" size={20} />}>
        <Box sx={{ fontWeight: 600 }}>{view.problem.message}</Box>
        <Box>
          Palletjack goes on trying by itself. {asItWas(view)} {view.problem.remedy}
        </Box>
      </Banner>
    )
  if (view.problem)
    return (
      <>
        <ProblemCard problem={view.problem} />
        {view.available ? <Box sx={{ fontSize: 13, color: 'text.secondary' }}>{asItWas(view)}</Box> : null}
      </>
    )
  if (view.offline && view.syncedAt !== undefined) return <FileBanner takenAt={view.syncedAt} />
  return null
}

function asItWas({ available, syncedAt }: InventoryView): string {
  if (!available) return 'Nothing is shown until then.'
  return syncedAt === undefined
    ? 'What is shown below is the last state that could be read.'
    : `What is shown below is the last state that could be read: ${exactStamp(syncedAt)}.`
}

function FileBanner({ takenAt }: { readonly takenAt: string }) {
  const now = useNow()
  return (
    <Banner role="note" mark={<HistoryIcon aria-hidden sx={{ fontSize: 20, color: 'text.secondary' }} />}>
      <Box sx={{ fontWeight: 600 }}>
        From an inventory file, {ago(takenAt, now)}: {exactStamp(takenAt)}
      </Box>
      <Box>
        Everything is shown as it was then. Nothing here changes, and its VMs cannot be migrated from it.
      </Box>
    </Banner>
  )
}

interface BannerProps {
  readonly role: 'status' | 'note'
  readonly mark: ReactNode
  readonly children: ReactNode
}

function Banner({ role, mark, children }: BannerProps) {
  const { tokens } = useTheme()
  return (
    <Box
      role={role}
      sx={{
        display: 'flex',
        gap: 1.5,
        px: 2,
        py: 1.25,
        border: `1px solid ${tokens.controlBorder}`,
        borderRadius: '6px',
        bgcolor: tokens.well,
        fontSize: 13,
        overflowWrap: 'anywhere',
      }}
    >
      {mark}
      <Box sx={{ minWidth: 0 }}>{children}</Box>
    </Box>
  )
}

/** "In step with vCenter, 12 s ago": for the place beside a title. */
export function SyncedLabel({ view }: { readonly view: InventoryView }) {
  const now = useNow()
  const { syncedAt, offline, state } = view
  if (offline || syncedAt === undefined) return null
  return (
    <Box
      component="span"
      title={exactStamp(syncedAt)}
      sx={{ display: 'inline-flex', alignItems: 'center', gap: 0.75, fontSize: 13 }}
    >
      <StateShape tone={state === 'ready' ? 'done' : 'waiting'} />
      {state === 'ready' ? 'In step with vCenter' : 'Last in step with vCenter'} {ago(syncedAt, now)}
    </Box>
  )
}
