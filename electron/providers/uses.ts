import type { Problem } from '../../shared/problem.ts'
import type { Journal, StoredProvider } from '../journal/service.ts'

const NAMED = 5

/** Why a provider has to stay as it is: runs that are not over, and (unless `runsOnly`) plans. */
export function usesOf(
  journal: Journal,
  { id, name }: StoredProvider,
  { runsOnly = false }: { readonly runsOnly?: boolean } = {},
): Problem | undefined {
  const isUsed = (plan: { readonly sourceId: string; readonly targetId: string }) =>
    plan.sourceId === id || plan.targetId === id
  const runs = journal.migrations().filter((run) => !run.endedAt && isUsed(run.plan))
  if (runs.length > 0) {
    const plans = listed(runs.map((run) => run.plan.name))
    return inUse(
      `${runs.length === 1 ? 'A run that is not over uses' : `${runs.length} runs that are not over use`} ${name}: ${plans}.`,
      'Wait for the end, or cancel first.',
    )
  }
  const plans = runsOnly ? [] : journal.plans().filter(isUsed)
  if (plans.length === 0) return undefined
  const names = listed(plans.map((plan) => plan.name))
  return inUse(
    `${plans.length === 1 ? 'A plan uses' : `${plans.length} plans use`} ${name}: ${names}.`,
    `Remove ${plans.length === 1 ? 'that plan' : 'those plans'} first, under Plans.`,
  )
}

function listed(names: readonly string[]): string {
  const more = names.length - NAMED
  return `${names.slice(0, NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

function inUse(message: string, remedy: string): Problem {
  return { code: 'provider.in-use', message, meaning: 'The provider stays as it is.', remedy }
}
