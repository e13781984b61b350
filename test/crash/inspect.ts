/** Looks at both ends after a run: is every disk right, and is anything there that should not be, or gone? */
import type { LabWorld } from '../fixtures/lab-backend.ts'
import { unequalDisks } from '../fixtures/warm-run.ts'
import type { MigrationView, VmView } from '../../shared/migration/model.ts'
import { readEnds, type BothEnds } from './ends.ts'
import { NAMESPACE } from './namespace.ts'

export interface Inspection {
  readonly hashMismatches: number
  readonly leftovers: number
  readonly duplicates: number
  readonly words: readonly string[]
}

/**
 * What is wrong after a run: of the VMs that it brought over, and of those whose source is to be as it was `before`.
 * All that is new on the cluster, wherever it is, belongs to a VM that was brought over, or is left.
 */
export async function inspect(
  world: Pick<LabWorld, 'lab'>,
  view: MigrationView | undefined,
  before: BothEnds,
): Promise<Inspection> {
  const vms = (view?.vms ?? []).filter((vm) => vm.state === 'succeeded')
  const wrong = await unequal(world, vms)
  const after = await readEnds(world)
  const isWanted = wantedOf(vms)
  const made = [...after.objects].filter((one) => !before.objects.has(one) && !isWanted(one))
  const duplicates = made.filter((one) => one.includes('/vm/'))
  const left = [...made.filter((one) => !one.includes('/vm/')), ...snapshotsLeft(after, before)]
  const missing = vms.filter((vm) => !after.objects.has(`${NAMESPACE}/vm/${vm.targetName}`))
  const lost = [...before.objects].filter((one) => !after.objects.has(one))
  return {
    hashMismatches: wrong.length,
    leftovers: left.length,
    duplicates: duplicates.length,
    words: [
      ...wrong,
      ...left.map((one) => `left: ${one}`),
      ...duplicates.map((one) => `another VM: ${one}`),
      ...missing.map((vm) => `${vm.targetName} is not on the target`),
      ...lost.map((one) => `gone: ${one}`),
      ...powerWords(vms, after, before),
    ],
  }
}

async function unequal(world: Pick<LabWorld, 'lab'>, vms: readonly VmView[]): Promise<string[]> {
  const wrong: string[] = []
  for (const vm of vms) {
    const labels = await unequalDisks(world, NAMESPACE, vm)
    // A VM without disks would be equal to anything.
    if (vm.disks.length === 0) labels.push('the VM, which has no disks,')
    wrong.push(...labels.map((label) => `${vm.name}: ${label} differs`))
  }
  return wrong
}

/** What belongs to VMs that were brought over. A VM that runs has a launcher. */
function wantedOf(vms: readonly VmView[]): (object: string) => boolean {
  const wanted = new Set([
    ...(vms.length > 0 ? [`/namespace/${NAMESPACE}`, `${NAMESPACE}/sa/default`] : []),
    ...vms.flatMap((vm) => [`${NAMESPACE}/vm/${vm.targetName}`, `${NAMESPACE}/vmi/${vm.targetName}`]),
    ...vms.flatMap(({ disks }) =>
      disks.flatMap(({ claim }) => ['pvc', 'pv'].map((kind) => `${NAMESPACE}/${kind}/${claim}`)),
    ),
  ])
  const launchers = vms.map((vm) => `${NAMESPACE}/pod/virt-launcher-${vm.targetName}-`)
  return (object) => wanted.has(object) || launchers.some((launcher) => object.startsWith(launcher))
}

/** Snapshots of any VM that were not there before. */
function snapshotsLeft(after: BothEnds, before: BothEnds): string[] {
  return [...after.sources].flatMap(([id, { name, snapshots }]) => {
    const known = before.sources.get(id)?.snapshots ?? []
    return snapshots.filter((one) => !known.includes(one)).map((one) => `snapshot ${one} of ${name}`)
  })
}

/** Source and target must never run at the same time, and nobody else's VM is touched. */
function powerWords(vms: readonly VmView[], after: BothEnds, before: BothEnds): string[] {
  const over = new Set(vms.map((vm) => vm.vmId))
  return [...after.sources].flatMap(([id, { name, power }]) => {
    const wanted = over.has(id) ? 'poweredOff' : before.sources.get(id)?.power
    return power === wanted ? [] : [`the source of ${name} is ${power}, not ${wanted ?? 'there'}`]
  })
}
