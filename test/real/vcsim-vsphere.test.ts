/** The vSphere client against govmomi's simulator: another team's reading of the same API. */
import { describe, expect, it, onTestFinished } from 'vitest'
import type { VsphereSession } from '../../electron/vsphere/service.ts'
import { createVsphereService } from '../../electron/vsphere/vsphere-service.ts'
import type { Inventory } from '../../shared/inventory/model.ts'
import { findGo, NEEDS_GO } from './go-program.ts'
import { createGovc } from './govc-command.ts'
import { startVcsim, type Vcsim, type VcsimOptions } from './vcsim.ts'
import type { SuiteServer } from '../fixtures/suite-server.ts'
import { vsphereSuite } from '../fixtures/vsphere-suite.ts'
import { lending } from '../../electron/vault/test-support/lending.ts'

const go = findGo()
const LONG_TASK_MS = 20_000

vsphereSuite('a vCenter of vcsim', {
  skipped: go === undefined ? NEEDS_GO : undefined,
  // The simulator's hosts have no service system.
  lacks: ['host services'],
  start: async () => {
    const vcsim = await startVcsim(go ?? '')
    const { vms } = await vcsim.admin.facts()
    const playground = ['DC0_H0_VM1', 'DC0_H0_VM2', 'DC0_C0_RP0_VM0', 'DC0_C0_RP0_VM1']
    return suiteServer(
      vcsim,
      playground.map((name) => vms.find((vm) => vm.name === name)?.id ?? ''),
    )
  },
})

function suiteServer(vcsim: Vcsim, playground: readonly string[]): SuiteServer {
  const { admin, pem, ...server } = vcsim
  return {
    ...server,
    caPem: pem,
    playground,
    facts: () => admin.facts(),
    sessions: async () => (await admin.sessions()).length,
    endSessions: () => admin.terminate(),
    slowTasks: (slow) => admin.slow(slow ? LONG_TASK_MS : 0),
  }
}

const byName = <T extends { readonly name: string }>(items: readonly T[], name: string): T => {
  const found = items.find((item) => item.name === name)
  if (!found) throw new Error(`no ${name} among ${items.map((item) => item.name).join(', ')}`)
  return found
}

/** A server and a session on it, both for one test. */
async function opened(options: VcsimOptions = {}): Promise<{ server: Vcsim; session: VsphereSession }> {
  const server = await startVcsim(go ?? '', options)
  onTestFinished(() => server.stop())
  const connected = await createVsphereService().connect(
    { url: server.url, username: server.username, trust: { kind: 'fingerprint', value: server.sha256 } },
    lending(server.password),
  )
  if (!connected.ok) throw new Error(connected.problem.message)
  onTestFinished(() => connected.value.close())
  return { server, session: connected.value }
}

async function inventoryOf(session: VsphereSession): Promise<Inventory> {
  const result = await session.inventory()
  if (!result.ok) throw new Error(result.problem.message)
  return result.value
}

describe.skipIf(go === undefined)('the model of vcsim', () => {
  it('is all there, with its trees and the hardware of a VM', async () => {
    const { session } = await opened()
    expect(session.about).toMatchObject({ apiType: 'VirtualCenter', version: '8.0.3' })
    const inventory = await inventoryOf(session)
    const cluster = byName(inventory.clusters, 'DC0_C0')
    expect(inventory.hosts.map((host) => [host.name, host.clusterId])).toEqual([
      ['DC0_H0', undefined],
      ['DC0_C0_H0', cluster.id],
      ['DC0_C0_H1', cluster.id],
    ])
    expect(inventory.networks.map((network) => [network.name, network.kind])).toEqual(
      expect.arrayContaining([
        ['VM Network', 'standard'],
        ['DC0_DVPG0', 'distributed'],
        ['DC0_DVPG1', 'distributed'],
        ['DC0_NSX0', 'opaque'],
      ]),
    )
    expect(new Set(inventory.vms.map((vm) => vm.path))).toEqual(new Set(['F0/DC0/F0']))
    expect(inventory.vms.filter((each) => each.isTemplate).map((each) => each.name)).toEqual([
      'DC0_C0_RP0_VM2',
    ])
    expectHardware(inventory)
  })

  it('is an ESXi host, with the certificate of the connection, and power', async () => {
    const { server, session } = await opened({ esx: true, machines: 2 })
    expect(session.about.apiType).toBe('HostAgent')
    const { hosts, vms, networks } = await inventoryOf(session)
    expect(hosts.map((host) => [host.id, host.thumbprint])).toEqual([['ha-host', server.sha1]])
    expect(vms.map((vm) => [vm.name, vm.path])).toEqual([
      ['ha-host_VM0', 'ha-datacenter'],
      ['ha-host_VM1', 'ha-datacenter'],
    ])
    expect(vms[0]?.nics[0]?.networkId).toBe(byName(networks, 'VM Network').id)
    const id = vms[0]?.id ?? ''
    expect(await session.powerOff(id)).toEqual({ ok: true, value: undefined })
    expect(await session.powerState(id)).toEqual({ ok: true, value: 'poweredOff' })
  })

  it('has the tags that govc hangs on its VMs', async () => {
    const { server, session } = await opened()
    const { govc, remove } = await createGovc(go ?? '', server)
    onTestFinished(remove)
    for (const [category, tag] of [
      ['Application', 'Shop'],
      ['Tier', 'web & "front"'],
    ] as const) {
      await govc('tags.category.create', '-t', 'VirtualMachine', category)
      await govc('tags.create', '-c', category, tag)
      await govc('tags.attach', tag, '/F0/DC0/vm/F0/DC0_H0_VM0')
    }
    const inventory = await inventoryOf(session)
    expect(inventory.tagReading?.problem).toBeUndefined()
    expect(byName(inventory.vms, 'DC0_H0_VM0').tags).toEqual([
      { category: 'Application', name: 'Shop' },
      { category: 'Tier', name: 'web & "front"' },
    ])
    expect(byName(inventory.vms, 'DC0_H0_VM1').tags).toEqual([])
  })

  it('has no tags to tell as an ESXi host', async () => {
    const { session } = await opened({ esx: true, machines: 1 })
    const { vms, tagReading } = await inventoryOf(session)
    expect(tagReading).toMatchObject({ problem: { code: 'vsphere.tags-no-vcenter' } })
    expect(vms.map((vm) => vm.tags)).toEqual([undefined])
  })

  it('refuses what its administrator denies, and does it the next time', async () => {
    const { server, session } = await opened()
    const { id } = byName((await inventoryOf(session)).vms, 'DC0_H0_VM1')
    await server.admin.deny('PowerOffVM_Task', 1)
    expect(await session.powerOff(id)).toMatchObject({
      ok: false,
      problem: { code: 'vsphere.no-permission' },
    })
    expect(await session.powerOff(id)).toEqual({ ok: true, value: undefined })
  })
})

function expectHardware({ vms, networks, datastores }: Inventory): void {
  const vm = byName(vms, 'DC0_H0_VM0')
  expect(vm.disks.map((disk) => [disk.bus, disk.capacityBytes, disk.rdm, disk.shared])).toEqual([
    ['scsi', 10 * 2 ** 30, 'none', false],
    ['sata', 64 * 2 ** 20, 'none', false],
  ])
  expect(vm.disks.every((disk) => /^\[LocalDS_0\] DC0_H0_VM0\/\w+\.vmdk$/.test(disk.file))).toBe(true)
  expect(vm.disks.every((disk) => disk.datastoreId === byName(datastores, 'LocalDS_0').id)).toBe(true)
  expect(vm.nics.map((nic) => networks.find((network) => network.id === nic.networkId)?.name)).toEqual([
    'DC0_DVPG0',
    // vcsim, like a real vCenter, puts a card on an opaque network onto the port group of that segment.
    'DC0_NSXPG0',
    'VM Network',
  ])
  expect(vm.nics.every((nic) => /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/.test(nic.mac))).toBe(true)
  expect(vm.devices.map((device) => device.kind)).toContain('VirtualCdrom')
  expect(vm.snapshotCount).toBe(2)
}
