/** What a run will do is said, and asked about, before it starts. */
import type { Client } from '../../shared/contract/contract.ts'
import { blockers } from '../../shared/plan/consequences.ts'
import type { Drift } from '../../shared/plan/drift-model.ts'
import type { PlanInput } from '../../shared/plan/model.ts'
import { ok, type Result } from '../../shared/problem.ts'
import type { Interrupts } from '../interrupts.ts'
import { askToGoOn } from './ask.ts'
import type { CommandContext } from './command-context.ts'
import { attempt, inputFault } from './outcome.ts'
import type { Reporter } from './reporter.ts'
import { consequencesText } from './run-text.ts'

interface Asked {
  readonly plan: PlanInput
  /** The source VMs, in words. */
  readonly names: readonly string[]
  /** What has changed about a stored plan. */
  readonly drift?: Drift
  /** Without it nobody is asked. */
  readonly ask: boolean
}

/** Says what will happen and, if wanted, asks. */
export async function agree(
  context: CommandContext,
  client: Client,
  { plan, names, drift, ask }: Asked,
  reporter: Reporter,
  interrupts: Interrupts,
): Promise<Result<void>> {
  const review = await attempt(client.plans.review(plan), interrupts.first)
  if (!review.ok) return review
  reporter.say(consequencesText(review.value, names, plan).trimEnd())
  if (drift) reporter.drift(drift)
  // What blocks a new plan is refused with its reason at the start; of a stored one the VMs that are over may block.
  if (!ask || (!drift && blockers(review.value).length > 0)) return ok(undefined)
  const changed = drift?.token === undefined ? '' : ' with what has changed'
  return askToGoOn(context, `Start the migration${changed}?`, interrupts.first)
}

export const CANNOT_ASK = inputFault(
  'yes',
  'A migration shuts source VMs down, and there is nobody to ask here.',
  'Add --yes to start without a question.',
)
