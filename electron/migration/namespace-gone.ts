/** The target namespace went away before anything was copied into it. */
import type { Problem } from '../../shared/problem.ts'
import { outcomeOf, type Outcome, type PhaseContext, type RunEnds } from './context.ts'

/** Makes the namespace again where that is what the problem is about, and then tries anew; else outcomeOf(). */
export async function namespaceGone(
  { ends, plan }: Pick<PhaseContext, 'plan'> & { readonly ends: Pick<RunEnds, 'ensureNamespace'> },
  problem: Problem,
): Promise<Outcome> {
  if (problem.code !== 'cluster.namespace-missing') return outcomeOf(problem)
  const made = await ends.ensureNamespace()
  if (!made.ok) return outcomeOf(made.problem)
  const reason = `makes the namespace ${plan.targetNamespace} again, which was removed`
  // A trouble, so that a cluster which says both that it is there and that it is not has its limit too.
  return { kind: 'wait', reason, trouble: problem }
}
