import type { Plan } from '../../shared/plan/model.ts'
import { fail, ok, type Result } from '../../shared/problem.ts'
import { diskPassphrasesId } from '../../shared/vault/secret-ids.ts'
import type { ClusterConnection } from '../cluster/service.ts'
import type { Providers } from '../providers/service.ts'
import type { VsphereSession } from '../vsphere/service.ts'
import type { RunEnds } from './context.ts'
import { CLAIM } from './kinds.ts'
import type { PlanLease } from './lease.ts'
import { gateSource, gateTarget, oncePer } from './lease-gate.ts'
import { findLeftovers } from './leftovers.ts'
import type { SourceHosts } from './service.ts'
import { WatchedObjects } from './watched-objects.ts'

/** With what only the run itself may do. */
export type OpenRunEnds = RunEnds &
  Pick<WatchedObjects, 'tellWarnings' | 'close'> & { readonly lease: RunLease }

/** What a run needs of the lease of its plan. */
type RunLease = Pick<
  PlanLease,
  'start' | 'look' | 'problem' | 'watching' | 'missing' | 'isHeld' | 'drivenBy' | 'takeOver' | 'release'
>

/** A claim's events are read at most this often (ms). */
const TROUBLE_AGE_MS = 60_000

export interface RunEndsOptions {
  readonly providers: Providers
  readonly hosts: SourceHosts
  readonly plan: Plan
  readonly lease: PlanLease
  /** Wall clock in ms. */
  readonly now: () => number
}

/** Source and target of one run. While the lease of its plan is not held, neither can be had. */
export function openRunEnds({ providers, hosts, plan, lease, now }: RunEndsOptions): OpenRunEnds {
  const { sourceId, targetId, targetNamespace } = plan
  const target: RunEnds['target'] = () => providers.target(targetId)
  const confirm = () => lease.confirm()
  const gates = {
    source: oncePer<VsphereSession>((one) => gateSource(one, confirm)),
    target: oncePer<ClusterConnection>((one) => gateTarget(one, confirm)),
  }
  const leased = <T>(end: Result<T>, gate: (one: T) => T): Result<T> => {
    const lost = lease.problem()
    if (lost) return fail(lost)
    return end.ok ? ok(gate(end.value)) : end
  }
  const objects = new WatchedObjects(plan, target)
  let looking: ReturnType<RunEnds['leftovers']> | undefined
  const ofSource = (hostId: string) => ({ providerId: sourceId, hostId })
  return {
    lease,
    source: () => leased(providers.source(sourceId), gates.source),
    target: () => leased(target(), gates.target),
    async sourceVm(vmId) {
      const inventory = await providers.inventory(sourceId)
      if (!inventory.ok) return inventory
      const vm = inventory.value.vms.find(({ id }) => id === vmId)
      return ok(vm && { vm, host: inventory.value.hosts.find(({ id }) => id === vm.hostId) })
    },
    useSourceSecret: (fn) => providers.useSecret(sourceId, `for the disk copies of plan ${plan.name}`, fn),
    diskPassphrases(vm) {
      const id = diskPassphrasesId(sourceId, vm.id)
      if (!providers.hasSecret(id)) return undefined
      return (fn) => providers.useSecret(id, `for the conversion of ${vm.name} in plan ${plan.name}`, fn)
    },
    copyLimit: (hostId) => hosts.copyLimit(ofSource(hostId)),
    isBeingEdited: (hostId) => hosts.isBeingEdited(ofSource(hostId)),
    directWay: (hostId) => hosts.directWay(ofSource(hostId)),
    dataVolumes: (vmId) => objects.volumes(vmId),
    pods: () => objects.pods(),
    claimTrouble: createTroubles(target, targetNamespace, now),
    async leftovers() {
      const connection = target()
      if (!connection.ok) return connection
      looking ??= findLeftovers(connection.value, targetNamespace, plan.id)
      const found = await looking
      if (!found.ok) looking = undefined
      return found
    },
    async ensureNamespace() {
      const lost = await confirm()
      return lost ? fail(lost) : providers.createNamespace(targetId, targetNamespace)
    },
    watchProblem: () => objects.problem(),
    nextChange: (ms, signal) => objects.nextChange(ms, signal),
    tellWarnings: (listener) => objects.tellWarnings(listener),
    now,
    close() {
      objects.close()
      lease.close()
    },
  }
}

/** The newest warning about a claim, remembered for a while: a disk that waits is looked at each second. */
function createTroubles(
  target: () => Result<ClusterConnection>,
  namespace: string,
  now: () => number,
): (claim: string) => Promise<string> {
  const known = new Map<string, { readonly at: number; readonly words: Promise<string> }>()
  const read = async (claim: string): Promise<string> => {
    const connection = target()
    if (!connection.ok) return ''
    const found = await connection.value.troubles(CLAIM, namespace, claim)
    // Without the right to read events the DataVolume's own words have to do.
    const newest = found.ok ? found.value[0] : undefined
    return newest ? `${newest.reason}: ${newest.message}` : ''
  }
  return (claim) => {
    const last = known.get(claim)
    if (last && now() - last.at < TROUBLE_AGE_MS) return last.words
    const words = read(claim)
    known.set(claim, { at: now(), words })
    return words
  }
}
