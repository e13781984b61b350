/** Wrong passphrases slow the next ones down, across restarts. */
import { randomUUID } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import * as z from 'zod'
import { fail, type Problem, type Result } from '../../shared/problem.ts'
import { replaceFile } from './replace-file.ts'
import { withWriteLock } from './write-lock.ts'

const FREE_TRIES = 5
const FIRST_WAIT_MS = 30_000
const LONGEST_WAIT_MS = 15 * 60_000

const stateSchema = z.object({ failures: z.int().min(0), lastAt: z.iso.datetime() })
type State = z.infer<typeof stateSchema>

export interface Attempts {
  /** When the next passphrase is taken; undefined: now. */
  retryAt(now: Date): Promise<Date | undefined>
  failed(now: Date): Promise<void>
  succeeded(): Promise<void>
  /**
   * Runs one try while no other process has one: each is counted by itself. Problems vault.busy, and vault.not-written
   * where it cannot be counted.
   */
  alone<T>(now: Date, fn: () => Promise<Result<T>>): Promise<Result<T>>
}

/** For what is not slowed down: a copy can be guessed at anywhere. */
export const UNCOUNTED: Attempts = {
  retryAt: () => Promise.resolve(undefined),
  failed: () => Promise.resolve(),
  succeeded: () => Promise.resolve(),
  alone: (_now, fn) => fn(),
}

/**
 * This stops who sits at the keyboard. Who has the vault's file can guess elsewhere: against them there is the cost
 * of a guess only.
 */
export function createAttempts(path: string): Attempts {
  const read = async (): Promise<State | undefined> => {
    const text = await readFile(path, 'utf8').catch(() => undefined)
    if (text === undefined) return undefined
    const parsed = stateSchema.safeParse(parse(text))
    return parsed.success ? parsed.data : undefined
  }
  const write = async (state: State): Promise<void> => {
    // Commands of a script try at the same time.
    await replaceFile(path, JSON.stringify(state), { fresh: `${path}.${randomUUID()}` })
  }
  /** Of a clock that was set back the wait begins now: else it would not end before that clock is reached again. */
  const mend = async (now: Date): Promise<void> => {
    const state = await read()
    if (state && Date.parse(state.lastAt) > now.getTime())
      await write({ ...state, lastAt: now.toISOString() })
  }
  return {
    async retryAt(now) {
      const state = await read()
      if (!state || state.failures < FREE_TRIES) return undefined
      const lastAt = Math.min(Date.parse(state.lastAt), now.getTime())
      const at = lastAt + waitAfter(state.failures)
      return at > now.getTime() ? new Date(at) : undefined
    },
    async failed(now) {
      const failures = ((await read())?.failures ?? 0) + 1
      await write({ failures, lastAt: now.toISOString() })
    },
    succeeded: () => rm(path, { force: true }),
    alone: (now, fn) =>
      withWriteLock(`${path}.lock`, async () => {
        try {
          await mend(now)
          return await fn()
        } catch (error) {
          if (isOfDisk(error)) return fail(notCounted(path, error))
          throw error
        }
      }),
  }
}

/** ms: half a minute after the fifth failure, then twice as long each time, up to a quarter of an hour. */
function waitAfter(failures: number): number {
  return failures < FREE_TRIES ? 0 : Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failures - FREE_TRIES))
}

function isOfDisk(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error
}

function notCounted(path: string, error: NodeJS.ErrnoException): Problem {
  return {
    code: 'vault.not-written',
    message: `The passphrase was not looked at: the try could not be counted in ${path} (${error.code ?? 'unknown'}).`,
    meaning: 'Nothing was changed.',
    remedy:
      'Make room on its disk or give the right to write there, and try again. The recovery code is not counted.',
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
