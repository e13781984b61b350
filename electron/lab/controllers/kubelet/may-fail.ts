import { createCounts, exitOf } from '../../failures.ts'
import type { PodEnd } from '../../service.ts'
import type { Behaviour } from './behaviour.ts'

/** Does its work until it first tells how far it is, and ends there where it is to fail. */
export function mayFail(behaviour: Behaviour, asked: () => PodEnd | undefined): Behaviour {
  const counts = createCounts()
  return async (inside) => {
    const end = asked()
    if (!end || !counts(end)) return behaviour(inside)
    const dies = new AbortController()
    await behaviour({
      ...inside,
      signal: AbortSignal.any([inside.signal, dies.signal]),
      progress: () => dies.abort(),
    }).catch(() => undefined)
    inside.signal.throwIfAborted()
    const exit = exitOf(end)
    inside.log(exit.message ?? 'Killed')
    return exit
  }
}
