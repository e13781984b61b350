/** A VM belongs to one unfinished run at a time; a run that was cut off gives way to a new one. */
import { ownership } from '../../shared/manifests/labels.ts'
import type { VmRecord } from '../../shared/migration/record.ts'
import type { Plan } from '../../shared/plan/model.ts'
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'
import type { ClusterConnection, KubeObject } from '../cluster/service.ts'
import type { Journal, StoredMigration } from '../journal/service.ts'
import { takeBackLeft } from './access-left.ts'
import { clusterUrl } from './conversion-access.ts'
import { VIRTUAL_MACHINE } from './kinds.ts'
import { leasedElsewhere, removeOwnLease } from './lease-claims.ts'
import type { Holder } from './lease-object.ts'
import { removeLeftovers } from './leftovers.ts'
import { isOtherAlive } from '../is-alive.ts'
import type { VsphereSession } from '../vsphere/service.ts'
import { removeOwnSnapshots } from './own-snapshots.ts'
import { endRecords } from './resume.ts'
import { leftOf } from './withdraw.ts'

export interface Claimants {
  readonly journal: Journal
  /** Does this process drive the run? */
  readonly drives: (migrationId: string) => boolean
  readonly plan: Plan
}

export interface SupersedeOptions extends Claimants {
  readonly target: ClusterConnection
  /** Left out where it is not connected. */
  readonly source?: VsphereSession | undefined
  readonly holder: Holder
  /** Leases of this plan do not count: whoever drives it is told to stop. */
  readonly takeOver: boolean
}

/** The problem migration.vm-busy when a VM of the plan is in a run that somebody drives now. */
export function busyVm(claimants: Claimants): Problem | undefined {
  for (const stored of claimants.journal.migrations()) {
    if (stored.endedAt || !isDriven(claimants, stored)) continue
    const [first] = sameVms(claimants.journal, stored, claimants.plan)
    if (first) return busy(first, stored)
  }
  return undefined
}

function isDriven({ drives }: Claimants, { id, ownerPid }: StoredMigration): boolean {
  return drives(id) || isOtherAlive(ownerPid)
}

/**
 * Looks for the plan's VMs in unfinished runs of any plan. Two runs of one VM would copy disks that the other's
 * clean-up powers on again, so one that is driven is a problem (migration.vm-busy). One whose process is gone is
 * ended for these VMs, and what it left on the target (the login to the source among it) is removed. Answers
 * with the VMs that such a run had shut down: they count as running.
 */
export async function supersede(options: SupersedeOptions): Promise<Result<ReadonlySet<string>>> {
  const { journal, plan, target, holder } = options
  const taken = busyVm(options)
  if (taken) return fail(taken)
  const shutDown = new Set<string>()
  for (const stored of journal.migrations()) {
    if (stored.endedAt) continue
    const records = sameVms(journal, stored, plan)
    if (records.length === 0) continue
    const isReached = reaches(journal, stored, target)
    const leased = isReached ? await leasedByOther(options, stored) : ok(undefined)
    if (!leased.ok) return leased
    if (leased.value) return fail(leased.value)
    const cleared = isReached
      ? await clear(target, stored, records)
      : ok('What it left is on a cluster that is not connected now.')
    if (!cleared.ok) return cleared
    const gone = await withoutSnapshots(options, stored, records)
    if (!gone.ok) return gone
    for (const record of records) if (record.restorePowerState === 'poweredOn') shutDown.add(record.vmId)
    // Noted with the run that ends, in case that the new one does not come to be.
    endRecords(journal, stored, records, superseded(cleared.value), (record) =>
      leftOf(record, stored.plan.options.restoreSourcePower).filter((one) => one !== 'target'),
    )
    await takeBackLeft(journal, target, stored.id)
    // The plan that starts takes its own up.
    if (isReached && stored.plan.id !== plan.id && isOver(options, stored.plan.id))
      await removeOwnLease(target, stored.plan, holder)
  }
  return ok(shutDown)
}

/** Nothing of a plan goes on any more. */
function isOver({ journal }: Claimants, planId: string): boolean {
  return journal.migrations().every((one) => one.plan.id !== planId || one.endedAt !== undefined)
}

/** The journal here may be a copy: its run may go on on another computer. */
async function leasedByOther(
  { target, holder, plan, takeOver }: SupersedeOptions,
  stored: StoredMigration,
): Promise<Result<Problem | undefined>> {
  if (takeOver && stored.plan.id === plan.id) return ok(undefined)
  return leasedElsewhere(target, stored.plan, holder)
}

/** Unfinished records of the plan's VMs. A managed object id means something only within its vCenter. */
function sameVms(journal: Journal, stored: StoredMigration, plan: Plan): VmRecord[] {
  const urlOf = (id: string) => journal.providers().find((one) => one.id === id)?.source?.url ?? id
  if (urlOf(stored.plan.sourceId) !== urlOf(plan.sourceId)) return []
  return journal
    .vmRecords(stored.id)
    .filter((record) => !record.endedAt && plan.vms.some((vm) => vm.vmId === record.vmId))
}

function reaches(journal: Journal, stored: StoredMigration, target: ClusterConnection): boolean {
  return clusterUrl(journal, stored.plan.targetId) === target.url
}

/** Those of another plan would keep a warm one from starting. Of a source that is not connected nothing can start anyway. */
async function withoutSnapshots(
  { source }: SupersedeOptions,
  { plan }: StoredMigration,
  records: readonly VmRecord[],
): Promise<Result<void>> {
  for (const { vmId, warm } of records) {
    const removed = warm && source ? await removeOwnSnapshots(source, plan.id, vmId) : ok(undefined)
    if (!removed.ok) return removed
  }
  return ok(undefined)
}

async function clear(
  target: ClusterConnection,
  { plan }: StoredMigration,
  records: readonly VmRecord[],
): Promise<Result<string>> {
  for (const { vmId, source } of records) {
    const made = await target.list(VIRTUAL_MACHINE, plan.targetNamespace, ownership(plan.id, vmId))
    if (!made.ok) return made
    const [vm] = made.value
    // It may run, and hold what no source has: only a person may remove it.
    if (vm) return fail(alreadyMade(source.name, plan, vm))
    const removed = await removeLeftovers(target, plan.targetNamespace, plan.id, vmId)
    if (!removed.ok) return removed
  }
  return ok('What it had half made on the target was removed.')
}

function busy(record: VmRecord, { plan }: StoredMigration): Problem {
  return {
    code: 'migration.vm-busy',
    message: `${record.source.name} is being migrated by another run, ${plan.name}.`,
    meaning: 'Nothing was started.',
    remedy: 'Wait for that run to end, or cancel it first.',
  }
}

function alreadyMade(name: string, plan: Plan, vm: KubeObject): Problem {
  const { targetNamespace } = plan
  const target = vm.metadata.name ?? ''
  return {
    code: 'migration.unfinished-vm',
    message: `The run ${plan.name} was cut off after it had made ${target} in namespace ${targetNamespace} for ${name}.`,
    meaning: 'Nothing was started. That virtual machine may be complete, and may run.',
    remedy: `Open Palletjack and connect both ends of that run to let it finish, or remove it with: kubectl -n ${targetNamespace} delete vm ${target}`,
  }
}

function superseded(leftovers: string): Problem {
  return {
    code: 'migration.superseded',
    message: 'The process that drove this run ended before the run did, and a new run took this VM over.',
    meaning: `${leftovers} The source disks were only read.`,
    remedy: 'Look at the new run.',
  }
}
