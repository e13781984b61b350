import { nextChange } from './changes.ts'
import { defaultLimits, type ProbeLimits } from './limits.ts'
import { emptyNetworkProbe, probeNetwork } from './network-probe.ts'
import type { ProbeResults } from './keep.ts'
import type { ProbeParts, ProbeProviders } from './probe-parts.ts'
import type { Probes } from './service.ts'
import { probeVddkImage, emptyVddkProbe } from './vddk-probe.ts'
import { viewStream } from './view-stream.ts'

/** A cluster that is away does not keep the application from ending: the Job then goes by itself. */
const CLOSE_MS = 10_000

export interface ProbesOptions {
  readonly providers: ProbeProviders
  readonly results: ProbeResults
  readonly hosts?: ProbeParts['hosts']
  readonly limits?: Partial<ProbeLimits>
}

export function createProbes(options: ProbesOptions): Probes {
  const parts = { ...options, limits: { ...defaultLimits, ...options.limits } }
  const closing = new AbortController()
  const inTurn = createTurns()
  const until = (signal: AbortSignal | undefined): AbortSignal =>
    signal === undefined ? closing.signal : AbortSignal.any([closing.signal, signal])
  return {
    network: (request, signal) =>
      viewStream({
        initial: emptyNetworkProbe,
        work: (show, stop) =>
          inTurn(`network ${request.targetId} ${request.namespace} ${request.sourceId}`, stop, () =>
            probeNetwork(parts, request, show, stop),
          ),
        signal: until(signal),
      }),
    vddk: (request, signal) =>
      viewStream({
        initial: emptyVddkProbe,
        work: (show, stop) =>
          inTurn(`vddk ${request.targetId} ${request.namespace}`, stop, () =>
            probeVddkImage(parts, request, show, stop),
          ),
        signal: until(signal),
      }),
    async close() {
      closing.abort()
      const limit = new AbortController()
      await Promise.race([inTurn.idle(), nextChange([], CLOSE_MS, limit.signal)])
      limit.abort()
    },
  }
}

/** Probes of the same name one after the other: the second would remove the first one's Job. */
function createTurns() {
  const last = new Map<string, Promise<void>>()
  const inTurn = async (key: string, stop: AbortSignal, work: () => Promise<void>): Promise<void> => {
    const before = last.get(key) ?? Promise.resolve()
    const mine = before.then(async () => {
      if (!stop.aborted) await work()
    })
    // The next one in turn does not care how this one ended.
    const settled = mine.catch(() => undefined)
    last.set(key, settled)
    void settled.then(() => {
      if (last.get(key) === settled) last.delete(key)
    })
    await mine
  }
  return Object.assign(inTurn, {
    idle: async () => {
      await Promise.all(last.values())
    },
  })
}
