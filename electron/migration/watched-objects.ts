/** The DataVolumes and pods of a plan, kept true by watches. */
import { isOfPlan, labelValue, managedSelector } from '../../shared/manifests/labels.ts'
import type { Plan } from '../../shared/plan/model.ts'
import type { Problem, Result } from '../../shared/problem.ts'
import type { ApiWarning, ClusterConnection, KubeObject, LiveList } from '../cluster/service.ts'
import { DATA_VOLUME, POD } from './kinds.ts'

interface Watched {
  readonly connection: ClusterConnection
  readonly volumes: LiveList
  readonly pods: LiveList
  readonly stopWarnings: () => void
}

/** All VMs of a run look after a change: with hundreds of them, changes that follow closely are looked at together (ms). */
const TOGETHER_MS = 100

/** Follows the target's connection when that is replaced by a new one. */
export class WatchedObjects {
  readonly #plan: Plan
  readonly #target: () => Result<ClusterConnection>
  readonly #waiting = new Set<() => void>()
  #onWarning: (warning: ApiWarning) => void = () => undefined
  #watched: Watched | undefined
  /** Volumes by the label of their VM, until the next change. */
  #byVm: ReadonlyMap<string, readonly KubeObject[]> | undefined
  #closed = false
  #resting: NodeJS.Timeout | undefined
  /** Something changed since the last time that it was told. */
  #missed = false

  constructor(plan: Plan, target: () => Result<ClusterConnection>) {
    this.#plan = plan
    this.#target = target
  }

  /** Of one VM. With hundreds of VMs each looks after each change, so the list is sorted out once per change. */
  volumes(vmId: string): readonly KubeObject[] {
    const list = this.#watch()?.volumes
    if (!list) return []
    this.#byVm ??= Map.groupBy(this.#ofPlan(list), ({ metadata }) => metadata.labels?.['vmID'] ?? '')
    return this.#byVm.get(labelValue(vmId)) ?? []
  }

  pods(): readonly KubeObject[] {
    return this.#ofPlan(this.#watch()?.pods)
  }

  /** Why the two lists are not being kept true at the moment. */
  problem(): Problem | undefined {
    const target = this.#target()
    if (!target.ok) return target.problem
    const watched = this.#watch()
    return watched?.volumes.problem() ?? watched?.pods.problem()
  }

  /** From now on `listener` hears each warning header of the target. */
  tellWarnings(listener: (warning: ApiWarning) => void): void {
    this.#onWarning = listener
    this.#watch()
  }

  /** Resolves after the next change, after `ms`, or when `signal` aborts. */
  nextChange(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted) {
        resolve()
        return
      }
      const end = (): void => {
        clearTimeout(timer)
        this.#waiting.delete(end)
        signal.removeEventListener('abort', end)
        resolve()
      }
      const timer = setTimeout(end, ms)
      this.#waiting.add(end)
      signal.addEventListener('abort', end)
    })
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#resting)
    this.#stop()
    this.#wake()
  }

  #watch(): Watched | undefined {
    const target = this.#target()
    if (this.#closed || !target.ok) return undefined
    const connection = target.value
    if (this.#watched?.connection === connection) return this.#watched
    this.#stop()
    // By manager, not by plan: runs in one namespace share their watches.
    const { targetNamespace } = this.#plan
    const volumes = connection.watch(DATA_VOLUME, targetNamespace, managedSelector)
    const pods = connection.watch(POD, targetNamespace, managedSelector)
    for (const list of [volumes, pods]) list.onChange(() => this.#changed())
    const stopWarnings = connection.onWarning((warning) => this.#onWarning(warning))
    this.#watched = { connection, volumes, pods, stopWarnings }
    return this.#watched
  }

  #stop(): void {
    this.#byVm = undefined
    this.#watched?.volumes.stop()
    this.#watched?.pods.stop()
    this.#watched?.stopWarnings()
    this.#watched = undefined
  }

  /** The first change of a while is told at once. */
  #changed(): void {
    this.#byVm = undefined
    if (this.#resting) {
      this.#missed = true
      return
    }
    this.#wake()
    this.#missed = false
    this.#resting = setTimeout(() => {
      this.#resting = undefined
      if (this.#missed) this.#changed()
    }, TOGETHER_MS)
  }

  #wake(): void {
    for (const resume of [...this.#waiting]) resume()
  }

  #ofPlan(list: LiveList | undefined): readonly KubeObject[] {
    return (list?.items() ?? []).filter((object) => isOfPlan(object.metadata.labels, this.#plan.id))
  }
}
