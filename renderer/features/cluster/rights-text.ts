import { rightText } from '../../../shared/target/permission-groups.ts'
import type { PermissionGroup, PermissionReport, Right } from '../../../shared/target/permissions.ts'

export const GROUP_WORDS: Readonly<Record<PermissionGroup['state'], string>> = {
  works: 'Works',
  partly: 'Works in part',
  denied: 'Does not work',
  unknown: 'Unknown',
}

export const RIGHT_WORDS: Readonly<Record<Right['state'], string>> = {
  allowed: 'Allowed',
  denied: 'Denied',
  unknown: 'Unknown',
}

export function whereText({ namespace }: Right): string {
  return namespace === '' ? 'whole cluster' : namespace
}

/** The report as plain text, for a ticket or a mail to the cluster's administrator. */
export function rightsText(report: PermissionReport, cluster: string): string {
  return [
    `Rights of ${report.user || 'this login'} on ${cluster}, for namespace ${report.namespace}`,
    ...report.groups.flatMap((group) => [
      '',
      `${GROUP_WORDS[group.state]}: ${group.title}${group.required ? ' (needed)' : ''}. ${group.message}`,
      ...group.rights.map(
        (right) =>
          `  ${RIGHT_WORDS[right.state]}: ${rightText(right)}${right.reason ? ` (${right.reason})` : ''}`,
      ),
    ]),
  ].join('\n')
}
