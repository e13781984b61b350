/** Follows a probe to its end, or ends it and waits for its clean-up. */
import { fail, ok, type Result } from '../../shared/problem.ts'
import { attempt, INTERRUPTED } from './outcome.ts'
import { until } from './stream.ts'
import { printable } from './text.ts'
import type { Interrupts } from '../interrupts.ts'
import type { CommandContext } from './command-context.ts'

/** The backend limits its own clean-up; this one is above that (ms). */
const CLEAN_UP_LIMIT_MS = 120_000

/** What every probe tells as it goes. */
interface Progress {
  readonly step: string
  readonly cleanedUp: boolean
}

/**
 * The last state. Steps go to stderr. An interrupt ends the probe and waits until its Job is removed; a second one
 * does not wait.
 */
export async function followProbe<T extends Progress>(
  open: (signal: AbortSignal) => PromiseLike<AsyncIterable<T>>,
  { stderr }: Pick<CommandContext, 'stderr'>,
  namespace: string,
  { first, second }: Pick<Interrupts, 'first' | 'second'>,
): Promise<Result<T>> {
  const say = (text: string): void => void stderr.write(`${printable(text)}\n`)
  const ending = new AbortController()
  const leaving = new AbortController()
  const end = (): void => {
    say('Interrupted: the Job of the probe is being removed. Ctrl-C again leaves at once.')
    ending.abort()
    const limit = AbortSignal.any([second, AbortSignal.timeout(CLEAN_UP_LIMIT_MS)])
    limit.addEventListener('abort', () => leaving.abort(), { once: true })
  }
  // Asked anew each time: it changes while the probe runs.
  const isInterrupted = (): boolean => first.aborted
  if (isInterrupted()) return fail(INTERRUPTED)
  first.addEventListener('abort', end, { once: true })
  let last: T | undefined
  const read = await attempt(
    (async () => {
      for await (const view of until(await open(ending.signal), leaving.signal)) {
        if (view.step !== last?.step && !isInterrupted()) say(view.step)
        last = view
      }
    })(),
  )
  first.removeEventListener('abort', end)
  if (isInterrupted()) {
    const isRemoved = read.ok && last?.cleanedUp === true
    return fail({ ...INTERRUPTED, meaning: isRemoved ? REMOVED : leftText(namespace) })
  }
  return read.ok ? ended(last, namespace, say) : read
}

const REMOVED = 'The Job of the probe was removed; nothing else was changed.'

function ended<T extends Progress>(
  last: T | undefined,
  namespace: string,
  say: (text: string) => void,
): Result<T> {
  if (!last) throw new Error('a probe ended without saying anything')
  if (!last.cleanedUp) say(leftText(namespace))
  return ok(last)
}

function leftText(namespace: string): string {
  return `The Job of the probe may be left in namespace ${namespace}: see kubectl -n ${namespace} get jobs,pods.`
}
