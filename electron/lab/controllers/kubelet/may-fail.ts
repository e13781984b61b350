import { createCounts, exitOf, type Failing } from '../../failures.ts'
import type { PodFailures } from '../../service.ts'
import type { Behaviour } from './behaviour.ts'

/** Does its work until it first tells how far it is, and ends there where it is to fail. */
export function mayFail(
  behaviour: Behaviour,
  which: keyof PodFailures,
  failures: Failing<PodFailures> | undefined,
): Behaviour {
  const counts = createCounts()
  return async (inside) => {
    const end = failures?.now()[which]
    if (!end || !counts(end)) return behaviour(inside)
    const dies = new AbortController()
    await behaviour({
      ...inside,
      signal: AbortSignal.any([inside.signal, dies.signal]),
      progress: () => dies.abort(),
    }).catch(() => undefined)
    inside.signal.throwIfAborted()
    failures.note()
    const exit = exitOf(end)
    inside.log(exit.message ?? 'Killed')
    return exit
  }
}
