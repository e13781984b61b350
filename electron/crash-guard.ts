/** The last thing a process does when a bug ends it: it leaves no session behind on anybody's server. */

/** A vCenter counts sessions, and a full table locks everybody out; still nobody waits long for a dead program. */
const TIDY_LIMIT_MS = 5_000
const EXIT_CRASHED = 70

/** The part of a backend that is needed at the very end. */
export interface Guarded {
  readonly log: { error(message: string): void }
  logOut(): Promise<void>
}

/**
 * From now on an exception that nobody catches (or a rejection that nobody handles) is logged, told in one
 * sentence on stderr, followed by the logout (5 s at most) and the end of the process with exit code 70.
 * Returns the way to stop that.
 */
export function guardAgainstCrash(backend: Guarded): () => void {
  let crashed = false
  const onCrash = (error: unknown): void => {
    // A second bug on the way out must not stop the first one's clean-up.
    if (crashed) return
    crashed = true
    backend.log.error(`Crashed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
    process.stderr.write(
      'Palletjack ended because of a bug of its own. Runs are journaled: start it again to go on. The log in the state directory has the details.\n',
    )
    const end = (): void => process.exit(EXIT_CRASHED)
    setTimeout(end, TIDY_LIMIT_MS)
    backend.logOut().then(end, end)
  }
  process.on('uncaughtException', onCrash)
  return () => process.off('uncaughtException', onCrash)
}
