/** How one process asks all others to lock the same vault: a small file beside it, which holds no secret. */
import { randomUUID } from 'node:crypto'
import { watch } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import * as z from 'zod'
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'
import { replaceFile } from './replace-file.ts'

const requestSchema = z.object({ because: z.string().max(200) })

export interface LockRequests {
  /** The last request as it is; undefined where there was none. Two are the same only if they are one. */
  last(): Promise<string | undefined>
  /** Problem vault.not-written. */
  make(because: string): Promise<Result<void>>
  /** Calls `notice` when there may be a new one, as far as the system tells. Answers how to stop that. */
  watch(notice: () => void): () => void
  forget(): Promise<void>
}

/** `vaultPath`: of the vault's file. */
export function createLockRequests(vaultPath: string): LockRequests {
  const path = `${vaultPath}.lock-request`
  return {
    async last() {
      try {
        return await readFile(path, 'utf8')
      } catch (error) {
        // A file that is there and cannot be read may be a request.
        return codeOf(error) === 'ENOENT' ? undefined : codeOf(error)
      }
    },
    async make(because) {
      const id = randomUUID()
      const text = `${JSON.stringify({ id, at: new Date().toISOString(), because: because.slice(0, 200) })}\n`
      try {
        await replaceFile(path, text, { fresh: `${path}.${id}` })
        return ok(undefined)
      } catch (error) {
        await rm(`${path}.${id}`, { force: true }).catch(() => undefined)
        return fail(notAsked(path, error))
      }
    },
    watch(notice) {
      try {
        const watcher = watch(dirname(path), { persistent: false }, (_event, name) => {
          if (name === null || name === basename(path)) notice()
        })
        watcher.on('error', () => watcher.close())
        return () => watcher.close()
      } catch {
        // Then it is noticed when the vault is used next, and by who looks from time to time.
        return () => undefined
      }
    },
    forget: () => rm(path, { force: true }),
  }
}

/** What a request says for people. */
export function reasonOf(request: string): string {
  const parsed = requestSchema.safeParse(parse(request))
  return parsed.success ? parsed.data.because : 'It was locked from another window or command.'
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error)
}

function notAsked(path: string, error: unknown): Problem {
  return {
    code: 'vault.not-written',
    message: `The vault is locked here, but ${path} could not be written (${codeOf(error)}).`,
    meaning: 'Another window or command that has it open keeps it open.',
    remedy: 'Make room on its disk or give the right to write there and lock it again, or end the others.',
  }
}
