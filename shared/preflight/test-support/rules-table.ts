/** The catalogue as a document: each check, the rule that does it, and the test of that rule. */
import type { AcknowledgementInfo } from '../acknowledgements.ts'
import type { CatalogueEntry } from '../catalogue.ts'
import type { Rule } from '../rule.ts'

const HEAD = `# Preflight: every check and its rule

Made from the code by shared/preflight/catalogue.test.ts, which fails when it is stale. To write it anew:

    npx vitest run --project unit shared/preflight/catalogue.test.ts -u
`

/** \`tests\`: test file by rule. */
export function rulesTable(
  entries: readonly CatalogueEntry[],
  rules: readonly Rule[],
  acknowledgements: readonly AcknowledgementInfo[],
  tests: ReadonlyMap<string, string>,
): string {
  const byId = new Map(rules.map((rule) => [rule.id, rule]))
  const covered = entries.filter((entry) => entry.rules.length > 0).length
  const ticked = entries.filter(
    (entry) => entry.rules.length === 0 && entry.acknowledgements.length > 0,
  ).length
  const left = entries.length - covered - ticked
  return `${HEAD}
${entries.length} checks: ${covered} by ${rules.length} rules, ${ticked} that only a person can do, ${left} left out for a reason.

## Checks

| Check | Rule | Test |
| --- | --- | --- |
${entries.flatMap((entry) => rowsOf(entry, tests)).join('\n')}

## Rules

| Rule | About | Category | Migration | Question |
| --- | --- | --- | --- | --- |
${rules.map((rule) => row(rule.id, rule.scope, rule.category, rule.applies, rule.question)).join('\n')}

## Rules of no check in the catalogue

${[...byId.values()]
  .filter((rule) => rule.catalogue.length === 0)
  .map((rule) => `- ${rule.id}: ${rule.question}`)
  .join('\n')}

## Acknowledgements

${acknowledgements.map((one) => `- ${one.id} (${one.category}): ${one.title}`).join('\n')}
`
}

function rowsOf(entry: CatalogueEntry, tests: ReadonlyMap<string, string>): string[] {
  const { id, rules, acknowledgements, reason } = entry
  return [
    ...rules.map((rule) => row(id, rule, tests.get(rule) ?? 'none')),
    ...acknowledgements.map((one) => row(id, `to be acknowledged: ${one}`, '')),
    ...(reason === undefined ? [] : [row(id, `none: ${reason}`, '')]),
  ]
}

function row(...cells: string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
}
