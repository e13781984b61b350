/** Looks at both ends after a run that failed: is the source as before, and nothing of ours left? */
import { kube, objectsIn } from '../fixtures/kube.ts'
import type { LabWorld } from '../fixtures/lab-backend.ts'
import { openRawSoap } from '../fixtures/raw-soap.ts'
import { leasesIn, snapshotsOf } from '../crash/inspect.ts'
import type { MigrationView } from '../../shared/migration/model.ts'

/** What is not as it was, in words. */
export async function withdrawn(world: LabWorld, view: MigrationView, namespace: string): Promise<string[]> {
  const { cluster } = world.lab.endpoints
  const ids = view.vms.map((vm) => vm.vmId)
  const objects = await objectsIn(cluster, namespace)
  const { status } = await kube(cluster, `/api/v1/namespaces/${namespace}`)
  return [
    ...(await snapshotsOf(world, ids)),
    ...objects,
    ...(await leasesIn(world)),
    // The run made it.
    ...(status === 404 ? [] : [`namespace/${namespace}`]),
    ...(await notRunning(world, ids)),
  ].map((one) => `left: ${one}`)
}

/** The same where the copied disks wait for another try. */
export async function kept(world: LabWorld, view: MigrationView, namespace: string): Promise<string[]> {
  const claims = new Set(view.vms.flatMap((vm) => vm.disks.map((disk) => disk.claim)))
  const left = await withdrawn(world, view, namespace)
  const there = left.filter((one) => [...claims].some((claim) => one.endsWith(`pvc/${claim}`)))
  const allowed = /: (dv|pvc)\/|: namespace\/|powered off$/
  return [
    ...left.filter((one) => !allowed.test(one)),
    ...(there.length === claims.size ? [] : ['the copied disks are gone']),
  ]
}

async function notRunning({ lab }: LabWorld, vmIds: readonly string[]): Promise<string[]> {
  const soap = await openRawSoap(lab.endpoints.vcenter)
  try {
    const off: string[] = []
    for (const id of vmIds) {
      const text = await soap.call(
        '<RetrievePropertiesEx><_this type="PropertyCollector">propertyCollector</_this><specSet>' +
          '<propSet><type>VirtualMachine</type><all>false</all><pathSet>runtime.powerState</pathSet></propSet>' +
          `<objectSet><obj type="VirtualMachine">${id}</obj></objectSet></specSet><options/></RetrievePropertiesEx>`,
      )
      if (!text.includes('poweredOn')) off.push(`${id} powered off`)
    }
    return off
  } finally {
    soap.close()
  }
}
