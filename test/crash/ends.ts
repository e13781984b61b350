/** Both ends of a migration as their administrators see them: all that is there, whoever made it. */
import { kube } from '../fixtures/kube.ts'
import type { LabWorld } from '../fixtures/lab-backend.ts'
import { openRawSoap } from '../fixtures/raw-soap.ts'

export interface BothEnds {
  /** "namespace/kind/name" of each object of the cluster; nothing before the first slash where it has none. */
  readonly objects: ReadonlySet<string>
  /** VMs of the vCenter by their ids. */
  readonly sources: ReadonlyMap<string, Source>
}

interface Source {
  readonly name: string
  readonly power: string
  /** Names of all its snapshots. */
  readonly snapshots: readonly string[]
}

/** Of each kind of which Palletjack, or somebody on its behalf, could make an object. */
const KINDS = {
  cm: '/api/v1/configmaps',
  clusterrolebinding: '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings',
  dv: '/apis/cdi.kubevirt.io/v1beta1/datavolumes',
  job: '/apis/batch/v1/jobs',
  lease: '/apis/coordination.k8s.io/v1/leases',
  namespace: '/api/v1/namespaces',
  pod: '/api/v1/pods',
  pv: '/api/v1/persistentvolumes',
  pvc: '/api/v1/persistentvolumeclaims',
  role: '/apis/rbac.authorization.k8s.io/v1/roles',
  rolebinding: '/apis/rbac.authorization.k8s.io/v1/rolebindings',
  sa: '/api/v1/serviceaccounts',
  secret: '/api/v1/secrets',
  service: '/api/v1/services',
  vm: '/apis/kubevirt.io/v1/virtualmachines',
  vmi: '/apis/kubevirt.io/v1/virtualmachineinstances',
} as const

export async function readEnds({ lab }: Pick<LabWorld, 'lab'>): Promise<BothEnds> {
  const { cluster, vcenter } = lab.endpoints
  const lists = await Promise.all(
    Object.entries(KINDS).map(async ([kind, path]) => {
      const { status, body } = await kube(cluster, path)
      if (status !== 200) throw new Error(`${path}: HTTP ${status}`)
      return (body.items ?? []).map((item) => keyOf(kind, item))
    }),
  )
  return { objects: new Set(lists.flat()), sources: await readSources(vcenter) }
}

interface Placed {
  readonly metadata: { readonly name: string; readonly namespace?: string }
  readonly spec?: { readonly claimRef?: { readonly namespace: string; readonly name: string } }
}

/** A volume goes by the claim that it is for, since its own name is made up. */
function keyOf(kind: string, item: object): string {
  const { metadata, spec } = item as Placed
  const claim = spec?.claimRef
  if (kind === 'pv' && claim) return `${claim.namespace}/pv/${claim.name}`
  return `${metadata.namespace ?? ''}/${kind}/${metadata.name}`
}

async function readSources(vcenter: LabWorld['lab']['endpoints']['vcenter']): Promise<Map<string, Source>> {
  const soap = await openRawSoap(vcenter)
  try {
    const made = await soap.call(
      '<CreateContainerView><_this type="ViewManager">ViewManager</_this>' +
        '<container type="Folder">group-d1</container><type>VirtualMachine</type><recursive>true</recursive></CreateContainerView>',
    )
    const view = /<returnval[^>]*>([^<]+)</.exec(made)?.[1] ?? ''
    const text = await soap.call(
      '<RetrievePropertiesEx><_this type="PropertyCollector">propertyCollector</_this><specSet>' +
        '<propSet><type>VirtualMachine</type><all>false</all><pathSet>name</pathSet><pathSet>snapshot</pathSet>' +
        '<pathSet>runtime.powerState</pathSet></propSet>' +
        `<objectSet><obj type="ContainerView">${view}</obj><skip>true</skip><selectSet xsi:type="TraversalSpec">` +
        '<type>ContainerView</type><path>view</path></selectSet></objectSet></specSet><options/></RetrievePropertiesEx>',
    )
    const sources = text.split('<objects>').slice(1).map(readSource)
    if (sources.length === 0 || text.includes('<token>'))
      throw new Error('vCenter did not tell all VMs at once')
    return new Map(sources)
  } finally {
    soap.close()
  }
}

function readSource(text: string): [id: string, source: Source] {
  const id = /<obj type="VirtualMachine">([^<]+)</.exec(text)?.[1] ?? ''
  const property = (name: string): string | undefined =>
    new RegExp(`<name>${name}</name>\\s*<val[^>]*>([^<]*)<`).exec(text)?.[1]
  // Each node of the tree has its snapshot, its VM and its name, in this order.
  const nodes = text.matchAll(/<snapshot type="VirtualMachineSnapshot">.*?<name>([^<]*)<\/name>/gs)
  return [
    id,
    {
      name: property('name') ?? id,
      power: property('runtime.powerState') ?? 'unknown',
      snapshots: [...nodes].map(([, name = '']) => name),
    },
  ]
}
