/** Who waits for slots of a host, over all plans and sources of this process. */
import type { Admission, HeldSlots, HostNow } from '../../shared/migration/scheduler.ts'
import { ask, leave, type SlotQueue, type Waiting } from '../../shared/migration/slot-queue.ts'

export interface Slots {
  ask(asker: Omit<Waiting, 'passed' | 'askedAt'>, held: readonly HeldSlots[], now: HostNow): Admission
  leave(key: string): void
}

export function createSlots(): Slots {
  let queue: SlotQueue = []
  return {
    ask(asker, held, now) {
      const answer = ask(queue, asker, held, now, performance.now())
      queue = answer.queue
      return answer.admission
    },
    leave: (key) => void (queue = leave(queue, key)),
  }
}
