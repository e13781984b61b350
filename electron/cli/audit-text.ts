/** The audit log as a terminal shows it. Pure. */
import type { AuditEntry, AuditVerdict } from '../../shared/audit/model.ts'
import { formatCount, formatNumber } from '../../shared/units.ts'
import { fittedTable } from './text.ts'

/** `nameOf`: what people call the secret of this id. */
export function entriesText(
  entries: readonly AuditEntry[],
  total: number,
  nameOf: (id: string) => string,
  width: number | undefined,
): string {
  const last = entries.at(-1)
  if (!last) return 'The audit log has no such entries.\n'
  const rows = entries.map(({ seq, at, user, shell, action, subject, purpose }) => [
    String(seq),
    second(at),
    `${user}, ${shell}`,
    action,
    subject === undefined ? '-' : nameOf(subject),
    purpose === '' ? '-' : purpose,
  ])
  const head = ['Entry', 'When (UTC)', 'Who', 'Action', 'Secret', 'For what']
  const shown = `${formatNumber(entries.length)} of ${formatCount(total, 'entry', 'entries')}.`
  const more = last.seq > 1 && entries.length < total ? ` Earlier ones: --before ${last.seq}` : ''
  return `${fittedTable(head, rows, width)}\n${shown}${more}\n`
}

/** `isNoted`: a head was given. */
export function verdictText(verdict: AuditVerdict, isNoted: boolean): string {
  if (verdict.state === 'broken')
    return lines(
      `The audit log is BROKEN at entry ${verdict.seq}.`,
      `  ${verdict.message}`,
      '  Somebody who can write the file changed it, or its disk did. Do not rely on it: compare it with an earlier export.',
    )
  if (verdict.entries === 0) return 'The audit log is empty.\n'
  const { entries, head, noted } = verdict
  const whole = `The audit log is whole: ${formatCount(entries, 'entry', 'entries')}, each bound to the one before.`
  const then = `The head that was given is that of entry ${noted}: up to there nothing was changed since it was noted.`
  return lines(whole, `Head: ${head}`, isNoted ? then : NOTE_IT)
}

/** What a head is good for. */
export const NOTE_IT =
  'Note the head where others cannot write: with --head it shows later that nothing was cut off or written anew.'

function lines(...all: readonly string[]): string {
  return `${all.join('\n')}\n`
}

/** "2026-01-31 14:25:07" */
function second(iso: string): string {
  return iso.slice(0, 19).replace('T', ' ')
}
