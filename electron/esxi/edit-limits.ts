/** How long the steps of an edit wait, in ms. */
export interface EditLimits {
  /** For a command that has no limit of its own. */
  readonly commandMs: number
  /** Until a lost connection is back. */
  readonly reconnectMs: number
  /** For the script that keeps a file over a reboot. */
  readonly persistMs: number
  /** For the restart of hostd. */
  readonly restartMs: number
  /** Until host and vCenter answer after it. */
  readonly answerMs: number
  /** Between two looks. */
  readonly pollMs: number
}

export const EDIT_LIMITS: EditLimits = {
  commandMs: 30_000,
  reconnectMs: 120_000,
  persistMs: 120_000,
  restartMs: 180_000,
  answerMs: 300_000,
  pollMs: 2_000,
}
