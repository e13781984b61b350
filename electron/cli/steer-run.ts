/** Brings a warm run to its cutover as the command line asked: so many deltas, at a time, or at once. */
import type { Client } from '../../shared/contract/contract.ts'
import type { MigrationView, VmView } from '../../shared/migration/model.ts'
import { attempt } from './outcome.ts'
import type { Reporter } from './reporter.ts'
import type { Steps } from './run-options.ts'
import { problemText } from './text.ts'

/** Sees each view of a run, and acts on it. */
export interface Steering {
  view(view: MigrationView): void
  stop(): void
}

/** Refusals that mean: what was wanted has happened already. */
const TOO_LATE = new Set(['migration.cutover-begun', 'migration.not-driven'])

export function steer(
  client: Client,
  steps: Steps,
  reporter: Pick<Reporter, 'say'>,
  now: () => Date,
): Steering {
  /** Rounds of each VM at which it was told what comes next; -1 once it was told to cut over. */
  const told = new Map<string, number>()
  const CUTOVER = -1
  let isTimed = false
  const call = async (work: Promise<unknown>): Promise<void> => {
    const done = await attempt(work)
    if (!done.ok && !TOO_LATE.has(done.problem.code)) reporter.say(problemText(done.problem).trimEnd())
  }
  const cutOver = (migrationId: string, at: string, vmId?: string): void =>
    void call(client.migrations.setCutover({ migrationId, at, ...(vmId !== undefined && { vmIds: [vmId] }) }))
  const rounds = (migrationId: string, vm: VmView, deltas: number): void => {
    const copied = vm.precopies?.length ?? 0
    const before = told.get(vm.vmId)
    if (before === CUTOVER || before === copied) return
    if (copied > deltas) {
      told.set(vm.vmId, CUTOVER)
      cutOver(migrationId, now().toISOString(), vm.vmId)
    } else if (steps.cutover === 'now') {
      told.set(vm.vmId, copied)
      void call(client.migrations.copyNow({ migrationId, vmIds: [vm.vmId] }))
    }
  }
  return {
    view({ id, vms }) {
      const { deltas, cutover } = steps
      if (typeof cutover === 'object' && !isTimed) {
        isTimed = true
        cutOver(id, cutover.at)
      }
      if (deltas === undefined && cutover !== 'now') return
      for (const vm of vms) if (isIdle(vm)) rounds(id, vm, deltas ?? 0)
    },
    stop: () => undefined,
  }
}

/** Its copy is as new as its last round, and it waits for the next one or its cutover. */
export function isIdle(vm: VmView): boolean {
  return vm.phase === 'CopyingPaused' && vm.state === 'running'
}
