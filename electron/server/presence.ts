/** Whether a page is there: each has a stream open as long as it lives. */

/** A page that is loaded anew, or a computer that is busy, is back by then (ms). */
const GONE_MS = 60_000

export interface Presence {
  /** A call or a stream begins. Answers what to call, once, when it ends. */
  enter(): () => void
  /** From now on nothing is told. */
  close(): void
}

/** Calls `onGone` once nothing was open for `goneMs`, after something was. */
export function createPresence(onGone: () => void, goneMs = GONE_MS): Presence {
  let open = 0
  let timer: NodeJS.Timeout | undefined
  let isClosed = false
  return {
    enter() {
      open++
      clearTimeout(timer)
      return () => {
        open--
        if (open > 0 || isClosed) return
        timer = setTimeout(onGone, goneMs)
        timer.unref()
      }
    },
    close() {
      isClosed = true
      clearTimeout(timer)
    },
  }
}
