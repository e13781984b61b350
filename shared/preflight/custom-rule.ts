/** Rules that people write themselves: read from text, checked, and made into rules like the built-in ones. */
import type { Problem } from '../problem.ts'
import { compileCustomRule } from './custom-rule-compile.ts'
import { parseRuleFile, type WrittenRule } from './custom-rule-file.ts'
import { duplicateId } from './custom-rule-problems.ts'
import type { Rule } from './rule.ts'

export interface RuleFile {
  /** As a person knows it; part of every message. */
  readonly name: string
  /** YAML or JSON: one rule, or a list of rules. */
  readonly text: string
}

export interface CustomRules {
  readonly rules: readonly Rule[]
  /** Each with file, line and column. A rule with a mistake is left out; all others stay. */
  readonly problems: readonly Problem[]
}

/** `taken`: ids that are in use already. */
export function readCustomRules(files: readonly RuleFile[], taken: readonly string[] = []): CustomRules {
  const problems: Problem[] = []
  const rules: Rule[] = []
  const places = new Map<string, string>(taken.map((id) => [id, 'a built-in rule']))
  const enter = (written: WrittenRule): void => {
    const { id } = written.definition
    const before = places.get(id)
    if (before !== undefined) {
      problems.push(duplicateId(written.placeOf('id'), id, before))
      return
    }
    const compiled = compileCustomRule(written)
    if (compiled.ok) {
      places.set(id, `the one in ${written.file}`)
      rules.push(compiled.value)
    } else problems.push(compiled.problem)
  }
  for (const file of files) {
    const parsed = parseRuleFile(file.name, file.text)
    problems.push(...parsed.problems)
    parsed.rules.forEach(enter)
  }
  return { rules, problems }
}
