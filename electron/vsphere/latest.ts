/** A mailbox for one value: a newer value is merged with one that nobody has taken yet. */
export interface Latest<T> {
  put(value: T): void
  /** No more values will come; what is in the box can still be taken. */
  end(): void
  /** Takes the value, waiting for one if there is none; undefined after the end. */
  take(): Promise<T | undefined>
}

/** Without `merge` the newer value replaces the waiting one. */
export function createLatest<T>(merge: (waiting: T, newer: T) => T = (_, newer) => newer): Latest<T> {
  let box: { readonly value: T } | undefined
  let ended = false
  let wake: (() => void) | undefined
  const changed = () => {
    wake?.()
    wake = undefined
  }
  return {
    put: (value) => {
      box = { value: box ? merge(box.value, value) : value }
      changed()
    },
    end: () => {
      ended = true
      changed()
    },
    take: async () => {
      for (;;) {
        const taken = box
        box = undefined
        if (taken) return taken.value
        if (ended) return undefined
        await new Promise<void>((resolve) => (wake = resolve))
      }
    },
  }
}
