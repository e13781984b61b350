import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'
import type { MigrationView } from '../../../shared/migration/model.ts'
import { useClient } from '../../api/client-context.tsx'
import { useStream } from '../../api/use-stream.ts'
import type { RunSearch } from '../../app/search.ts'
import { StreamGate } from '../../app/stream-gate.tsx'
import { useNow } from '../../ui/use-now.ts'
import { CancelDialog } from './cancel-dialog.tsx'
import { CutoverBar } from './cutover-bar.tsx'
import { CutoverDialog } from './cutover-dialog.tsx'
import { QuestionCard } from './question-card.tsx'
import { RunActions } from './run-actions.tsx'
import { ChecksumPanel } from './checksum-panel.tsx'
import { DrivenBar } from './driven-bar.tsx'
import { RunFilter } from './run-filter.tsx'
import { RunHeader } from './run-header.tsx'
import { RunResult } from './run-result.tsx'
import { RunTable } from './run-table.tsx'
import { VmRunDrawer } from './vm-run-drawer.tsx'
import { isCancelable, isEnded, vmStatus, watchReason } from './vm-status.ts'

/** One run, live. */
export function RunPage(): ReactNode {
  const { runId } = useParams({ from: '/runs/$runId' })
  const client = useClient()
  const stream = useStream({
    key: `run/${runId}`,
    open: (signal) => client.migrations.watch({ migrationId: runId }, { signal }),
    isFinal: (last) => last !== undefined && isEnded(last),
  })
  return (
    <Box sx={{ p: 3, minHeight: '100%', height: '100%', display: 'flex', flexDirection: 'column', gap: 2 }}>
      {stream.value ? null : <Typography variant="h1">Run</Typography>}
      <StreamGate stream={stream} what="Reading the run">
        {(view) => <RunView view={view} live={stream.state.kind === 'live'} onStale={stream.retry} />}
      </StreamGate>
    </Box>
  )
}

export interface RunViewProps {
  readonly view: MigrationView
  /** False while no news comes: elapsed times then stand still, like what they belong to. */
  readonly live: boolean
  /** What is known of a run that has ended is no longer true: nobody tells of it any more. */
  readonly onStale: () => void
}

/** Everything about a run that is known now. */
export function RunView({ view, live, onStale }: RunViewProps) {
  const search = useSearch({ from: '/runs/$runId' })
  const navigate = useNavigate({ from: '/runs/$runId' })
  const ended = isEnded(view)
  const now = useNow(!ended && live)
  const [chosen, setChosen] = useState<ReadonlySet<string>>(NONE)
  const [cutting, setCutting] = useState<readonly string[]>()
  const [canceling, setCanceling] = useState<readonly string[]>()
  const set = (change: Partial<RunSearch>) =>
    void navigate({ search: { ...search, ...change }, replace: true })

  const shown =
    search.state === undefined ? view.vms : view.vms.filter((vm) => vmStatus(vm).key === search.state)
  const open = view.vms.find((vm) => vm.vmId === search.vm)
  const cancelable = view.vms.filter(isCancelable)
  const chosenVms = cancelable.filter((vm) => chosen.has(vm.vmId))
  const chosenNow = chosenVms.map((vm) => vm.vmId)
  return (
    <>
      <RunHeader
        view={view}
        now={now}
        actions={<RunActions view={view} chosen={chosenVms} onCutOver={setCutting} />}
        chosen={chosenNow.length}
        onCancel={() => setCanceling(chosenNow.length > 0 ? chosenNow : cancelable.map((vm) => vm.vmId))}
      />
      <DrivenBar view={view} now={now} />
      {ended ? <RunResult view={view} onStale={onStale} /> : null}
      {view.vms
        .filter((vm) => vm.question)
        .map((vm) => (
          <QuestionCard key={vm.vmId} runId={view.id} vm={vm} />
        ))}
      {ended || watchReason(view) !== undefined ? null : (
        <CutoverBar
          view={view}
          now={now}
          onChoose={(ids) => setChosen(new Set(ids))}
          onCutOver={setCutting}
        />
      )}
      <RunFilter view={view} state={search.state} onState={(state) => set({ state })} />
      <RunTable
        vms={shown}
        now={now}
        ended={ended}
        chosen={chosen}
        onChoose={setChosen}
        onOpen={(vm) => set({ vm: vm.vmId })}
        openId={search.vm}
        onClear={() => set({ state: undefined })}
      />
      {ended ? <ChecksumPanel view={view} /> : null}
      {open ? (
        <VmRunDrawer
          vm={open}
          runId={view.id}
          runEnded={ended}
          watching={watchReason(view)}
          now={now}
          onClose={() => set({ vm: undefined })}
          onCancel={() => setCanceling([open.vmId])}
          onCutOver={() => setCutting([open.vmId])}
        />
      ) : null}
      {cutting ? (
        <CutoverDialog
          view={view}
          vmIds={cutting}
          onClose={() => setCutting(undefined)}
          onDone={() => setChosen(NONE)}
        />
      ) : null}
      {canceling ? (
        <CancelDialog
          view={view}
          vmIds={canceling}
          onClose={() => setCanceling(undefined)}
          onDone={() => setChosen(NONE)}
        />
      ) : null}
    </>
  )
}

const NONE: ReadonlySet<string> = new Set()
