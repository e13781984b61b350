/** From single rights to what works and what does not. */
import type { PermissionGroup, PermissionReport, Right, RightUse } from './permissions.ts'

const USES: Readonly<Record<RightUse, { readonly title: string; readonly what: string }>> = {
  look: { title: 'Look at the cluster', what: 'looking at what the cluster offers' },
  migrate: { title: 'Migrate', what: 'migrating' },
  lease: { title: 'Keep two Palletjacks apart', what: 'keeping two Palletjacks from driving one plan' },
  'create-namespace': { title: 'Create namespaces', what: 'creating a target namespace' },
  probe: { title: 'Probe from the cluster', what: 'testing network and VDDK image from inside the cluster' },
  'create-account': { title: 'Create a service account', what: 'creating the service account' },
  'privileged-conversion': {
    title: 'Let conversion pods in',
    what: 'converting guests where the Forklift operator is not installed',
  },
}

/** The rights of one use, summed up. `namespace` is the one that was asked about. */
export function permissionGroup(use: RightUse, namespace: string, rights: readonly Right[]): PermissionGroup {
  const { title, what } = USES[use]
  const state = stateOf(rights)
  return {
    use,
    title,
    required: use === 'migrate',
    state,
    message: messageOf(state, what, whereOf(rights, namespace), rights),
    rights: [...rights],
  }
}

function stateOf(rights: readonly Right[]): PermissionGroup['state'] {
  const has = (state: Right['state']) => rights.some((right) => right.state === state)
  if (has('denied')) return has('allowed') ? 'partly' : 'denied'
  return has('unknown') ? 'unknown' : 'works'
}

function whereOf(rights: readonly Right[], namespace: string): string {
  return rights.some((right) => right.namespace !== '') ? ` in namespace ${namespace}` : ''
}

function messageOf(
  state: PermissionGroup['state'],
  what: string,
  where: string,
  rights: readonly Right[],
): string {
  switch (state) {
    case 'works':
      return `All that ${what}${where} needs is allowed.`
    case 'unknown':
      return `The cluster did not tell whether ${what}${where} is allowed.`
    case 'denied':
      return `Nothing that ${what}${where} needs is allowed.`
    case 'partly': {
      const denied = rights.filter((right) => right.state === 'denied')
      const lost = [...new Set(denied.map((right) => right.purpose))]
      return `Not all that ${what}${where} needs is allowed; what does not work: ${lost.join(', ')}.`
    }
  }
}

/** "create datavolumes.cdi.kubevirt.io in namespace demo". */
export function rightText({ verb, resource, namespace }: Right): string {
  return `${verb} ${resource}${namespace === '' ? '' : ` in namespace ${namespace}`}`
}

/** The command that asks the cluster for the same right: "kubectl auth can-i get pods --subresource=log -n demo". */
export function canICommand({ verb, resource, namespace }: Right): string {
  const [whole = '', subresource] = resource.split('/')
  const below = subresource === undefined ? '' : ` --subresource=${subresource}`
  return `kubectl auth can-i ${verb} ${whole}${below}${namespace === '' ? '' : ` -n ${namespace}`}`
}

/** The groups without which nothing can be migrated, as far as they do not work. */
export function missingGroups({ groups }: PermissionReport): PermissionGroup[] {
  return groups.filter((group) => group.required && group.state !== 'works')
}
