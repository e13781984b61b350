/** Drives one warm run with the application's own backend, in a process of its own, and prints what that took. */
import { subscribe } from 'node:diagnostics_channel'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { json } from 'node:stream/consumers'
import { createBackend } from '../../electron/backend.ts'
import type { LabEndpoints } from '../../electron/lab/service.ts'
import type { Client } from '../../shared/contract/contract.ts'
import type { VmView } from '../../shared/migration/model.ts'
import { planOptionsSchema } from '../../shared/plan/model.ts'
import { addEnds, readInventory } from '../fixtures/lab-backend.ts'

interface Request extends Pick<LabEndpoints, 'vcenter' | 'cluster'> {
  readonly vms: number
  readonly home: string
}

const NS_PER_MS = 1e6
/** Deltas of each VM before its cutover. */
const DELTAS = 1

const { vms, home, vcenter, cluster } = (await json(process.stdin)) as Request
const calls = { cluster: 0, clusterWrites: 0, vcenter: 0 }
subscribe('undici:request:create', (message) => {
  const { request } = message as { request: { origin: string | URL; method: string } }
  const origin = String(request.origin)
  if (origin === new URL(vcenter.url).origin) calls.vcenter += 1
  if (origin !== new URL(cluster.url).origin) return
  calls.cluster += 1
  if (request.method !== 'GET') calls.clusterWrites += 1
})
const backend = await createBackend({ home, shell: 'test' })
try {
  const plan = await wholePlan(backend.client)
  const delay = monitorEventLoopDelay({ resolution: 1 })
  Object.assign(calls, { cluster: 0, clusterWrites: 0, vcenter: 0 })
  const cpu = process.cpuUsage()
  delay.enable()
  const began = performance.now()
  const { migrationId } = await backend.client.migrations.start({ plan })
  const followed = await drive(backend.client, migrationId, began)
  const seconds = (performance.now() - began) / 1000
  delay.disable()
  const { user, system } = process.cpuUsage(cpu)
  const { end } = followed
  for (const vm of end.filter((one) => one.problem).slice(0, 5))
    process.stderr.write(`${vm.name}: ${vm.problem?.message}\n`)
  let events = 0
  for await (const _ of await backend.client.migrations.events({ migrationId, after: 0 })) events += 1
  const result = {
    vms,
    disks: end.flatMap((vm) => vm.disks).length,
    succeeded: end.filter((vm) => vm.state === 'succeeded').length,
    mostInFlight: followed.mostInFlight,
    seconds,
    firstCopiesS: followed.firstCopiesS,
    events,
    eventsPerSecond: events / seconds,
    clusterCallsPerVm: calls.cluster / vms,
    clusterWritesPerVm: calls.clusterWrites / vms,
    vcenterCallsPerVm: calls.vcenter / vms,
    eventLoopP99Ms: delay.percentile(99) / NS_PER_MS,
    eventLoopMaxMs: delay.max / NS_PER_MS,
    cpuS: (user + system) / 1e6,
    // maxRSS is in KiB.
    peakMb: (process.resourceUsage().maxRSS * 1024) / 1e6,
  }
  process.stdout.write(`${JSON.stringify(result)}\n`)
} finally {
  await backend.close()
}

/** A warm plan with as many VMs as were asked for, none of which is refused or needs a passphrase. */
async function wholePlan(client: Client) {
  const { sourceId, targetId } = await addEnds(client, { vcenter, cluster })
  const { migratable } = await client.inventory.ids({
    ...{ providerId: sourceId, kind: 'vms' as const, where: 'power = on and name != edge-sriov-nsx-01' },
  })
  const targetNamespace = 'bench'
  const planOf = async (vmIds: readonly string[]) => {
    const maps = await client.plans.suggestMappings({
      sourceId,
      targetId,
      targetNamespace,
      vmIds: [...vmIds],
    })
    return {
      ...{ name: 'bench', description: '', sourceId, targetId, targetNamespace, type: 'warm' as const },
      vms: vmIds.map((vmId) => ({ vmId })),
      networkMap: maps.networks.map(({ sourceId: id, target }) => ({ sourceId: id, target })),
      storageMap: maps.storage.map(({ sourceId: id, storageClass }) => ({ sourceId: id, storageClass })),
      options: planOptionsSchema.parse({
        ...{
          onShutdownTimeout: 'power-off',
          shutdownTimeoutMs: 10_000,
          enableChangeTracking: true,
          crashConsistent: true,
        },
      }),
    }
  }
  const { findings } = await client.plans.review(await planOf(migratable))
  const refused = new Set(
    findings.filter(({ category }) => category === 'Critical').map(({ object }) => object.id),
  )
  const hostOf = new Map((await readInventory(client, sourceId)).vms.map((vm) => [vm.id, vm.hostId]))
  const fit = spread(
    migratable.filter((id) => !refused.has(id)),
    (id) => hostOf.get(id) ?? '',
  ).slice(0, vms)
  if (fit.length < vms) throw new Error(`only ${fit.length} VMs of the lab fit`)
  return planOf(fit)
}

/** One of each host in turn: the lab puts a quarter of its VMs on its one old host. */
function spread(ids: readonly string[], hostOf: (id: string) => string): string[] {
  const byHost = [...Map.groupBy(ids, hostOf).values()]
  const most = Math.max(0, ...byHost.map((of) => of.length))
  return Array.from({ length: most }, (_, at) => byHost.flatMap((of) => of[at] ?? [])).flat()
}

/** Copies the deltas as soon as a VM is idle, cuts all over once each has been copied once, and follows to the end. */
async function drive(client: Client, migrationId: string, began: number) {
  let end: readonly VmView[] = []
  let mostInFlight = 0
  let firstCopiesS = 0
  const told = new Map<string, number>()
  for await (const view of await client.migrations.watch({ migrationId })) {
    end = view.vms
    mostInFlight = Math.max(mostInFlight, view.vms.filter((vm) => vm.startedAt && !vm.endedAt).length)
    const copied = (vm: VmView): number => vm.precopies?.filter((round) => round.endedAt).length ?? 0
    // All are in flight before the first one leaves.
    if (firstCopiesS === 0 && view.vms.some((vm) => !vm.endedAt && copied(vm) === 0)) continue
    if (firstCopiesS === 0) firstCopiesS = (performance.now() - began) / 1000
    const idle = view.vms.filter((vm) => vm.phase === 'CopyingPaused' && told.get(vm.vmId) !== copied(vm))
    for (const vm of idle) told.set(vm.vmId, copied(vm))
    const ids = (isDone: boolean) => idle.filter((vm) => copied(vm) > DELTAS === isDone).map((vm) => vm.vmId)
    const [again, over] = [ids(false), ids(true)]
    if (again.length > 0) await client.migrations.copyNow({ migrationId, vmIds: again })
    if (over.length > 0)
      await client.migrations.setCutover({ migrationId, vmIds: over, at: new Date().toISOString() })
  }
  return { end, mostInFlight, firstCopiesS }
}
