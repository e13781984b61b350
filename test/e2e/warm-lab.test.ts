/** The lab's staged imports, by hand: snapshots over the vSphere client, DataVolumes over a bare Kubernetes client. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isCopied } from '../../electron/lab/controllers/cdi/checkpoints.ts'
import { claims, dataVolumes, pods } from '../../electron/lab/controllers/kinds.ts'
import type { DataVolume } from '../../electron/lab/controllers/objects.ts'
import type { EstateVm } from '../../electron/lab/estate/model.ts'
import { phase, startBench, type Bench } from '../../electron/lab/test-support/lab-bench.ts'
import { lending } from '../../electron/vault/test-support/lending.ts'
import type { VsphereSession } from '../../electron/vsphere/service.ts'
import { createVsphereService } from '../../electron/vsphere/vsphere-service.ts'
import { orThrow } from '../../shared/problem.ts'

const service = createVsphereService()
let bench: Bench
let session: VsphereSession
beforeAll(async () => {
  bench = await startBench()
  const { url, username, password, sha256 } = bench.lab.endpoints.vcenter
  const trust = { kind: 'fingerprint', value: sha256 } as const
  session = orThrow(await service.connect({ url, username, trust }, lending(password)))
}, 60_000)
afterAll(async () => {
  await service.closeAll()
  await bench.close()
})

interface Import {
  readonly vm: EstateVm
  readonly namespace: string
  readonly diskKey: number
}

/** A snapshot, with the change id of the disk in it. */
async function freeze({ vm, diskKey }: Import, name: string) {
  const id = orThrow(await session.createSnapshot(vm.id, { name, description: '', quiesce: false }))
  const changeId = orThrow(await session.changeIds(id)).get(diskKey)
  if (changeId === undefined) throw new Error(`${vm.name} has no change tracking`)
  return { id, changeId }
}

/** Resolves once the guest has written so many rounds more. */
async function busy({ vm }: Import, rounds = 4): Promise<void> {
  const before = bench.lab.writes(vm.name)
  await expect.poll(() => bench.lab.writes(vm.name), { timeout: 20_000 }).toBeGreaterThan(before + rounds)
}

async function begin(vmName: string): Promise<Import> {
  const vm = bench.vmNamed(vmName)
  const diskKey = vm.disks[0]?.key ?? 0
  bench.lab.startWriting(vmName)
  return { vm, diskKey, namespace: await bench.namespace() }
}

type Checkpoints = NonNullable<DataVolume['spec']['checkpoints']>

async function create({ vm, namespace }: Import, checkpoints: Checkpoints): Promise<void> {
  const volume = bench.dataVolume(namespace, { vm }) as { spec: object }
  await bench.tool.create({ ...volume, spec: { ...volume.spec, checkpoints, finalCheckpoint: false } })
}

async function add({ namespace }: Import, checkpoints: Checkpoints, finalCheckpoint = false): Promise<void> {
  const metadata = { name: 'disk-0', namespace }
  const spec = { checkpoints, finalCheckpoint }
  await bench.tool.merge({ apiVersion: 'cdi.kubevirt.io/v1beta1', kind: 'DataVolume', metadata, spec })
}

const copied = ({ namespace }: Import, snapshot: string) =>
  bench.tool.until(claims, namespace, 'disk-0', (claim) => claim !== undefined && isCopied(claim, snapshot))

const hashes = async ({ vm, namespace }: Import) => [
  await bench.lab.targetSha256(namespace, 'disk-0'),
  await bench.lab.sourceSha256(vm.disks[0]?.file ?? ''),
]

describe('an import in stages', () => {
  it('ends with the disk as it was when the guest went off', async () => {
    const work = await begin('db-01')
    let last = await freeze(work, 'first')
    const checkpoints = [{ current: last.id, previous: '' }]
    await create(work, checkpoints)
    await copied(work, last.id)
    const volume = await bench.tool.until(dataVolumes, work.namespace, 'disk-0', phase('Paused'))
    expect(volume?.spec.finalCheckpoint).toBe(false)
    for (const name of ['second', 'third']) {
      await busy(work)
      orThrow(await session.removeSnapshot(last.id))
      const next = await freeze(work, name)
      checkpoints.push({ current: next.id, previous: last.changeId })
      await add(work, checkpoints)
      await copied(work, next.id)
      last = next
    }
    await busy(work)
    orThrow(await session.shutdownGuest(work.vm.id))
    await expect.poll(async () => orThrow(await session.powerState(work.vm.id))).toBe('poweredOff')
    orThrow(await session.removeSnapshot(last.id))
    const final = await freeze(work, 'last')
    await add(work, [...checkpoints, { current: final.id, previous: last.changeId }], true)
    await bench.tool.until(dataVolumes, work.namespace, 'disk-0', phase('Succeeded'))
    const [target, source] = await hashes(work)
    expect(target).toBe(source)
    // Nothing of the stages is left on the claim but that they are over, and no importer either.
    const claim = await bench.tool.until(claims, work.namespace, 'disk-0', () => true)
    expect(
      Object.keys(claim?.metadata.annotations ?? {})
        .filter((one) => one.includes('checkpoint'))
        .sort(),
    ).toEqual(['cdi.kubevirt.io/storage.checkpoint.done', 'cdi.kubevirt.io/storage.checkpoint.pod.id'])
    const pod = `importer-disk-0-checkpoint-${final.id}`
    await bench.tool.until(pods, work.namespace, pod, (object) => object === undefined)
  })

  it('loses writes when the change ids are read after the next snapshot was taken', async () => {
    const work = await begin('web-01')
    const first = await freeze(work, 'first')
    await create(work, [{ current: first.id, previous: '' }])
    await copied(work, first.id)
    await busy(work)
    // The wrong way round: what the guest wrote so far is before the new id, and in no delta.
    const second = await freeze(work, 'second')
    await busy(work)
    orThrow(await session.shutdownGuest(work.vm.id))
    await expect.poll(async () => orThrow(await session.powerState(work.vm.id))).toBe('poweredOff')
    const final = await freeze(work, 'last')
    const stages = [
      { current: first.id, previous: '' },
      { current: final.id, previous: second.changeId },
    ]
    await add(work, stages, true)
    await bench.tool.until(dataVolumes, work.namespace, 'disk-0', phase('Succeeded'))
    const [target, source] = await hashes(work)
    expect(target).not.toBe(source)
  })
})
