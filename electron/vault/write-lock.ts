/** One process at a time changes the vault: the desktop and a command line may share one. */
import { DatabaseSync } from 'node:sqlite'
import { setTimeout } from 'node:timers/promises'
import { fail, type Result } from '../../shared/problem.ts'

const LIMIT_MS = 10_000
const STEP_MS = 20

/**
 * Runs `fn` while no other process is in here. The lock is the operating system's, by way of SQLite, so that it ends
 * with its process however that ends. Problem vault.busy after 10 s.
 */
export async function withWriteLock<T>(path: string, fn: () => Promise<Result<T>>): Promise<Result<T>> {
  // Without a timeout of its own: SQLite would wait in this thread.
  const database = new DatabaseSync(path, { timeout: 0 })
  try {
    for (let waited = 0; !take(database); waited += STEP_MS) {
      if (waited >= LIMIT_MS) return fail(busy())
      await setTimeout(STEP_MS)
    }
    return await fn()
  } finally {
    database.close()
  }
}

function take(database: DatabaseSync): boolean {
  try {
    database.exec('BEGIN EXCLUSIVE')
    return true
  } catch (error) {
    const SQLITE_BUSY = 5
    if (error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY) return false
    throw error
  }
}

function busy() {
  return {
    code: 'vault.busy',
    message: 'Another Palletjack is changing the vault, for more than 10 seconds now.',
    meaning: 'Nothing was changed.',
    remedy: 'Look at the other window or command, end it if it hangs, and try again.',
  }
}
