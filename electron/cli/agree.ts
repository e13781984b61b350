/** What a run will do is said, and asked about, before it starts. */
import type { Client } from '../../shared/contract/contract.ts'
import { blockers } from '../../shared/plan/consequences.ts'
import type { Drift } from '../../shared/plan/drift-model.ts'
import type { PlanInput } from '../../shared/plan/model.ts'
import { ok, type Result } from '../../shared/problem.ts'
import { formatCount } from '../../shared/units.ts'
import type { Interrupts } from '../interrupts.ts'
import { askToGoOn } from './ask.ts'
import type { CommandContext } from './command-context.ts'
import { attempt, inputFault } from './outcome.ts'
import type { Reporter } from './reporter.ts'
import { consequencesText } from './run-text.ts'

interface Asked {
  readonly plan: PlanInput
  /** The source VMs as they were named; left out: only how many there are. */
  readonly names?: readonly string[]
  /** The plan is a stored one, and what has changed about it. */
  readonly stored?: { readonly id: string; readonly drift: Drift }
  /** Without it nobody is asked. */
  readonly ask: boolean
}

/** Says what will happen and, if wanted, asks. Answers whether a person said yes. */
export async function agree(
  context: CommandContext,
  client: Client,
  { plan, names, stored, ask }: Asked,
  reporter: Reporter,
  interrupts: Interrupts,
): Promise<Result<{ readonly saidYes: boolean }>> {
  const review = await attempt(
    client.plans.review({ ...plan, ...(stored && { planId: stored.id }) }),
    interrupts.first,
  )
  if (!review.ok) return review
  const vms = names ?? [formatCount(review.value.vmCount, 'VM')]
  reporter.say(consequencesText(review.value, vms, plan).trimEnd())
  if (stored) reporter.drift(stored.drift)
  // What blocks the plan is refused with its reason at the start; there is nothing to ask.
  if (!ask || blockers(review.value).length > 0) return ok({ saidYes: false })
  const changed = stored?.drift.stamp === undefined ? '' : ' with what has changed'
  const agreed = await askToGoOn(context, `Start the migration${changed}?`, interrupts.first)
  return agreed.ok ? ok({ saidYes: true }) : agreed
}

export const CANNOT_ASK = inputFault(
  'yes',
  'A migration shuts source VMs down, and there is nobody to ask here.',
  'Add --yes to start without a question.',
)
