/** Findings by rule: the question, what to do, commands to copy, and every object with its evidence. */
import type { Command, PreflightFinding, RuleInfo } from '../../preflight/model.ts'
import { formatCount, formatNumber } from '../../units.ts'
import type { Digest, RuleSection } from '../digest.ts'
import { markup, joined, outside, outsides, type Markup } from './markup.ts'
import { PAPER, sectionOf, table, type Cell, type Column, type Extent } from './table.ts'
import { categoryMark, plural, SCOPE_WORDS } from './words.ts'

/** How much of each rule is shown; the XLSX and JSON reports have it all. */
export interface FindingLimits {
  /** Rows of its table. */
  readonly rows: number
  /** Lines of a block of commands. */
  readonly commands: number
  /** Whether the objects beyond those rows are named. */
  readonly names: boolean
}

/** Above this many rows the script folds a rule. */
const LONG = 25

export function* findings(digest: Digest, limits: FindingLimits & Extent): Generator<string> {
  const { sections } = digest
  const lead =
    sections.length === 0
      ? markup`Nothing is open.`
      : markup`Open findings of ${formatCount(sections.length, 'rule')}, worst first.`
  yield* sectionOf('findings', 'Findings by rule', lead, all(sections, limits))
}

function* all(sections: readonly RuleSection[], limits: FindingLimits & Extent): Generator<string> {
  for (const section of sections) yield* one(section, limits)
}

function* one(section: RuleSection, limits: FindingLimits & Extent): Generator<string> {
  const { rule, category, open, objects, isNew } = section
  const long = open.length > LONG ? markup` class="long"` : undefined
  const fresh = isNew > 0 ? markup` <span class="new">${formatNumber(isNew)} new</span>` : undefined
  yield markup`<details open${long} id="rule-${rule.id}"><summary>${categoryMark(category)} <h3>${outside(rule.question)}</h3> <span class="meta">${plural(objects, SCOPE_WORDS[rule.scope])}${applies(rule)}, <code>${outside(rule.id)}</code></span>${fresh}</summary>`
    .markup
  const usual = mostOften(open.map((finding) => finding.remedy))
  yield markup`<p><b>Remedy:</b> ${outside(usual)} ${docs(rule)}</p>`.markup
  yield commandBlocks(open, limits.commands).markup
  const shown = open.slice(0, limits.rows)
  const columns = open.some((finding) => finding.remedy !== usual) ? [...COLUMNS, OTHER_REMEDY] : COLUMNS
  yield* table(`Findings of ${rule.id}`, columns, rows(shown, usual, columns.length), {
    ...limits,
    most: Infinity,
    paper: PAPER.rows,
  })
  yield rest(open.slice(limits.rows), limits.names).markup
  yield '</details>\n'
}

const COLUMNS: readonly Column[] = [
  { title: 'Object', width: 2 },
  { title: 'What was found', width: 4 },
  { title: 'Evidence', width: 4 },
]
const OTHER_REMEDY: Column = { title: 'Remedy here', width: 2 }

function* rows(
  findings: readonly PreflightFinding[],
  usual: string,
  cells: number,
): Generator<readonly Cell[]> {
  for (const finding of findings) {
    const fresh = finding.isNew ? markup` <span class="new">new</span>` : undefined
    const evidence = finding.evidence.map(
      ({ property, value }) => markup`<code>${outside(property)}</code> = ${outside(value)}`,
    )
    yield [
      markup`${outside(finding.object.name)}${fresh}`,
      outside(finding.message),
      joined(evidence, '<br>'),
      ...(cells > COLUMNS.length ? [finding.remedy === usual ? 'as above' : outside(finding.remedy)] : []),
    ]
  }
}

function rest(findings: readonly PreflightFinding[], isNamed: boolean): Markup {
  if (findings.length === 0) return markup``
  if (!isNamed)
    return markup`<p><b>And ${formatNumber(findings.length)} more</b> in the HTML, XLSX and JSON reports.</p>`
  const names = outsides([...new Set(findings.map(({ object }) => object.name))])
  return markup`<p><b>And ${formatNumber(findings.length)} more</b>, whose evidence is in the XLSX and JSON reports: ${names}</p>`
}

/** One block per tool; the same command stands once. */
function commandBlocks(findings: readonly PreflightFinding[], most: number): Markup {
  const byTool = new Map<Command['tool'], Set<string>>()
  for (const { commands } of findings)
    for (const { tool, command } of commands)
      byTool.set(tool, (byTool.get(tool) ?? new Set<string>()).add(command))
  return joined([...byTool].map(([tool, commands]) => commandBlock(tool, [...commands], most)))
}

function commandBlock(tool: Command['tool'], commands: readonly string[], most: number): Markup {
  const lines = commands.slice(0, most)
  const more = commands.length - lines.length
  const note = more > 0 ? markup` (${formatNumber(more)} more in the JSON report)` : undefined
  const where = tool === 'guest' ? 'In the guest' : tool
  return markup`<p class="run">${where}${note}:</p><pre>${lines.join('\n')}</pre>`
}

function docs({ docs: { title, url } }: RuleInfo): Markup | undefined {
  if (!/^https:\/\/[^\s"'<>]+$/.test(url)) return title === '' ? undefined : markup`See: ${outside(title)}`
  return markup`<a class="docs" rel="noreferrer noopener" target="_blank" href="${url}">${outside(title || url)}</a>`
}

function applies({ applies: which }: RuleInfo): string {
  return which === 'both' ? '' : `, ${which} migrations only`
}

function mostOften(texts: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1)
  return [...counts].reduce((best, one) => (one[1] > best[1] ? one : best), ['', 0])[0]
}
