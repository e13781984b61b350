/** How long each part of a probe may take, in ms. */
export interface ProbeLimits {
  /** Until the cluster has made the Job's pod. */
  readonly podMs: number
  /** Until a node takes it. */
  readonly nodeMs: number
  /** Until its image is there and it runs. */
  readonly imageMs: number
  /** What the looks may take beyond their own limits. */
  readonly spareMs: number
  /** Until Job and pod are gone. */
  readonly cleanUpMs: number
  /** All looks from this computer. */
  readonly computerMs: number
}

export const defaultLimits: ProbeLimits = {
  podMs: 30_000,
  nodeMs: 60_000,
  imageMs: 300_000,
  spareMs: 30_000,
  cleanUpMs: 60_000,
  computerMs: 90_000,
}
