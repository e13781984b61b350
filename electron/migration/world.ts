import { isOfPlan, managedSelector } from '../../shared/manifests/labels.ts'
import type { Plan } from '../../shared/plan/model.ts'
import { ok, type Result } from '../../shared/problem.ts'
import type { ApiWarning, ClusterConnection, KubeObject, LiveList } from '../cluster/service.ts'
import type { Providers } from '../providers/service.ts'
import type { World } from './context.ts'
import { CLAIM, DATA_VOLUME, POD } from './kinds.ts'
import { findLeftovers } from './leftovers.ts'
import type { SourceHosts } from './service.ts'

/** A world that also tells when it changed, and can be closed. */
export interface LiveWorld extends World {
  /** Resolves after the next change of a watched object, after `ms`, or when `signal` aborts. */
  nextChange(ms: number, signal: AbortSignal): Promise<void>
  /** From now on `listener` hears each warning header of the target. */
  tellWarnings(listener: (warning: ApiWarning) => void): void
  close(): void
}

interface Watched {
  readonly connection: ClusterConnection
  readonly volumes: LiveList
  readonly pods: LiveList
  readonly stopWarnings: () => void
}

/** A claim's events are read at most this often (ms). */
const TROUBLE_AGE_MS = 60_000

export interface WorldOptions {
  readonly providers: Providers
  readonly hosts: SourceHosts
  readonly plan: Plan
  /** ms since 1970. */
  readonly now?: () => number
}

/** The world of one run. Watches follow the target's connection when that is replaced by a new one. */
export function createWorld({ providers, hosts, plan, now = Date.now }: WorldOptions): LiveWorld {
  let onWarning: (warning: ApiWarning) => void = () => undefined
  let looking: Promise<Result<ReadonlySet<string>>> | undefined
  const troubles = createTroubles(providers, plan, now)
  const waiting = new Set<() => void>()
  const wake = (): void => {
    for (const resume of [...waiting]) resume()
  }
  let watched: Watched | undefined
  let closed = false
  const stop = (): void => {
    watched?.volumes.stop()
    watched?.pods.stop()
    watched?.stopWarnings()
    watched = undefined
  }
  const watch = (): Watched | undefined => {
    const target = providers.target(plan.targetId)
    if (closed || !target.ok) return undefined
    if (watched?.connection === target.value) return watched
    stop()
    // By manager, not by plan: runs in one namespace share their watches.
    const volumes = target.value.watch(DATA_VOLUME, plan.targetNamespace, managedSelector)
    const pods = target.value.watch(POD, plan.targetNamespace, managedSelector)
    volumes.onChange(wake)
    pods.onChange(wake)
    const stopWarnings = target.value.onWarning((warning) => onWarning(warning))
    watched = { connection: target.value, volumes, pods, stopWarnings }
    return watched
  }
  const ofSource = (hostId: string) => ({ providerId: plan.sourceId, hostId })
  const ofPlan = (list: LiveList | undefined): readonly KubeObject[] =>
    (list?.items() ?? []).filter((object) => isOfPlan(object.metadata.labels, plan.id))
  return {
    source: () => providers.source(plan.sourceId),
    target: () => providers.target(plan.targetId),
    async sourceVm(vmId) {
      const inventory = await providers.inventory(plan.sourceId)
      if (!inventory.ok) return inventory
      const vm = inventory.value.vms.find(({ id }) => id === vmId)
      return ok(vm && { vm, host: inventory.value.hosts.find(({ id }) => id === vm.hostId) })
    },
    useSourceSecret: (fn) => providers.useSecret(plan.sourceId, fn),
    copyLimit: (hostId) => hosts.copyLimit(ofSource(hostId)),
    isBeingEdited: (hostId) => hosts.isBeingEdited(ofSource(hostId)),
    directWay: (hostId) => hosts.directWay(ofSource(hostId)),
    dataVolumes: () => ofPlan(watch()?.volumes),
    pods: () => ofPlan(watch()?.pods),
    claimTrouble: troubles,
    async leftovers() {
      const target = providers.target(plan.targetId)
      if (!target.ok) return target
      looking ??= findLeftovers(target.value, plan.targetNamespace, plan.id)
      const found = await looking
      if (!found.ok) looking = undefined
      return found
    },
    ensureNamespace: () => providers.createNamespace(plan.targetId, plan.targetNamespace),
    tellWarnings(listener) {
      onWarning = listener
      watch()
    },
    watchProblem() {
      const target = providers.target(plan.targetId)
      if (!target.ok) return target.problem
      const lists = watch()
      return lists?.volumes.problem() ?? lists?.pods.problem()
    },
    now,
    nextChange: (ms, signal) =>
      new Promise((resolve) => {
        if (signal.aborted) {
          resolve()
          return
        }
        const end = (): void => {
          clearTimeout(timer)
          waiting.delete(end)
          signal.removeEventListener('abort', end)
          resolve()
        }
        const timer = setTimeout(end, ms)
        waiting.add(end)
        signal.addEventListener('abort', end)
      }),
    close() {
      closed = true
      stop()
      wake()
    },
  }
}

/** The newest warning about a claim, remembered for a while: a disk that waits is looked at each second. */
function createTroubles(
  providers: Providers,
  plan: Plan,
  now: () => number,
): (claim: string) => Promise<string> {
  const known = new Map<string, { readonly at: number; readonly words: Promise<string> }>()
  const read = async (claim: string): Promise<string> => {
    const target = providers.target(plan.targetId)
    if (!target.ok) return ''
    const found = await target.value.troubles(CLAIM, plan.targetNamespace, claim)
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
