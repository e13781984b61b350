/** A view that work changes, as a stream which ends with the work, and ends the work when it is closed early. */
import { Topic } from '../../shared/topic.ts'

/** Changes in quick succession are shown together: a thousand looks are not a thousand views. */
const TOGETHER_MS = 50

export interface ViewStreamParts<T> {
  readonly initial: T
  /** Calls `show` with each change and gets the view after it. Ends itself soon after `signal` aborts, with everything cleaned up. */
  readonly work: (show: (change: (view: T) => T) => T, signal: AbortSignal) => Promise<void>
  readonly signal: AbortSignal | undefined
}

export function viewStream<T>({ initial, work, signal }: ViewStreamParts<T>): AsyncGenerator<T> {
  const ending = new AbortController()
  const stop = signal === undefined ? ending.signal : AbortSignal.any([ending.signal, signal])
  const stream = run(initial, work, stop, ending)
  const close = stream.return.bind(stream)
  // A plain generator would only notice after its next value, and that may be minutes away.
  stream.return = (value) => {
    ending.abort()
    return close(value)
  }
  return stream
}

async function* run<T>(
  initial: T,
  work: ViewStreamParts<T>['work'],
  stop: AbortSignal,
  ending: AbortController,
): AsyncGenerator<T> {
  const topic = new Topic(initial)
  let view = initial
  let timer: NodeJS.Timeout | undefined
  const flush = (): void => {
    clearTimeout(timer)
    timer = undefined
    topic.set(view)
  }
  const show = (change: (view: T) => T): T => {
    view = change(view)
    timer ??= setTimeout(flush, TOGETHER_MS)
    return view
  }
  const done = work(show, stop).finally(() => {
    flush()
    topic.close()
  })
  // Looked at below; meanwhile it must not count as unhandled.
  done.catch(() => undefined)
  try {
    yield* topic.watch(stop)
    // Stopped by its signal, the work still cleans up; how that went is told to who goes on reading.
    if (stop.aborted) {
      await done
      yield view
    }
  } finally {
    ending.abort()
    await done
  }
}
