/** A preflight run as text for a terminal. Pure. */
import {
  CATEGORIES,
  VERDICTS,
  type Category,
  type PreflightSummary,
  type RuleInfo,
} from '../../shared/preflight/model.ts'
import { VERDICT_WORDS } from '../../shared/preflight/verdict-words.ts'
import { formatCount, formatDuration, formatNumber } from '../../shared/units.ts'
import { fittedTable, printable } from './text.ts'
import { instant } from './time-stamp.ts'

/** What one rule found; a part of the answer of preflight.byRule. */
export interface RuleRow {
  readonly rule: RuleInfo
  readonly open: number
  readonly isNew: number
  /** Of its findings. */
  readonly worst: Category
}

/** Rules that a terminal shows; a report shows them all. */
const SHOWN = 20

/** `previous`: the run that it was compared with. VMs by verdict, then the rules with open findings, then a sentence. */
export function preflightText(
  summary: PreflightSummary,
  rules: readonly RuleRow[],
  previous: PreflightSummary | undefined,
  width: number | undefined,
): string {
  const { source, target, counts, at, factsAt } = summary
  const open = worstFirst(rules)
  const rest = open.length - SHOWN
  const old = formatDuration(Math.max(0, Date.parse(at) - Date.parse(factsAt)))
  const onto = target === undefined ? '' : ` for ${target}`
  return [
    printable(
      `${source}${onto}: ${formatCount(summary.rules, 'rule')} over ${formatCount(summary.objects, 'object')}, facts ${old} old`,
    ),
    verdictTable(summary, width),
    ...(open.length === 0 ? [] : [findingTable(open.slice(0, SHOWN), width)]),
    ...(rest > 0 ? [`And ${formatCount(rest, 'more rule')}: a report shows all (--format html).`] : []),
    `${counted(counts)}.`,
    ...(previous === undefined ? [] : [printable(comparedWith(previous, summary))]),
    '',
  ].join('\n')
}

function verdictTable({ vms, cold, warm }: PreflightSummary, width: number | undefined): string {
  const row = (name: string, of: PreflightSummary['cold']): string[] => [
    name,
    ...VERDICTS.map((verdict) => formatNumber(of[verdict])),
  ]
  const head = [formatCount(vms, 'VM'), ...VERDICTS.map((verdict) => VERDICT_WORDS[verdict])]
  return fittedTable(head, [row('cold', cold), row('warm', warm)], width)
}

function findingTable(rules: readonly RuleRow[], width: number | undefined): string {
  return fittedTable(
    ['Category', 'Open', 'New', 'Rule', 'Question'],
    rules.map(({ rule, open, isNew, worst }) => [
      worst === 'Critical' ? 'CRITICAL' : worst,
      formatNumber(open),
      isNew === 0 ? '' : formatNumber(isNew),
      rule.id,
      rule.question,
    ]),
    width,
  )
}

function counted({ Critical, Warning, Information, unknown, waived }: PreflightSummary['counts']): string {
  const open = [
    [Critical, 'Critical'],
    [Warning, 'Warning'],
    [Information, 'Information'],
  ] as const
  const parts = open.map(([count, word]) => `${formatNumber(count)} ${word}`)
  return `Open: ${parts.join(', ')}; unknown: ${formatNumber(unknown)}; waived: ${formatNumber(waived)}`
}

function comparedWith(previous: PreflightSummary, { counts, resolved = 0 }: PreflightSummary): string {
  const { at, source, factsAt } = previous
  return `Compared with the run of ${instant(at)} (${source}, facts of ${instant(factsAt)}): ${formatNumber(counts.isNew)} new, ${formatNumber(resolved)} gone.`
}

/** Rules with open findings. */
export function worstFirst(rules: readonly RuleRow[]): readonly RuleRow[] {
  const rank = ({ worst }: RuleRow): number => CATEGORIES.indexOf(worst)
  return rules.filter(({ open }) => open > 0).sort((a, b) => rank(a) - rank(b) || b.open - a.open)
}

/** All rules, by scope. */
export function rulesText(rules: readonly RuleInfo[], width: number | undefined): string {
  const rows = rules.map(({ id, scope, category, applies, question, custom }) => [
    id,
    scope,
    category,
    applies === 'both' ? '' : applies,
    custom ? `${question} (custom)` : question,
  ])
  return `${fittedTable(['Rule', 'About', 'Category', 'Only', 'Question'], rows, width)}\n${formatCount(rules.length, 'rule')}.\n`
}
