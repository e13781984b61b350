import { ORPCError } from '@orpc/server'

export interface DoorLog {
  info(message: string): void
  error(message: string): void
}

interface Call {
  readonly path: readonly string[]
  readonly next: () => Promise<unknown>
}

/**
 * An oRPC interceptor. What a procedure throws unexpectedly reaches the page without detail; this keeps the
 * detail in the log. Expected failures and refused inputs are ORPCErrors and are the caller's to show.
 */
export function logBugs(log: DoorLog): (call: Call) => Promise<unknown> {
  return async ({ path, next }) => {
    const note = (error: unknown): never => {
      if (!(error instanceof ORPCError))
        log.error(`${path.join('.')} failed: ${error instanceof Error ? (error.stack ?? '') : typeof error}`)
      throw error
    }
    const output = await next().catch(note)
    return isStream(output) ? new NotedStream(output, note) : output
  }
}

/** Passes a stream on and notes how it fails. Ending is left to the source: this adds no turn of its own. */
class NotedStream implements AsyncIterableIterator<unknown> {
  readonly #source: AsyncIterator<unknown>
  readonly #note: (error: unknown) => never

  constructor(source: AsyncIterator<unknown>, note: (error: unknown) => never) {
    this.#source = source
    this.#note = note
  }

  next(): Promise<IteratorResult<unknown>> {
    return this.#source.next().catch(this.#note)
  }

  async return(value?: unknown): Promise<IteratorResult<unknown>> {
    return (await this.#source.return?.(value)) ?? { done: true, value }
  }

  [Symbol.asyncIterator](): this {
    return this
  }
}

function isStream(value: unknown): value is AsyncIterableIterator<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value && 'next' in value
}
