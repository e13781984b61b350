/** The target namespace went away before anything was copied into it. */
import type { Problem } from '../../shared/problem.ts'
import { outcomeOf, wait, type Outcome, type PhaseContext } from './context.ts'

/** Makes the namespace again where that is what the problem is about, and then tries anew; else outcomeOf(). */
export async function namespaceGone({ world, plan }: PhaseContext, problem: Problem): Promise<Outcome> {
  if (problem.code !== 'cluster.namespace-missing') return outcomeOf(problem)
  const made = await world.ensureNamespace()
  if (!made.ok) return outcomeOf(made.problem)
  return wait(`makes the namespace ${plan.targetNamespace} again, which was removed`)
}
