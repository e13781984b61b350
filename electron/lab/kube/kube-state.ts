import type { LabClock } from '../clock.ts'
import type { KindTable } from './kinds/all.ts'
import type { Store } from './store.ts'

/** What all parts of the server share. */
export interface KubeState {
  readonly kinds: KindTable
  readonly store: Store
  readonly clock: LabClock
}
