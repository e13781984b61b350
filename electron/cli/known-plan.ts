/** Plans of the state directory, by name. */
import type { Client } from '../../shared/contract/contract.ts'
import type { Plan } from '../../shared/plan/model.ts'
import type { Provider } from '../../shared/provider/model.ts'
import { ok, type Result } from '../../shared/problem.ts'
import { attempt, inputFault } from './outcome.ts'

const NAMED = 10

/** The stored plan of this name. Nothing is contacted for it. */
export async function findPlan(client: Client, name: string, signal: AbortSignal): Promise<Result<Plan>> {
  const list = await attempt(client.plans.list(), signal)
  if (!list.ok) return list
  const [found, second] = list.value.filter((one) => one.name === name)
  if (found && second)
    return inputFault(
      'plan',
      `More than one plan is named "${name}" in this state directory.`,
      'Remove the one that is not needed under Plans in the application.',
    )
  if (found) return ok(found)
  const sorted = list.value.map((one) => one.name).sort((a, b) => a.localeCompare(b))
  const names = sorted.slice(0, NAMED).map((known) => `"${known}"`)
  const more = sorted.length - names.length
  return inputFault(
    'plan',
    `No plan named "${name}" is known in this state directory.`,
    names.length === 0
      ? 'None is known there: make one in the application, or name another directory with --home.'
      : `Known are ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}.`,
  )
}

/** Source and target of a plan, in that order. */
export async function endsOf(client: Client, plan: Plan, signal: AbortSignal): Promise<Result<Provider[]>> {
  const list = await attempt(client.providers.list(), signal)
  if (!list.ok) return list
  const ends: Provider[] = []
  for (const [id, what] of [
    [plan.sourceId, 'source'],
    [plan.targetId, 'target'],
  ] as const) {
    const found = list.value.find((one) => one.id === id)
    if (!found)
      return inputFault(
        'plan',
        `The ${what} of plan "${plan.name}" was removed.`,
        'Make the plan anew in the application, with providers that are known.',
      )
    ends.push(found)
  }
  return ok(ends)
}
