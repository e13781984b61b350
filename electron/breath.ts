/** Lets other work of the process have its turn. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Steps } from '../shared/steps.ts'

/** To await between small pieces of work; it waits only when enough time was spent since the last turn. */
export type Breath = () => Promise<void>

/** ms of work after which others have a turn: what a person feels as a hitch begins at some 50 ms. */
const TURN_MS = 10

export function createBreath(): Breath {
  let began = performance.now()
  return async () => {
    if (performance.now() - began < TURN_MS) return
    await nextTurn()
    began = performance.now()
  }
}

/** Runs work that pauses; others have a turn in its pauses when it is time. */
export async function inTurns<T>(steps: Steps<T>, breathe: Breath = createBreath()): Promise<T> {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
    await breathe()
  }
}
