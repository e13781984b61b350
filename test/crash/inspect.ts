/** Looks at both ends after a run: is every disk right, and is anything there that should not be? */
import { kube } from '../fixtures/kube.ts'
import type { LabWorld } from '../fixtures/lab-backend.ts'
import { allIn, sourceState, unequalDisks } from '../fixtures/warm-run.ts'
import { labelValue } from '../../shared/manifests/labels.ts'
import type { MigrationView, VmView } from '../../shared/migration/model.ts'
import { NAMESPACE } from './namespace.ts'

export interface Inspection {
  readonly hashMismatches: number
  readonly leftovers: number
  readonly duplicates: number
  readonly words: readonly string[]
}

/** What is wrong after a run that should have brought all its VMs over. */
export async function inspect(world: LabWorld, view: MigrationView | undefined): Promise<Inspection> {
  const vms = view?.vms ?? []
  const wrong: string[] = []
  for (const vm of vms) {
    const unequal = await unequalDisks(world, NAMESPACE, vm)
    // A VM without disks would be equal to anything.
    if (vm.disks.length === 0) unequal.push('the VM, which has no disks,')
    wrong.push(...unequal.map((label) => `${vm.name}: ${label} differs`))
  }
  const objects = await allIn(world, NAMESPACE)
  const claims = new Set(vms.flatMap((vm) => vm.disks.map((disk) => `pvc/${disk.claim}`)))
  const wanted = new Set([...claims, ...vms.map((vm) => `vm/${vm.targetName}`)])
  const left = [
    ...objects.filter((name) => !wanted.has(name) && !name.startsWith('vm/') && !isLauncher(name, vms)),
    ...(await snapshotsOf(
      world,
      vms.map((vm) => vm.vmId),
    )),
  ]
  const made = await vmsOf(world, view)
  const missing = vms.filter((vm) => !made.includes(`${NAMESPACE}/${vm.targetName}`))
  const duplicates = Math.max(0, made.length - vms.length)
  const running = await stillRunning(world, vms)
  return {
    hashMismatches: wrong.length,
    leftovers: left.length,
    duplicates,
    words: [
      ...wrong,
      ...(left.length > 0 ? [`left: ${left.join(', ')}`] : []),
      ...(duplicates > 0 ? [`${made.length} VMs for ${vms.length}: ${made.join(', ')}`] : []),
      ...missing.map((vm) => `${vm.targetName} is not on the target`),
      ...running.map((name) => `the source of ${name} is not powered off`),
    ],
  }
}

/** A VM that runs has a launcher, which belongs to it. */
function isLauncher(object: string, vms: readonly VmView[]): boolean {
  return vms.some((vm) => object.startsWith(`pod/virt-launcher-${vm.targetName}-`))
}

/** "namespace/name" of the VMs that a plan made, wherever they are, and of all others in the namespace of the runs. */
async function vmsOf({ lab }: LabWorld, view: MigrationView | undefined): Promise<string[]> {
  const { body } = await kube(lab.endpoints.cluster, '/apis/kubevirt.io/v1/virtualmachines')
  const plan = labelValue(view?.planId ?? '')
  return (body.items ?? [])
    .map(({ metadata }) => metadata as unknown as VmMetadata)
    .filter(({ namespace, labels }) => namespace === NAMESPACE || labels?.['plan'] === plan)
    .map(({ namespace, name }) => `${namespace}/${name}`)
}

interface VmMetadata {
  readonly name: string
  readonly namespace: string
  readonly labels?: Readonly<Record<string, string>>
}

/** Source and target must never run at the same time. */
async function stillRunning(world: LabWorld, vms: readonly VmView[]): Promise<string[]> {
  const names: string[] = []
  for (const { vmId, name } of vms)
    if ((await sourceState(world, vmId)).power !== 'poweredOff') names.push(name)
  return names
}

/** Leases in the namespace of the runs. */
export async function leasesIn({ lab }: LabWorld): Promise<string[]> {
  const { body } = await kube(
    lab.endpoints.cluster,
    `/apis/coordination.k8s.io/v1/namespaces/${NAMESPACE}/leases`,
  )
  return (body.items ?? []).map((item) => `lease/${item.metadata.name}`)
}

/** All snapshots that these VMs have. */
export async function snapshotsOf(world: LabWorld, vmIds: readonly string[]): Promise<string[]> {
  const left: string[] = []
  for (const id of vmIds) {
    const { snapshots } = await sourceState(world, id)
    left.push(...snapshots.map((name) => `snapshot ${name} of ${id}`))
  }
  return left
}
