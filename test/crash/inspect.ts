/** Looks at both ends after a run: is every disk right, and is anything there that should not be? */
import { openRawSoap } from '../fixtures/raw-soap.ts'
import { kube, objectsIn } from '../fixtures/kube.ts'
import type { LabWorld } from '../fixtures/lab-backend.ts'
import type { MigrationView } from '../../shared/migration/model.ts'
import { NAMESPACE } from './namespace.ts'

export interface Inspection {
  readonly hashMismatches: number
  readonly leftovers: number
  readonly duplicates: number
  readonly words: readonly string[]
}

export async function inspect(world: LabWorld, view: MigrationView | undefined): Promise<Inspection> {
  const vms = view?.vms ?? []
  const wrong: string[] = []
  for (const vm of vms)
    for (const disk of vm.disks) {
      const target = await world.lab.targetSha256(NAMESPACE, disk.claim).catch(() => 'no such claim')
      if (target !== (await world.lab.sourceSha256(disk.file)))
        wrong.push(`${vm.name}: ${disk.label} differs`)
    }
  const { cluster } = world.lab.endpoints
  const objects = await objectsIn(cluster, NAMESPACE)
  const leases = await leasesIn(world)
  const made = objects.filter((name) => name.startsWith('vm/'))
  const claims = new Set(vms.flatMap((vm) => vm.disks.map((disk) => `pvc/${disk.claim}`)))
  const left = [
    // A VM that runs has a launcher, which belongs to it.
    ...objects.filter((name) => /^(dv|secret|pod)\//.test(name) && !name.startsWith('pod/virt-launcher')),
    ...objects.filter((name) => name.startsWith('pvc/') && !claims.has(name)),
    ...leases,
    ...(await snapshotsOf(
      world,
      vms.map((vm) => vm.vmId),
    )),
  ]
  const duplicates = Math.max(0, made.length - vms.length)
  return {
    hashMismatches: wrong.length,
    leftovers: left.length,
    duplicates,
    words: [
      ...wrong,
      ...(left.length > 0 ? [`left: ${left.join(', ')}`] : []),
      ...(duplicates > 0 ? [`${made.length} VMs for ${vms.length}`] : []),
    ],
  }
}

/** Leases in the namespace of the runs. */
export async function leasesIn({ lab }: LabWorld): Promise<string[]> {
  const { body } = await kube(
    lab.endpoints.cluster,
    `/apis/coordination.k8s.io/v1/namespaces/${NAMESPACE}/leases`,
  )
  return (body.items ?? []).map((item) => `lease/${item.metadata.name}`)
}

/** Snapshots that these VMs have at the top of their trees. */
export async function snapshotsOf({ lab }: LabWorld, vmIds: readonly string[]): Promise<string[]> {
  const soap = await openRawSoap(lab.endpoints.vcenter)
  try {
    const left: string[] = []
    for (const id of vmIds) {
      const text = await soap.call(
        '<RetrievePropertiesEx><_this type="PropertyCollector">propertyCollector</_this><specSet>' +
          '<propSet><type>VirtualMachine</type><all>false</all><pathSet>snapshot</pathSet></propSet>' +
          `<objectSet><obj type="VirtualMachine">${id}</obj></objectSet></specSet><options/></RetrievePropertiesEx>`,
      )
      for (const [, name = ''] of text.matchAll(/<rootSnapshotList[^>]*>.*?<name>([^<]+)</g))
        left.push(`snapshot ${name} of ${id}`)
    }
    return left
  } finally {
    soap.close()
  }
}
