/** Connections that write only while the lease of the plan is held. */
import { fail, type Problem, type Result } from '../../shared/problem.ts'
import type { ClusterConnection } from '../cluster/service.ts'
import type { VsphereSession } from '../vsphere/service.ts'

/** Why nothing may be written; undefined while it may. */
type Confirm = () => Promise<Problem | undefined>

export function gateTarget(target: ClusterConnection, confirm: Confirm): ClusterConnection {
  return {
    ...target,
    apply: (...call) => unless(confirm, () => target.apply(...call)),
    create: (...call) => unless(confirm, () => target.create(...call)),
    applyAll: (...call) => unless(confirm, () => target.applyAll(...call)),
    mergePatch: (...call) => unless(confirm, () => target.mergePatch(...call)),
    delete: (...call) => unless(confirm, () => target.delete(...call)),
  }
}

export function gateSource(source: VsphereSession, confirm: Confirm): VsphereSession {
  return {
    ...source,
    shutdownGuest: (...call) => unless(confirm, () => source.shutdownGuest(...call)),
    powerOff: (...call) => unless(confirm, () => source.powerOff(...call)),
    powerOn: (...call) => unless(confirm, () => source.powerOn(...call)),
    createSnapshot: (...call) => unless(confirm, () => source.createSnapshot(...call)),
    removeSnapshot: (...call) => unless(confirm, () => source.removeSnapshot(...call)),
    consolidateDisks: (...call) => unless(confirm, () => source.consolidateDisks(...call)),
    setChangeTracking: (...call) => unless(confirm, () => source.setChangeTracking(...call)),
  }
}

async function unless<T>(confirm: Confirm, write: () => Promise<Result<T>>): Promise<Result<T>> {
  const lost = await confirm()
  return lost ? fail(lost) : write()
}

/** The same gate for the same connection: it comes and goes with that. */
export function oncePer<T extends object>(gate: (one: T) => T): (one: T) => T {
  const known = new WeakMap<T, T>()
  return (one) => {
    const made = known.get(one) ?? gate(one)
    known.set(one, made)
    return made
  }
}
