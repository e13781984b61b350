import type { Ref, Vim } from '../vim/value.ts'

/** Properties of a managed object by name; each is read when asked for. */
export type Properties = Readonly<Record<string, () => Vim>>

/**
 * A name as vCenter shows it: the three characters that separate inventory paths are written as escapes, with
 * lower-case digits.
 */
export function shownName(name: string): string {
  return name.replaceAll('%', '%25').replaceAll('/', '%2f').replaceAll('\\', '%5c')
}

/** What every managed entity has. */
export function entityProperties(name: string, parent: Ref | undefined, own: Properties): Properties {
  return {
    name: () => shownName(name),
    parent: () => parent,
    customValue: () => [],
    value: () => [],
    availableField: () => [],
    overallStatus: () => 'green',
    configStatus: () => 'green',
    configIssue: () => [],
    effectiveRole: () => [-1],
    permission: () => [],
    disabledMethod: () => [],
    recentTask: () => [],
    declaredAlarmState: () => [],
    triggeredAlarmState: () => [],
    alarmActionsEnabled: () => true,
    tag: () => [],
    ...own,
  }
}
