/**
 * What Palletjack has to be allowed on a target cluster, by what it is for.
 *
 * Each line is a call that is really made: electron/cluster/describe.ts (look), electron/migration (migrate,
 * lease, create-namespace), electron/probes (probe), electron/providers/account.ts (create-account). The Roles of the
 * service account are derived from the same lines, so that the two cannot differ. Server-side apply asks for
 * `patch`, and for `create` where the object is new (Kubernetes, "Server-Side Apply", access control).
 */
import type { RightUse } from './permissions.ts'

export interface NeededRight {
  readonly use: RightUse
  readonly verb: string
  /** API group; empty for the core group. */
  readonly group: string
  /** Plural, with its subresource: "pods/log". */
  readonly resource: string
  /** Whether it is needed on the whole cluster or in the target namespace only. */
  readonly scope: 'cluster' | 'namespace'
  /** The one object that it is needed on, where that is known. */
  readonly name?: string
  /** API groups without which nobody needs it: rights of OpenShift, or of an operator, only. */
  readonly onlyWith?: readonly string[]
  /** What does not work without it: "copying disks". */
  readonly purpose: string
}

type Kind = readonly [group: string, resource: string]

const CDI = 'cdi.kubevirt.io'
const KUBEVIRT = 'kubevirt.io'
const NETWORKS = 'k8s.cni.cncf.io'
const RBAC = 'rbac.authorization.k8s.io'
const FORKLIFT = 'forklift.konveyor.io'
const OPENSHIFT_CONFIG = 'config.openshift.io'
const OPENSHIFT_SECURITY = 'security.openshift.io'
const CONSTRAINTS: Kind = [OPENSHIFT_SECURITY, 'securitycontextconstraints']

/** The lines of one use and scope for one kind. */
function rights(
  [use, scope]: readonly [RightUse, NeededRight['scope']],
  [group, resource]: Kind,
  purposes: Readonly<Record<string, string>>,
  more: Pick<NeededRight, 'name' | 'onlyWith'> = {},
): NeededRight[] {
  return Object.entries(purposes).map(([verb, purpose]) => ({
    use,
    verb,
    group,
    resource,
    scope,
    purpose,
    ...more,
  }))
}

const LOOK: readonly NeededRight[] = [
  ...rights(['look', 'cluster'], ['', 'namespaces'], {
    get: 'seeing whether a namespace is there',
    list: 'choosing a target namespace from a list',
  }),
  ...rights(['look', 'cluster'], ['', 'nodes'], { list: 'seeing which nodes can run virtual machines' }),
  ...rights(['look', 'cluster'], ['storage.k8s.io', 'storageclasses'], { list: 'mapping storage' }),
  ...rights(['look', 'cluster'], [CDI, 'storageprofiles'], { list: 'choosing volume and access modes' }),
  ...rights(['look', 'cluster'], [CDI, 'cdis'], { list: 'reading the version of CDI' }),
  ...rights(['look', 'cluster'], [KUBEVIRT, 'kubevirts'], { list: 'reading the version of KubeVirt' }),
  ...rights(['look', 'cluster'], ['hco.kubevirt.io', 'hyperconvergeds'], {
    list: 'finding the VDDK image in HyperConverged',
  }),
  ...rights(
    ['look', 'cluster'],
    ['', 'configmaps'],
    { get: 'finding the VDDK image that CDI uses' },
    { name: 'v2v-vmware' },
  ),
  ...rights(
    ['look', 'cluster'],
    ['apiregistration.k8s.io', 'apiservices'],
    { get: 'finding the VDDK image that CDI uses' },
    { name: 'v1beta1.upload.cdi.kubevirt.io' },
  ),
  ...rights(['look', 'cluster'], [NETWORKS, 'network-attachment-definitions'], { list: 'mapping networks' }),
  ...rights(
    ['look', 'cluster'],
    [OPENSHIFT_CONFIG, 'clusterversions'],
    { get: 'reading the version of OpenShift' },
    { name: 'version', onlyWith: [OPENSHIFT_CONFIG] },
  ),
  ...rights(
    ['look', 'cluster'],
    CONSTRAINTS,
    { list: 'seeing whether conversion pods are let in' },
    { onlyWith: [OPENSHIFT_SECURITY] },
  ),
  ...rights(
    ['look', 'cluster'],
    [FORKLIFT, 'forkliftcontrollers'],
    { list: 'reading the version of Forklift' },
    { onlyWith: [FORKLIFT] },
  ),
  ...rights(
    ['look', 'cluster'],
    ['operators.coreos.com', 'clusterserviceversions'],
    { list: 'reading the version of Forklift' },
    { onlyWith: [FORKLIFT, 'operators.coreos.com'] },
  ),
  ...rights(
    ['look', 'cluster'],
    ['apps', 'deployments'],
    { get: 'reading the version of Forklift' },
    { name: 'forklift-controller', onlyWith: [FORKLIFT] },
  ),
  ...rights(['look', 'namespace'], ['', 'resourcequotas'], { list: 'seeing a quota before it stops a run' }),
]

const MIGRATE: readonly NeededRight[] = [
  ...rights(['migrate', 'namespace'], ['', 'secrets'], {
    create: 'handing CDI the login to vSphere',
    patch: 'handing CDI the login to vSphere',
    get: 'removing the login to vSphere after the copy',
    list: 'removing the login to vSphere after the copy',
    delete: 'removing the login to vSphere after the copy',
  }),
  ...rights(['migrate', 'namespace'], [CDI, 'datavolumes'], {
    create: 'copying disks',
    patch: 'copying disks',
    get: 'following the copy',
    list: 'following the copy',
    watch: 'following the copy',
    delete: 'handing copied disks to their virtual machine, and undoing a failed run',
  }),
  ...rights(['migrate', 'namespace'], ['', 'persistentvolumeclaims'], {
    get: 'handing copied disks to their virtual machine',
    list: 'undoing a failed run',
    patch: 'handing copied disks to their virtual machine',
    // Also what admission asks of whoever sets an owner (OwnerReferencesPermissionEnforcement, on in OpenShift).
    delete: 'handing copied disks to their virtual machine, and undoing a failed run',
  }),
  ...rights(['migrate', 'namespace'], ['', 'pods'], {
    create: 'converting guests',
    get: 'following the conversion',
    list: 'following the conversion',
    watch: 'following the conversion',
    delete: 'removing the conversion pod',
  }),
  ...rights(['migrate', 'namespace'], ['', 'events'], { list: 'saying why a copy or a pod waits' }),
  ...rights(['migrate', 'namespace'], [KUBEVIRT, 'virtualmachines'], {
    create: 'creating virtual machines',
    get: 'seeing that the name of a virtual machine is free',
    list: 'seeing names that are taken',
    delete: 'undoing a failed run',
  }),
  ...rights(
    ['migrate', 'cluster'],
    CONSTRAINTS,
    { use: 'converting guests' },
    { name: 'forklift-controller-scc', onlyWith: [OPENSHIFT_SECURITY, FORKLIFT] },
  ),
]

const LEASES: readonly NeededRight[] = rights(['lease', 'namespace'], ['coordination.k8s.io', 'leases'], {
  get: 'seeing who drives a plan',
  create: 'keeping a second Palletjack from driving the same plan',
  patch: 'keeping a second Palletjack from driving the same plan',
  delete: 'removing the lease of a run that has ended',
})

const CREATE_NAMESPACE: readonly NeededRight[] = rights(['create-namespace', 'cluster'], ['', 'namespaces'], {
  create: 'making a namespace for migrated VMs',
  delete: 'removing a namespace that a canceled run made',
})

const PROBE: readonly NeededRight[] = [
  ...rights(['probe', 'namespace'], ['batch', 'jobs'], {
    create: 'starting a probe',
    get: 'following a probe',
    list: 'finding a probe that was left behind',
    watch: 'following a probe',
    delete: 'removing a probe',
  }),
  ...rights(['probe', 'namespace'], ['', 'pods'], {
    create: 'asking first whether the pod of a probe is let in',
    list: 'following a probe',
    watch: 'following a probe',
  }),
  ...rights(['probe', 'namespace'], ['', 'pods/log'], { get: 'reading what a probe found' }),
  ...rights(['probe', 'namespace'], ['', 'events'], { list: 'saying why an image cannot be pulled' }),
]

/** All or nothing: looked for, applied, and removed again when a later one fails. */
const applied = (what: string) => ({
  get: `making ${what}`,
  create: `making ${what}`,
  patch: `making ${what}`,
  delete: `removing ${what} when something fails`,
})

const CREATE_ACCOUNT: readonly NeededRight[] = [
  ...rights(['create-account', 'cluster'], ['', 'serviceaccounts'], applied('the service account')),
  ...rights(['create-account', 'cluster'], ['', 'serviceaccounts/token'], { create: 'minting its token' }),
  ...rights(['create-account', 'cluster'], [RBAC, 'clusterroles'], applied('its rights on the cluster')),
  ...rights(
    ['create-account', 'cluster'],
    [RBAC, 'clusterrolebindings'],
    applied('its rights on the cluster'),
  ),
  ...rights(['create-account', 'namespace'], [RBAC, 'roles'], applied('its rights in the namespace')),
  ...rights(['create-account', 'namespace'], [RBAC, 'rolebindings'], applied('its rights in the namespace')),
]

const PRIVILEGED_CONVERSION: readonly NeededRight[] = [
  ...rights(
    ['privileged-conversion', 'namespace'],
    ['', 'namespaces'],
    {
      get: 'setting the pod security level of the namespace',
      patch: 'setting the pod security level of the namespace',
    },
    { onlyWith: [OPENSHIFT_SECURITY] },
  ),
  ...rights(
    ['privileged-conversion', 'namespace'],
    ['', 'serviceaccounts'],
    {
      get: 'making the account of conversion pods',
      create: 'making the account of conversion pods',
      patch: 'making the account of conversion pods',
      delete: 'taking back what let conversion pods in',
    },
    { onlyWith: [OPENSHIFT_SECURITY] },
  ),
  ...rights(
    ['privileged-conversion', 'namespace'],
    [RBAC, 'rolebindings'],
    {
      get: 'letting conversion pods in',
      create: 'letting conversion pods in',
      patch: 'letting conversion pods in',
      delete: 'taking back what let conversion pods in',
    },
    { onlyWith: [OPENSHIFT_SECURITY] },
  ),
  ...rights(
    ['privileged-conversion', 'cluster'],
    CONSTRAINTS,
    { use: 'letting conversion pods in' },
    { name: 'privileged', onlyWith: [OPENSHIFT_SECURITY] },
  ),
]

const NEEDED_RIGHTS: readonly NeededRight[] = [
  ...LOOK,
  ...MIGRATE,
  ...LEASES,
  ...CREATE_NAMESPACE,
  ...PROBE,
  ...CREATE_ACCOUNT,
  ...PRIVILEGED_CONVERSION,
]

/** The rights of these uses; `groups` are the API groups that the cluster serves, where they are known. */
export function neededRights(uses: readonly RightUse[], groups?: ReadonlySet<string>): NeededRight[] {
  return NEEDED_RIGHTS.filter(
    ({ use, onlyWith }) =>
      uses.includes(use) && (groups === undefined || (onlyWith ?? []).every((group) => groups.has(group))),
  )
}

/** "datavolumes.cdi.kubevirt.io", "pods/log": as kubectl auth can-i takes it, but for the subresource. */
export function resourceName({ group, resource }: Pick<NeededRight, 'group' | 'resource'>): string {
  const [plural = '', subresource] = resource.split('/')
  const whole = group === '' ? plural : `${plural}.${group}`
  return subresource === undefined ? whole : `${whole}/${subresource}`
}
