/** A journal on a full disk. */
import { ProblemError } from '../../shared/problem.ts'

/** Writes what nothing rests on. */
export function ifThereIsRoom(write: () => void): void {
  try {
    write()
  } catch (error) {
    if (!isJournalFull(error)) throw error
  }
}

export function isJournalFull(error: unknown): boolean {
  return error instanceof ProblemError && error.problem.code === 'journal.disk-full'
}
