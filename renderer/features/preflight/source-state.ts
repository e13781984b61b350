import type { Plan } from '../../../shared/plan/model.ts'
import type { PreflightSummary } from '../../../shared/preflight/model.ts'
import type { Provider } from '../../../shared/provider/model.ts'
import { hasInventory, isFile, secretWord } from '../providers/provider-status.tsx'

/** In the address: judge without a target, where one could be guessed. */
export const NO_TARGET = 'none'
/** In the address: judge without a plan, although the shown run is about one. */
export const NO_PLAN = 'none'

/** The cluster that is judged for: the chosen one, that of the run, or the only one. */
export function targetOf(
  chosen: string | undefined,
  clusters: readonly Provider[],
  summary: PreflightSummary | undefined,
): Provider | undefined {
  if (chosen === NO_TARGET) return undefined
  const byId = (id: string | undefined) => clusters.find((one) => one.id === id)
  if (chosen !== undefined) return byId(chosen)
  if (summary) return byId(summary.targetId)
  return clusters.length === 1 ? clusters[0] : undefined
}

/** The plan that is judged: the chosen one, or that of the run. */
export function planOf(
  chosen: string | undefined,
  plans: readonly Plan[],
  summary: PreflightSummary | undefined,
): Plan | undefined {
  const id = chosen ?? summary?.planId
  return plans.find((one) => one.id === id)
}

/** Why preflight cannot run now; undefined: it can. */
export function runFault(source: Provider | undefined): string | undefined {
  if (!source) return 'The source of this run was removed. Choose another one.'
  if (hasInventory(source)) return undefined
  const { state } = source.status
  if (state === 'needsCredentials')
    return source.lab ? 'The demo lab does not run.' : `${source.name} needs its ${secretWord(source)} first.`
  if (state === 'locked') return `The vault is locked, and ${source.name} waits for it.`
  if (state === 'connecting') return `${source.name} is being connected.`
  return `${source.name} is not connected, and nothing is known of it from before.`
}

/** Why nothing of a run can be looked at again now. */
export function recheckFault(summary: PreflightSummary, source: Provider | undefined): string | undefined {
  if (!source) return `${summary.source} was removed: there is nothing to look at again.`
  if (isFile(source)) return 'It comes from a file, in which nothing changes.'
  return runFault(source)
}
