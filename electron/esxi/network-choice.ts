/** Choosing and trying migration networks of many hosts, shown as it goes. */
import type { EsxiHost } from '../../shared/esxi/model.ts'
import { orThrow, ProblemError } from '../../shared/problem.ts'
import type { Hosts, KnownHost } from './hosts.ts'
import type { Networks } from './networks.ts'
import type { NetworkRequest } from './service.ts'

/** Logins at the same time: a wrong password must not be tried on a thousand hosts at once. */
const AT_ONCE = 4

interface ChoiceOptions {
  readonly hosts: Hosts
  readonly networks: Networks
  readonly watch: (providerId: string, signal?: AbortSignal) => AsyncGenerator<readonly EsxiHost[]>
}

export interface NetworkChoice {
  set(request: NetworkRequest, signal: AbortSignal): AsyncGenerator<readonly EsxiHost[]>
  check(
    providerId: string,
    hostIds: readonly string[],
    signal: AbortSignal,
  ): AsyncGenerator<readonly EsxiHost[]>
}

export function createNetworkChoice({ hosts, networks, watch }: ChoiceOptions): NetworkChoice {
  const find = async (providerId: string, hostIds: readonly string[]): Promise<KnownHost[]> =>
    orThrow(await hosts.findAll(providerId, hostIds))

  /** The chosen hosts at each change, until all were tried. */
  async function* shown(
    providerId: string,
    chosen: readonly KnownHost[],
    signal: AbortSignal,
  ): AsyncGenerator<readonly EsxiHost[]> {
    const stop = new AbortController()
    const over = new AbortController()
    const ending = AbortSignal.any([stop.signal, signal])
    const ids = new Set(chosen.map(({ hostId }) => hostId))
    const done = inTurns(chosen, async (host) => {
      if (!ending.aborted) await networks.check(host, ending)
    }).finally(() => over.abort())
    done.catch(() => undefined)
    const only = (all: readonly EsxiHost[]) => all.filter(({ id }) => ids.has(id))
    try {
      for await (const all of watch(providerId, over.signal)) yield only(all)
      await done
      // The last change may have come with the end.
      const last = new AbortController()
      for await (const all of watch(providerId, last.signal)) {
        yield only(all)
        break
      }
      last.abort()
    } finally {
      stop.abort()
      await done.catch(() => undefined)
    }
  }

  return {
    async *set({ providerId, hostIds, device, login }, signal) {
      const chosen = await find(providerId, hostIds)
      // All or none: a choice for many hosts is one decision.
      const problem = chosen.map((host) => networks.objection(host, device, login)).find(Boolean)
      if (problem) throw new ProblemError(problem)
      for (const host of chosen) orThrow(await networks.choose(host, device, login))
      yield* shown(providerId, chosen, signal)
    },
    async *check(providerId, hostIds, signal) {
      yield* shown(providerId, await find(providerId, hostIds), signal)
    },
  }
}

async function inTurns<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = [...items]
  const worker = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) await work(next)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
}
