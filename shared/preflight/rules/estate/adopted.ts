/** Rules that say what the review of a plan says too, from the same predicate. */
import type { PlanFacts } from '../../../plan/plan-findings.ts'
import { chosenVms, resolveTargetNames } from '../../../plan/target-names.ts'
import { fact, NONE, oncePerFacts } from '../../hits.ts'
import type { Command, Evidence, Finding } from '../../model.ts'
import { rule, type Facts, type Hit, type Rule } from '../../rule.ts'

/** What the review of a plan is given; undefined without a plan or a target. */
export const planFactsOf = oncePerFacts((facts): PlanFacts | undefined => {
  const { plan, target, inventory } = facts
  if (!plan || !target) return undefined
  const chosen = chosenVms(plan.vms, inventory)
  return { plan, target, inventory, vms: chosen.map(({ vm }) => vm), names: resolveTargetNames(chosen) }
})

interface Adopted extends Pick<
  Rule<'plan'>,
  'id' | 'category' | 'question' | 'catalogue' | 'docs' | 'needs' | 'remedy'
> {
  /** Findings of the review; those of `rules` count. */
  readonly find: (facts: Facts) => readonly Finding[]
  /** Rules of the review that it stands for. Left out: the one with its own id. */
  readonly rules?: readonly string[]
  readonly evidence: (facts: Facts, finding: Finding) => Evidence
  readonly commands?: (facts: Facts, finding: Finding) => Command[]
}

export function adopted({ find, rules, evidence, commands, ...definition }: Adopted): Rule<'plan'> {
  const wanted = new Set(rules ?? [definition.id])
  return rule({
    ...definition,
    scope: 'plan',
    applies: 'both',
    evaluate(_plan, facts) {
      const found = find(facts).filter((finding) => wanted.has(finding.rule))
      if (found.length === 0) return NONE
      return found.map((finding): Hit => {
        const { object, message, remedy, category } = finding
        return {
          part: `${finding.rule} ${object.id}`,
          message: object.kind === 'vm' ? `${object.name}: ${message}` : message,
          category,
          remedy,
          evidence: [evidence(facts, finding)],
          commands: commands?.(facts, finding) ?? [],
        }
      })
    },
  })
}

/** Evidence that is one value of the target or the plan. */
export function told(property: string, value: (facts: Facts) => string | undefined) {
  return (facts: Facts) => fact(property, value(facts) || 'not set')
}
