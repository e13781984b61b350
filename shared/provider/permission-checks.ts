/** The rights of a cluster's login as steps of "Check connection": one step for each use. */
import type { PermissionGroup, PermissionReport, RightUse } from '../target/permissions.ts'
import { canICommand, rightText } from '../target/permission-groups.ts'
import type { ConnectionCheck } from './model.ts'

/** Uses that a login with least rights lacks on purpose, and when somebody needs them after all. */
const NEEDED_ONLY: Partial<Record<RightUse, string>> = {
  'create-namespace': 'where a target namespace does not exist yet',
  'create-account': 'to make a login with least rights from here',
  'privileged-conversion':
    'where OpenShift lets no conversion pod in because the Forklift operator is not installed',
}

/**
 * `isGuessed`: nobody said which namespace VMs go to, so that a right which is missing in this one may well be
 * there in another.
 */
export function permissionChecks(
  { namespace, user, groups }: PermissionReport,
  { isGuessed }: { readonly isGuessed: boolean },
): ConnectionCheck[] {
  return groups.map((group) => {
    const missing = group.rights.filter(({ state }) => state !== 'allowed')
    const [first] = missing
    const who = group.use === 'look' && user !== '' ? [`The cluster knows this login as ${user}.`] : []
    return {
      id: `rights-${group.use}`,
      title: `Rights: ${group.title}`,
      state: stateOf(group, isGuessed),
      message: messageOf(group, namespace, isGuessed),
      ...(first && !isFine(group) && { remedy: remedyOf(group, canICommand(first)) }),
      details: [...who, ...missing.map((right) => `${right.state}: ${rightText(right)} (${right.purpose})`)],
    }
  })
}

function isFine({ use, state }: PermissionGroup): boolean {
  return state === 'works' || (state !== 'unknown' && NEEDED_ONLY[use] !== undefined)
}

function stateOf(group: PermissionGroup, isGuessed: boolean): ConnectionCheck['state'] {
  if (isFine(group)) return 'ok'
  return group.required && group.state !== 'unknown' && !isGuessed ? 'failed' : 'warning'
}

function messageOf(group: PermissionGroup, namespace: string, isGuessed: boolean): string {
  const only = NEEDED_ONLY[group.use]
  if (group.state !== 'works' && only !== undefined && isFine(group))
    return `Not all of it is allowed; that is needed only ${only}.`
  if (group.required && isGuessed && !isFine(group))
    return `${group.message} No plan names a target namespace yet, so ${namespace} was asked about.`
  return group.message
}

function remedyOf({ required }: PermissionGroup, command: string): string {
  const account = 'the service account that Palletjack proposes has them'
  return required
    ? `Ask an administrator for these rights (${account}); ${command} asks for the first of them.`
    : `If you need it, ask an administrator for these rights; ${command} asks for the first of them.`
}
