/** Copied disks that stay on the target after a failed conversion: kept, found whole again, and given up. */
import { isOwned, ownership } from '../../shared/manifests/labels.ts'
import type { VmRecord } from '../../shared/migration/record.ts'
import type { Plan } from '../../shared/plan/model.ts'
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'
import type { ClusterConnection } from '../cluster/service.ts'
import type { Journal, StoredMigration } from '../journal/service.ts'
import type { VsphereSession } from '../vsphere/service.ts'
import { whileLeased, type HolderOptions } from './hold-lease.ts'
import { CLAIM, POD, SECRET, VIRTUAL_MACHINE } from './kinds.ts'
import { LEASED } from './lease-words.ts'
import { removeEmptyNamespace, removeLeftovers } from './leftovers.ts'

type WithNamespace = Pick<Plan, 'id' | 'targetNamespace'>

/**
 * Removes what helped a VM, and leaves its disks; all of it where its virtual machine stands already, which may run.
 * False where the disks cannot be used again: a claim is gone.
 */
export async function keepDisks(
  target: ClusterConnection,
  plan: WithNamespace,
  record: VmRecord,
): Promise<Result<boolean>> {
  const made = await ownVm(target, plan, record.vmId)
  if (!made.ok) return made
  if (made.value !== undefined) return ok(true)
  const lost = await lostClaim(target, plan, record)
  if (!lost.ok) return lost
  if (lost.value) return ok(false)
  const removed = await removeLeftovers(target, plan.targetNamespace, plan.id, record.vmId, [POD, SECRET])
  return removed.ok ? ok(true) : removed
}

/** Why the kept disks of a VM cannot be used; undefined when each of its claims is there, its own, and bound. */
export async function lostClaim(
  target: ClusterConnection,
  plan: WithNamespace,
  { disks, vmId }: VmRecord,
): Promise<Result<Problem | undefined>> {
  for (const { claim, label } of disks) {
    const found = await target.get(CLAIM, plan.targetNamespace, claim)
    if (!found.ok) return found
    const phase = (found.value?.status as { readonly phase?: string } | undefined)?.phase
    if (found.value && phase === 'Bound' && isOwned(found.value.metadata.labels, plan.id, vmId)) continue
    const what = found.value ? `is ${phase ?? 'in no state'}, not bound to its own disk` : 'is gone'
    return ok({
      code: 'migration.claim-missing',
      message: `The claim ${claim} of ${label} ${what} in namespace ${plan.targetNamespace}.`,
      meaning: 'Nothing was started. The copy on the target cannot be used.',
      remedy: 'Discard the kept disks and start the VM again; it is copied anew.',
    })
  }
  return ok(undefined)
}

/** Name of a VM's virtual machine on the target, whichever run of the plan made it. */
async function ownVm(
  target: ClusterConnection,
  plan: WithNamespace,
  vmId: string,
): Promise<Result<string | undefined>> {
  const made = await target.list(VIRTUAL_MACHINE, plan.targetNamespace, ownership(plan.id, vmId))
  return made.ok ? ok(made.value[0]?.metadata.name) : made
}

/** Records of ended runs whose disks are kept. */
export function keptRecords(
  journal: Journal,
  stored: StoredMigration,
  vmIds?: readonly string[],
): VmRecord[] {
  if (!stored.endedAt) return []
  return journal
    .vmRecords(stored.id)
    .filter((record) => record.kept && (vmIds === undefined || vmIds.includes(record.vmId)))
}

/** The record of a VM that keeps nothing any more. */
export function withoutKept({ kept: _kept, ...record }: VmRecord): VmRecord {
  return record
}

export interface KeptOptions extends HolderOptions {
  readonly journal: Journal
}

/**
 * Removes the kept disks of VMs of an ended run, and powers sources on again that ran before. Problem migration.leased
 * where another Palletjack drives the plan: it may convert on those disks.
 */
export async function discardKept(
  options: KeptOptions,
  stored: StoredMigration,
  vmIds?: readonly string[],
): Promise<Result<{ discarded: number }>> {
  const records = keptRecords(options.journal, stored, vmIds)
  if (records.length === 0) return ok({ discarded: 0 })
  const gone = await whileLeased(options, stored.plan, (ends) =>
    discardOn({ ...options, providers: ends }, stored, records),
  )
  return gone.ok || gone.problem.code !== LEASED
    ? gone
    : fail({ ...gone.problem, meaning: 'Nothing was removed.' })
}

async function discardOn(
  { journal, providers }: KeptOptions,
  stored: StoredMigration,
  records: readonly VmRecord[],
): Promise<Result<{ discarded: number }>> {
  const { plan } = stored
  const target = providers.target(plan.targetId)
  if (!target.ok) return target
  for (const record of records) {
    const gone = await removeKept(target.value, plan, record)
    if (!gone.ok) return gone
    const wasOn = record.restorePowerState === 'poweredOn' && plan.options.restoreSourcePower
    const source = wasOn ? providers.source(plan.sourceId) : undefined
    if (source?.ok === false) return source
    const on = source ? await powerOnAgain(source.value, record.vmId) : ok(undefined)
    if (!on.ok) return on
    journal.putVmRecord(stored.id, withoutKept(record))
    journal.appendEvent(stored.id, {
      at: new Date().toISOString(),
      type: 'step',
      vm: record.source.name,
      message: `The kept disks of ${record.source.name} were removed from the target${wasOn ? ', and its source is on again' : ''}.`,
    })
  }
  const isEmpty = journal.vmRecords(stored.id).every(({ state, kept }) => state !== 'succeeded' && !kept)
  if (isEmpty && stored.createdNamespace) await removeEmptyNamespace(target.value, plan.targetNamespace)
  return ok({ discarded: records.length })
}

/** Never with a virtual machine on them: it may run. */
export async function removeKept(
  target: ClusterConnection,
  plan: WithNamespace,
  { vmId, source }: VmRecord,
): Promise<Result<void>> {
  const made = await ownVm(target, plan, vmId)
  if (!made.ok) return made
  if (made.value !== undefined)
    return fail({
      code: 'migration.unfinished-vm',
      message: `A virtual machine ${made.value} of ${source.name} stands in namespace ${plan.targetNamespace}.`,
      meaning: 'Nothing was removed. It may run on the kept disks.',
      remedy: `If it is not wanted: kubectl -n ${plan.targetNamespace} delete vm ${made.value}`,
    })
  return removeLeftovers(target, plan.targetNamespace, plan.id, vmId)
}

export async function powerOnAgain(source: VsphereSession, vmId: string): Promise<Result<void>> {
  const state = await source.powerState(vmId)
  if (!state.ok) return state
  return state.value === 'poweredOn' ? ok(undefined) : source.powerOn(vmId)
}

/** VMs that an ended run could not power on again: they count as running. */
function leftOff(journal: Journal, stored: StoredMigration): string[] {
  if (!stored.left) return []
  return journal
    .vmRecords(stored.id)
    .flatMap(({ vmId, left }) => (left?.what.includes('power') ? [vmId] : []))
}

/** What a start takes from VMs whose disks an ended run of any plan kept. */
interface Taken {
  /** VMs whose source was on before that run shut it down. */
  readonly wasOn: ReadonlySet<string>
  readonly freed: readonly { readonly migrationId: string; readonly record: VmRecord }[]
}

/** A start copies anew, so kept disks of its VMs go. The source is powered on only where it shall run meanwhile. */
export async function takeKept(options: KeptOptions, plan: Plan): Promise<Result<Taken>> {
  const { journal, providers } = options
  const wasOn = new Set<string>()
  const freed: { readonly migrationId: string; readonly record: VmRecord }[] = []
  const vmIds = plan.vms.map(({ vmId }) => vmId)
  for (const stored of journal.migrations()) {
    if (stored.plan.sourceId !== plan.sourceId) continue
    for (const vmId of leftOff(journal, stored)) if (vmIds.includes(vmId)) wasOn.add(vmId)
    for (const record of keptRecords(journal, stored, vmIds)) {
      const remove = async (ends: KeptOptions['providers']): Promise<Result<void>> => {
        const target = ends.target(stored.plan.targetId)
        return target.ok ? removeKept(target.value, stored.plan, record) : target
      }
      // Whether the plan that starts is another one's was asked before.
      const isOwn = stored.plan.id === plan.id
      const gone = isOwn ? await remove(providers) : await whileLeased(options, stored.plan, remove)
      if (!gone.ok) return gone
      const isOn = record.restorePowerState === 'poweredOn'
      const source = providers.source(plan.sourceId)
      if (isOn && !source.ok) return source
      const on =
        isOn && source.ok && plan.type === 'warm' ? await powerOnAgain(source.value, record.vmId) : undefined
      if (on?.ok === false) return on
      if (isOn) wasOn.add(record.vmId)
      freed.push({ migrationId: stored.id, record: withoutKept(record) })
    }
  }
  return ok({ wasOn, freed })
}
