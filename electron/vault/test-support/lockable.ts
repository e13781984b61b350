/** A vault of one secret that a test locks and unlocks, for tests of those who log in. */
import { fail } from '../../../shared/problem.ts'
import { Topic } from '../../../shared/topic.ts'
import { locked } from '../problems.ts'
import type { UntilUnlocked, UseSecret } from '../service.ts'

export interface Lockable {
  readonly useSecret: UseSecret
  readonly untilUnlocked: UntilUnlocked
  lock(): void
  unlock(): void
  /** How often it was asked while it was locked. */
  refused(): number
}

export function lockable(secret: () => string): Lockable {
  const isLocked = new Topic(false)
  let refused = 0
  return {
    useSecret(fn) {
      if (!isLocked.value) return fn(Buffer.from(secret(), 'utf8'))
      refused++
      return Promise.resolve(fail(locked()))
    },
    async untilUnlocked(signal) {
      for await (const now of isLocked.watch(signal)) if (!now) return
    },
    lock: () => isLocked.set(true),
    unlock: () => isLocked.set(false),
    refused: () => refused,
  }
}
