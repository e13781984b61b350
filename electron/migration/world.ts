import { isOfPlan, managedSelector } from '../../shared/manifests/labels.ts'
import type { Plan } from '../../shared/plan/model.ts'
import { ok } from '../../shared/problem.ts'
import type { ClusterConnection, KubeObject, LiveList } from '../cluster/service.ts'
import type { Providers } from '../providers/service.ts'
import type { World } from './context.ts'
import { DATA_VOLUME, POD } from './kinds.ts'

/** A world that also tells when it changed, and can be closed. */
export interface LiveWorld extends World {
  /** Resolves after the next change of a watched object, after `ms`, or when `signal` aborts. */
  nextChange(ms: number, signal: AbortSignal): Promise<void>
  close(): void
}

interface Watched {
  readonly connection: ClusterConnection
  readonly volumes: LiveList
  readonly pods: LiveList
}

/** The world of one run. Watches follow the target's connection when that is replaced by a new one. */
export function createWorld(providers: Providers, plan: Plan, now: () => number = Date.now): LiveWorld {
  const waiting = new Set<() => void>()
  const wake = (): void => {
    for (const resume of [...waiting]) resume()
  }
  let watched: Watched | undefined
  let closed = false
  const stop = (): void => {
    watched?.volumes.stop()
    watched?.pods.stop()
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
    watched = { connection: target.value, volumes, pods }
    return watched
  }
  const ofPlan = (list: LiveList | undefined): readonly KubeObject[] =>
    (list?.items() ?? []).filter((object) => isOfPlan(object.metadata.labels, plan.id))
  return {
    source: () => providers.source(plan.sourceId),
    target: () => providers.target(plan.targetId),
    async sourceVm(vmId) {
      const inventory = await providers.inventory(plan.sourceId)
      return inventory.ok ? ok(inventory.value.vms.find((vm) => vm.id === vmId)) : inventory
    },
    useSourceSecret: (fn) => providers.useSecret(plan.sourceId, fn),
    dataVolumes: () => ofPlan(watch()?.volumes),
    pods: () => ofPlan(watch()?.pods),
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
