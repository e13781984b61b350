import { guardAgainstCrash } from '../crash-guard.ts'
import type { Interrupts } from '../interrupts.ts'
import type { CliBackend, CliBackendOptions, CommandContext } from './command-context.ts'

/** Time that closing may take: logging out, the journal, the lab (ms). */
const CLOSE_LIMIT_MS = 30_000
const CLOSE_AT_ONCE_MS = 2_000

/** Starts a backend for `work` and closes it in every case. What is thrown is logged and thrown on. */
export async function withBackend<T>(
  context: CommandContext,
  options: Omit<CliBackendOptions, 'shell'>,
  interrupts: Interrupts,
  work: (backend: CliBackend) => Promise<T>,
): Promise<T> {
  const backend = await context.createBackend({ ...options, shell: 'cli' })
  const stopGuarding = guardAgainstCrash(backend)
  try {
    return await work(backend)
  } catch (error) {
    backend.log.error(error instanceof Error ? (error.stack ?? error.message) : String(error))
    throw error
  } finally {
    stopGuarding()
    await closeWithin(backend, interrupts.second)
  }
}

/** Closing must never keep a terminal hanging; what runs is journaled either way. */
async function closeWithin(backend: CliBackend, second: AbortSignal): Promise<void> {
  const limit = AbortSignal.timeout(second.aborted ? CLOSE_AT_ONCE_MS : CLOSE_LIMIT_MS)
  const { promise, resolve } = Promise.withResolvers<undefined>()
  limit.addEventListener('abort', () => resolve(undefined), { once: true })
  await Promise.race([backend.close(), promise])
}
