import { describe, expect, it } from 'vitest'
import { kube, objectsIn } from '../fixtures/kube.ts'
import { follow, newestRun, planFor, readInventory, start } from '../fixtures/lab-backend.ts'
import { labSuite } from '../fixtures/lab-suite.ts'

const world = labSuite('file')

const powerOf = async (name: string) =>
  (await readInventory(world.client, world.sourceId)).vms.find((vm) => vm.name === name)?.powerState

describe('cold migration on the lab', () => {
  it('brings three VMs over, byte for byte, and leaves nothing but them', async () => {
    const { client } = world
    const plan = await planFor(world, ['web-01', 'app-01', 'db-01'], { targetNamespace: 'cold' })
    const migrationId = await start(client, plan)
    const end = await follow(client, migrationId)
    expect(end.vms.map((vm) => [vm.name, vm.state, vm.problem])).toEqual([
      ['web-01', 'succeeded', undefined],
      ['app-01', 'succeeded', undefined],
      ['db-01', 'succeeded', undefined],
    ])
    expect(end.state).toBe('succeeded')
    expect(end.bytesCopied).toBe(end.bytesTotal)

    const { cluster } = world.lab.endpoints
    for (const vm of end.vms)
      for (const disk of vm.disks) {
        const source = await world.lab.sourceSha256(disk.file)
        expect(await world.lab.targetSha256('cold', disk.claim)).toBe(source)
      }
    const left = (await objectsIn(cluster, 'cold')).map((name) => name.split('/')[0])
    expect(left.filter((kind) => kind === 'vm')).toHaveLength(3)
    expect(left.filter((kind) => kind === 'pvc')).toHaveLength(5)
    expect(left.filter((kind) => kind === 'dv' || kind === 'secret')).toEqual([])
    expect(await powerOf('db-01')).toBe('poweredOff')
  })

  it('carries the hardware of the source over', async () => {
    const inventory = await readInventory(world.client, world.sourceId)
    const source = inventory.vms.find((vm) => vm.name === 'db-01')!
    const { body } = await kube(
      world.lab.endpoints.cluster,
      '/apis/kubevirt.io/v1/namespaces/cold/virtualmachines/db-01',
    )
    const spec = (body['spec'] as { template: { spec: TemplateSpec } }).template.spec
    const { cpu, memory, firmware, devices } = spec.domain
    expect(cpu.sockets * cpu.cores).toBe(source.cpuCount)
    expect(memory.guest).toBe(`${source.memoryMiB}Mi`)
    expect(firmware.bootloader.efi).toEqual({ secureBoot: true, persistent: undefined })
    expect(devices.disks).toHaveLength(3)
    expect(devices.disks[0]?.bootOrder).toBe(1)
    expect(devices.interfaces.map((card) => card.macAddress)).toEqual(source.nics.map((nic) => nic.mac))
    expect(spec.volumes.map((volume) => volume.persistentVolumeClaim.claimName)).toHaveLength(3)
  })

  it('logs phases in order, and each disk up to its last byte', async () => {
    const { client } = world
    const run = await newestRun(client)
    const phases: string[] = []
    const last = new Map<string, number>()
    for await (const event of await client.migrations.events({ migrationId: run.id })) {
      if (event.vm === 'web-01' && event.type === 'phase') phases.push(event.phase!)
      if (event.type === 'progress')
        last.set(`${event.vm} ${event.disk}`, event.bytesTotal! - event.bytesCopied!)
    }
    expect(phases).toEqual([
      'Started',
      'StorePowerState',
      'PowerOffSource',
      'WaitForPowerOff',
      'CreateDataVolumes',
      'CopyDisks',
      'CreateGuestConversionPod',
      'ConvertGuest',
      'CreateVM',
      'Completed',
    ])
    expect([...last.values()]).toEqual([0, 0, 0, 0, 0])
  })

  it('refuses to touch a VM that an earlier run brought over', async () => {
    const { client } = world
    const [plan] = await client.plans.list()
    await expect(client.migrations.start({ planId: plan!.id })).rejects.toMatchObject({
      data: { code: 'migration.nothing-left' },
    })
  })
})

interface TemplateSpec {
  domain: {
    cpu: { sockets: number; cores: number }
    memory: { guest: string }
    firmware: { bootloader: { efi?: object } }
    devices: { disks: { bootOrder?: number }[]; interfaces: { macAddress: string }[] }
  }
  volumes: { persistentVolumeClaim: { claimName: string } }[]
}
