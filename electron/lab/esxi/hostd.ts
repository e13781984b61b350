/** hostd: the agent of a host. What it uses is what its settings were when it started. */
import type { LabClock } from '../clock.ts'
import type { NfcSettings } from './files/hostd-config.ts'

/** Lab time that hostd needs to end, and to start until it answers. */
const STOP_MS = 1_500
const START_MS = 4_000

export interface HostdOptions {
  readonly clock: LabClock
  readonly signal: AbortSignal
  /** The settings in the place that rules on this host; undefined where hostd cannot start with them. */
  readonly settings: () => NfcSettings | undefined
  readonly staysDown: () => boolean
  /** Told when hostd begins and ceases to answer. */
  readonly onChange: (isRunning: boolean) => void
}

export interface Hostd {
  isRunning(): boolean
  /** Undefined while it does not run. */
  inUse(): NfcSettings | undefined
  stop(): Promise<void>
  /** Resolves when it runs, or when it has given up. */
  start(): Promise<void>
}

/** A host's hostd, running already. */
export function createHostd(options: HostdOptions): Hostd {
  const { clock, signal } = options
  let inUse = options.settings()
  const become = (settings: NfcSettings | undefined): void => {
    const changes = (inUse === undefined) !== (settings === undefined)
    inUse = settings
    if (changes) options.onChange(settings !== undefined)
  }
  return {
    isRunning: () => inUse !== undefined,
    inUse: () => inUse,
    stop: async () => {
      if (inUse === undefined) return
      become(undefined)
      await clock.sleep(STOP_MS, signal)
    },
    start: async () => {
      if (inUse !== undefined) return
      const settings = options.settings()
      await clock.sleep(START_MS, signal)
      if (!options.staysDown()) become(settings)
    },
  }
}
