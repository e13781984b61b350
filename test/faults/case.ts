/** What a case of the fault matrix is made of. */
import type { LabWorld } from '../fixtures/lab-backend.ts'
import type { Phase } from '../../shared/migration/model.ts'

export type PlanType = 'cold' | 'warm'

/** Clock of the application under test, which can be set. */
export interface TestClock {
  now(): number
  /** ms forward; backward where it is negative. */
  jump(ms: number): void
  /** How often somebody looked at it after it had jumped. */
  met(): number
}

export interface Scene {
  readonly world: LabWorld
  readonly clock: TestClock
  /** Where the run goes. */
  readonly namespace: string
  /** Name of the VM that is migrated, and of the host that it is on. */
  readonly vm: string
  readonly host: string
}

/** Begins a fault; what it returns ends it. */
export type Begin = (scene: Scene) => Promise<() => Promise<void>>

/** What a run is to come to. */
export type Expected =
  /** Succeeds, and nobody had to do anything; the fault is over by itself, or lasts to the end of the run. */
  | { readonly outcome: 'goes on' }
  /** Waits with this reason while the fault lasts, then succeeds. */
  | { readonly outcome: 'waits'; readonly reason: RegExp }
  /** Succeeds, and tells this problem. Then a snapshot is left in vSphere. */
  | { readonly outcome: 'tells'; readonly code: string; readonly words: RegExp }
  /**
   * Ends with this problem; the fault ends when it is told. `words`: in its message or detail. `keepsDisks`: to be
   * tried again without another copy, so that the source stays off.
   */
  | {
      readonly outcome: 'fails'
      readonly code: string
      readonly words: RegExp
      readonly keepsDisks?: true
    }

export interface FaultCase {
  readonly fault: string
  readonly type: PlanType
  /** The fault begins when this phase does. */
  readonly phase: Phase
  readonly begin: Begin
  readonly expected: Expected
}
