/** Work that others may interrupt: it pauses between small pieces, and whoever runs it decides what a pause is. */
export type Steps<T> = Generator<undefined, T>

/** All of it without a pause. */
export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}
