/** What credentials may do, as text. Pure. */
import { missingGroups, rightText } from '../../shared/target/permission-groups.ts'
import type { PermissionGroup, PermissionReport, Right } from '../../shared/target/permissions.ts'
import { fittedTable, printable } from './text.ts'

/** True where nothing stands in the way of a migration. What could not be asked cannot be relied upon. */
export function mayMigrate(report: PermissionReport): boolean {
  return missingGroups(report).length === 0
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
  return [
    `${user === '' ? 'These credentials' : printable(user)} in namespace ${namespace}`,
    fittedTable(['Use', 'Needed', 'Result', 'What that means'], rows, width),
    ...groups.flatMap(missingLines),
    '',
    mayMigrate(report)
      ? 'Nothing that a migration needs is denied.\n'
      : 'A migration needs more rights. palletjack provider account prints an account that has them.\n',
  ].join('\n')
}

/** One line for each kind of object: twenty lines of single verbs are read by nobody. */
function missingLines({ title, rights }: PermissionGroup): string[] {
  const missing = rights.filter(({ state }) => state !== 'allowed')
  if (missing.length === 0) return []
  const kinds = Map.groupBy(missing, (right) => `${right.state} ${right.namespace} ${right.resource}`)
  return [`  ${printable(title)}`, ...[...kinds.values()].flatMap(kindLines)]
}

function kindLines(rights: readonly Right[]): string[] {
  const [first] = rights
  if (!first) return []
  const each = (what: 'verb' | 'purpose' | 'reason', by: string): string =>
    [...new Set(rights.map((right) => right[what]))].filter(Boolean).join(by)
  const reason = each('reason', '; ')
  const words = rightText({ ...first, verb: each('verb', ', ') })
  return [
    `    ${printable(`${first.state}: ${words} (${each('purpose', '; ')})`)}`,
    ...(reason === '' ? [] : [`      ${printable(reason)}`]),
  ]
}
