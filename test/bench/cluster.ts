/** What a migration asks of a real API server: each request counted in the server's own audit log. */
import type { AuditedRequest } from '../real/control-plane.ts'
import { kubeIsMissing, startKubeWorld, type KubeWorld } from '../real/kube-world.ts'
import { follow, planFor, readInventory, start } from '../fixtures/lab-backend.ts'

export interface ClusterBench {
  readonly kubernetes: string
  readonly vms: number
  readonly disks: number
  readonly seconds: number
  /** From the start of the run to its end, by verb; dry runs are counted apart from writes. */
  readonly reads: number
  readonly lists: number
  readonly watches: number
  readonly dryRuns: number
  readonly writes: number
  /** What a person's way of doing it needs at least: a login secret, a conversion pod and a VM each, and per disk a DataVolume and a claim. */
  readonly objects: number
  readonly writesPerVm: number
  readonly requestsPerVm: number
  /** writes / objects; the aim is 1.5. */
  readonly ratioWrites: number
  /** Lists after the first disk began to be copied: 0 when nothing is polled. */
  readonly listsWhileCopying: number
}

/** Answers with a sentence where it cannot be measured. */
export async function benchCluster(options: {
  readonly vms: number
  readonly say: (line: string) => void
}): Promise<ClusterBench | string> {
  if (kubeIsMissing !== undefined) return `This bench ${kubeIsMissing}.`
  options.say('Starting an API server and the lab; a first build of the server takes minutes.')
  const world = await startKubeWorld()
  try {
    const names = await smallVms(world, options.vms)
    if (names.length < options.vms) return `The lab has only ${names.length} VMs that fit; ask for fewer.`
    options.say(`Migrating ${names.join(', ')}.`)
    return await measure(world, names)
  } finally {
    await world.close()
  }
}

/** VMs without anything that speaks against them, smallest first: the bytes do not matter here. */
async function smallVms({ client, sourceId, targetId }: KubeWorld, count: number): Promise<string[]> {
  const { vms } = await readInventory(client, sourceId)
  const { migratable } = await client.inventory.ids({ providerId: sourceId, kind: 'vms', where: 'disks = 1' })
  const names: string[] = []
  const bySize = vms
    .filter((vm) => migratable.includes(vm.id))
    .sort((a, b) => a.disks[0]!.capacityBytes - b.disks[0]!.capacityBytes)
  for (const { name } of bySize) {
    if (names.length === count) break
    const plan = await planFor({ client, sourceId, targetId } as KubeWorld, [name], {
      targetNamespace: 'bench',
    })
    const { findings } = await client.plans.review(plan)
    if (!findings.some((finding) => finding.category === 'Critical')) names.push(name)
  }
  return names
}

async function measure(world: KubeWorld, names: readonly string[]): Promise<ClusterBench> {
  const { client, cluster } = world
  const plan = await planFor(world, names, { targetNamespace: 'bench' })
  const before = cluster.requests().length
  const began = performance.now()
  const id = await start(client, plan)
  await follow(client, id, (view) => view.vms.some((vm) => vm.phase === 'CopyDisks'))
  const copyingFrom = cluster.requests().length
  const view = await follow(client, id)
  const seconds = (performance.now() - began) / 1000
  if (view.state !== 'succeeded')
    throw new Error(view.vms.map((vm) => vm.problem?.message ?? vm.state).join('; '))
  const requests = cluster.requests()
  const disks = view.vms.flatMap((vm) => vm.disks).length
  const counted = count(requests.slice(before))
  const objects = 3 * names.length + 2 * disks
  return {
    kubernetes: cluster.version,
    vms: names.length,
    disks,
    seconds,
    ...counted,
    objects,
    writesPerVm: counted.writes / names.length,
    requestsPerVm: (requests.length - before) / names.length,
    ratioWrites: counted.writes / objects,
    listsWhileCopying: requests.slice(copyingFrom).filter(({ verb }) => verb === 'list').length,
  }
}

const WRITES = new Set(['create', 'update', 'patch', 'delete', 'deletecollection'])

function count(requests: readonly AuditedRequest[]) {
  const isWrite = ({ verb, uri }: AuditedRequest) =>
    WRITES.has(verb) && !uri.includes('/authorization.k8s.io/')
  const isDryRun = ({ uri }: AuditedRequest) => uri.includes('dryRun=All')
  const of = (wanted: (request: AuditedRequest) => boolean) => requests.filter(wanted).length
  return {
    reads: of(({ verb }) => verb === 'get'),
    lists: of(({ verb }) => verb === 'list'),
    watches: of(({ verb }) => verb === 'watch'),
    dryRuns: of((request) => isWrite(request) && isDryRun(request)),
    writes: of((request) => isWrite(request) && !isDryRun(request)),
  }
}

export function clusterTable(result: ClusterBench): string {
  const rows = Object.entries(result).map(([name, value]: [string, number | string]) => {
    const text = typeof value === 'number' ? String(Math.round(value * 100) / 100) : value
    return `${name.padEnd(18)} ${text}`
  })
  return `${rows.join('\n')}\n`
}
