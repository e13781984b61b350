/** Lets other work of the process have its turn. */
import { setImmediate as nextTurn } from 'node:timers/promises'

/** ms of work after which others have a turn. */
const TURN_MS = 10

/** To await between small pieces of work; it waits only when enough time was spent since the last turn. */
export function createBreath(): () => Promise<void> {
  let began = performance.now()
  return async () => {
    if (performance.now() - began < TURN_MS) return
    await nextTurn()
    began = performance.now()
  }
}
