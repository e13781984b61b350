/** The part of an AbortSignal that is needed here; shared code knows neither Node nor the DOM. */
export interface Abortable {
  readonly aborted: boolean
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void
  removeEventListener(type: 'abort', listener: () => void): void
}

/**
 * A value that changes, for any number of watchers. A slow watcher misses what came between, never the
 * newest: views are complete, so only the last one counts.
 */
export class Topic<T> {
  #value: T
  #version = 0
  #closed = false
  readonly #waiting = new Set<() => void>()

  constructor(initial: T) {
    this.#value = initial
  }

  get value(): T {
    return this.#value
  }

  set(value: T): void {
    if (this.#closed) return
    this.#value = value
    this.#version++
    this.#wake()
  }

  /** Ends all watchers after they have seen the last value. */
  close(): void {
    this.#closed = true
    this.#wake()
  }

  /** The value now, then each newer one; ends when the topic closes or `signal` aborts. */
  async *watch(signal?: Abortable): AsyncGenerator<T> {
    let seen = -1
    while (signal?.aborted !== true) {
      if (seen !== this.#version) {
        seen = this.#version
        yield this.#value
      } else if (this.#closed) {
        return
      } else {
        await this.#change(signal)
      }
    }
  }

  #change(signal: Abortable | undefined): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        this.#waiting.delete(done)
        signal?.removeEventListener('abort', done)
        resolve()
      }
      this.#waiting.add(done)
      signal?.addEventListener('abort', done, { once: true })
    })
  }

  #wake(): void {
    for (const done of [...this.#waiting]) done()
  }
}
