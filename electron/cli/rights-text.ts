/** What credentials may do, as text. Pure. */
import { rightText } from '../../shared/target/permission-groups.ts'
import type { PermissionGroup, PermissionReport, Right } from '../../shared/target/permissions.ts'
import { fittedTable, printable } from './text.ts'

/** True where nothing stands in the way of a migration. What could not be asked cannot be relied upon. */
export function mayMigrate({ groups }: PermissionReport): boolean {
  return groups.every(({ required, state }) => !required || state === 'works')
}

const STATES: Readonly<Record<PermissionGroup['state'], string>> = {
  works: 'works',
  partly: 'Partly',
  denied: 'DENIED',
  unknown: 'Unknown',
}

/** A table of uses, the rights that are missing, and a closing sentence. */
export function rightsText(report: PermissionReport, width: number | undefined): string {
  const { namespace, user, groups } = report
  const rows = groups.map(({ title, required, state, message }) => [
    title,
    required ? 'yes' : 'no',
    STATES[state],
    message,
  ])
  const missing = groups.flatMap((group) => group.rights.filter(({ state }) => state !== 'allowed'))
  return [
    `${user === '' ? 'These credentials' : printable(user)} in namespace ${namespace}`,
    fittedTable(['Use', 'Needed', 'Result', 'What that means'], rows, width),
    ...missing.flatMap(rightLines),
    '',
    mayMigrate(report)
      ? 'Nothing that a migration needs is denied.\n'
      : 'A migration needs more rights. palletjack provider account prints an account that has them.\n',
  ].join('\n')
}

function rightLines(right: Right): string[] {
  const { state, reason, purpose } = right
  const why = reason === '' ? [] : [`    ${printable(reason)}`]
  return [`  ${printable(`${state}: ${rightText(right)}. ${purpose}`)}`, ...why]
}
