/** Findings as a list of things to do, in Markdown, for a ticket or a mail. */
import type { PreflightFinding, RuleInfo } from '../../../shared/preflight/model.ts'
import { formatCount } from '../../../shared/units.ts'
import { shownCategory } from './labels.tsx'

/** Grouped by rule in the order of the findings. Names from outside stay text: nothing in them is read as Markdown. */
export function remedyList(
  title: string,
  findings: readonly PreflightFinding[],
  rules: ReadonlyMap<string, RuleInfo>,
): string {
  const groups = Map.groupBy(findings, (finding) => finding.rule)
  const parts = [...groups].map(([id, own]) => rulePart(own, rules.get(id), id))
  return [`# ${plain(title)}`, formatCount(findings.length, 'finding'), ...parts].join('\n\n') + '\n'
}

function rulePart(findings: readonly PreflightFinding[], rule: RuleInfo | undefined, id: string): string {
  const [first] = findings
  const categories = [...new Set(findings.map(shownCategory))].join(', ')
  const remedies = new Set(findings.map((one) => one.remedy))
  const shared = remedies.size === 1 && first ? [`What to do: ${plain(first.remedy)}`] : []
  return [
    `## ${plain(rule?.question ?? id)} (${categories}, ${formatCount(findings.length, 'finding')})`,
    ...shared,
    findings.map((finding) => findingLine(finding, shared.length > 0)).join('\n'),
    ...(rule ? [`Documentation: ${plain(rule.docs.title)}, <${rule.docs.url}>`] : []),
  ].join('\n\n')
}

function findingLine(finding: PreflightFinding, remedyIsSaid: boolean): string {
  const { object, message, waiver, remedy, commands } = finding
  const marks = [
    finding.isNew ? ' (new)' : '',
    waiver ? ` (waived by ${plain(waiver.by)}: ${plain(waiver.reason)})` : '',
    remedyIsSaid ? '' : ` ${plain(remedy)}`,
  ].join('')
  const lines = commands.map(({ tool, command }) => `  - ${tool}: ${code(command)}`)
  return [`- [ ] **${plain(object.name)}**: ${plain(message)}${marks}`, ...lines].join('\n')
}

/** Text on one line with everything escaped that Markdown or HTML would read. */
function plain(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]<>#|~&]/g, (sign) => `\\${sign}`)
}

/** A command as it is, between more backticks than it has itself. */
function code(command: string): string {
  const text = command.replace(/\s*\n\s*/g, ' ')
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  return longest > 0 ? `${fence} ${text} ${fence}` : `${fence}${text}${fence}`
}
