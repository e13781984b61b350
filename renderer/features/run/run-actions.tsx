import type { MigrationView, VmView } from '../../../shared/migration/model.ts'
import { formatCount } from '../../../shared/units.ts'
import { useClient } from '../../api/client-context.tsx'
import { useAction } from '../../api/use-action.ts'
import { ActionButton } from '../../ui/action-button.tsx'
import { ReasonButton } from '../../ui/reason-button.tsx'
import { isMovable } from './cutover.ts'
import { isIdle } from './idle.ts'
import { watchReason } from './vm-status.ts'

export interface RunActionsProps {
  readonly view: MigrationView
  /** Those that are ticked; none means all. */
  readonly chosen: readonly VmView[]
  readonly onCutOver: (vmIds: readonly string[]) => void
}

/** What can be done with a run that goes on, beside canceling it. */
export function RunActions({ view, chosen, onCutOver }: RunActionsProps) {
  const meant = chosen.length > 0 ? chosen : view.vms
  return (
    <>
      <PauseStarts view={view} />
      {view.type === 'warm' ? (
        <>
          <CopyNow view={view} meant={meant} named={chosen.length > 0} />
          <CutOver view={view} meant={meant} named={chosen.length > 0} onCutOver={onCutOver} />
        </>
      ) : null}
    </>
  )
}

function PauseStarts({ view }: Pick<RunActionsProps, 'view'>) {
  const client = useClient()
  const paused = view.startsPaused === true
  const pausing = useAction(() => client.migrations.pauseStarts({ migrationId: view.id, paused: !paused }))
  const open = view.vms.some((vm) => vm.state === 'waiting')
  if (!open && !paused) return null
  return (
    <ActionButton variant="outlined" color="inherit" action={pausing} reason={watchReason(view)}>
      {paused ? 'Let VMs start again' : 'Pause new starts'}
    </ActionButton>
  )
}

interface MeantProps {
  readonly meant: readonly VmView[]
  /** Whether a person chose them. */
  readonly named: boolean
}

function CopyNow({ view, meant, named }: MeantProps & Pick<RunActionsProps, 'view'>) {
  const client = useClient()
  const idle = meant.filter(isIdle)
  const copying = useAction(() =>
    client.migrations.copyNow({ migrationId: view.id, vmIds: idle.map((vm) => vm.vmId) }),
  )
  return (
    <ActionButton
      variant="outlined"
      color="inherit"
      action={copying}
      reason={watchReason(view) ?? (idle.length > 0 ? undefined : noneIdle(meant))}
    >
      {named ? `Copy ${formatCount(idle.length, 'VM')} now` : 'Copy now'}
    </ActionButton>
  )
}

function noneIdle(meant: readonly VmView[]): string {
  return meant.some(isMovable)
    ? 'No VM is idle: what changed is being copied.'
    : 'The cutover of all VMs has begun or is over.'
}

function CutOver({
  view,
  meant,
  named,
  onCutOver,
}: MeantProps & Pick<RunActionsProps, 'view' | 'onCutOver'>) {
  const movable = meant.filter(isMovable)
  return (
    <ReasonButton
      variant="outlined"
      reason={
        watchReason(view) ?? (movable.length > 0 ? undefined : 'The cutover of all VMs has begun or is over.')
      }
      onClick={() => onCutOver(movable.map((vm) => vm.vmId))}
    >
      {named ? `Cut over ${formatCount(movable.length, 'VM')}...` : 'Cut over all...'}
    </ReasonButton>
  )
}
