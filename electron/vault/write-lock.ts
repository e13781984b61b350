/** One process at a time changes the vault: the desktop and a command line may share one. */
import { open } from 'node:fs/promises'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout } from 'node:timers/promises'
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'

const LIMIT_MS = 10_000
const STEP_MS = 20
const FILE_MODE = 0o600

/**
 * Runs `fn` while no other process is in here. The lock is the operating system's, by way of SQLite, so that it ends
 * with its process however that ends. Problem vault.busy after 10 s; vault.not-written where there can be no lock.
 */
export async function withWriteLock<T>(path: string, fn: () => Promise<Result<T>>): Promise<Result<T>> {
  const opened = await openLock(path)
  if (!opened.ok) return opened
  const database = opened.value
  try {
    for (let waited = 0; ; waited += STEP_MS) {
      const taken = take(database, path)
      if (!taken.ok) return taken
      if (taken.value) break
      if (waited >= LIMIT_MS) return fail(busy())
      await setTimeout(STEP_MS)
    }
    return await fn()
  } finally {
    database.close()
  }
}

async function openLock(path: string): Promise<Result<DatabaseSync>> {
  try {
    // Made here, since SQLite would let others read it.
    await (await open(path, 'a', FILE_MODE)).close()
    // Without a timeout of its own: SQLite would wait in this thread.
    return ok(new DatabaseSync(path, { timeout: 0 }))
  } catch (error) {
    return fail(noLock(path, error))
  }
}

function take(database: DatabaseSync, path: string): Result<boolean> {
  try {
    database.exec('BEGIN EXCLUSIVE')
    return ok(true)
  } catch (error) {
    const SQLITE_BUSY = 5
    if (error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY) return ok(false)
    return fail(noLock(path, error))
  }
}

function noLock(path: string, error: unknown): Problem {
  return {
    code: 'vault.not-written',
    message: `The lock ${path}, which keeps two processes apart, cannot be used.`,
    meaning: 'Nothing was changed.',
    remedy:
      'Give the right to read and write it. It holds nothing: while no Palletjack runs it may be removed.',
    detail: error instanceof Error ? error.message : String(error),
  }
}

function busy(): Problem {
  return {
    code: 'vault.busy',
    message: 'Another Palletjack is changing the vault, for more than 10 seconds now.',
    meaning: 'Nothing was changed.',
    remedy: 'Look at the other window or command, end it if it hangs, and try again.',
  }
}
