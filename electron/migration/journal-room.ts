/** A journal on a full disk. */
import { ProblemError } from '../../shared/problem.ts'
import { pause } from './pause.ts'

/** What has no room tries again this often, and gives up after this long (ms). */
const ROOM_EVERY_MS = 1_000
const ROOM_LIMIT_MS = 30 * 60_000

/** Of a VM that waits for that. */
export const NO_ROOM = 'waits for room on the disk of the journal: nothing goes on that cannot be noted there'

export interface RoomOptions {
  /** Ends the tries, and is aborted when there was no room for long: as if the process had ended. */
  readonly stop: AbortController
  readonly now: () => number
  readonly onFull: () => void
  /** Journals where `step` begins. */
  readonly save: () => void
}

/** Runs `step`, and again while the journal has no room: nothing goes on that could not be journaled. */
export async function withRoom(
  { stop, now, onFull, save }: RoomOptions,
  step: () => void | Promise<void>,
): Promise<void> {
  let since: number | undefined
  while (!stop.signal.aborted) {
    try {
      save()
      since = undefined
      await step()
      return
    } catch (error) {
      if (!isJournalFull(error)) throw error
      onFull()
      since ??= now()
      if (now() - since > ROOM_LIMIT_MS) stop.abort()
      await pause(ROOM_EVERY_MS, stop.signal)
    }
  }
}

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
