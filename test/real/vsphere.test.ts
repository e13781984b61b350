/** The vSphere client against govmomi's simulator: another team's reading of the same API. */
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { logIn } from '../../electron/vsphere/login.ts'
import { readObject } from '../../electron/vsphere/property-collector.ts'
import { readServiceContent } from '../../electron/vsphere/service-content.ts'
import type { InventoryUpdate, VsphereSession } from '../../electron/vsphere/service.ts'
import { createSoapClient } from '../../electron/vsphere/soap-client.ts'
import { createVsphereService } from '../../electron/vsphere/vsphere-service.ts'
import { textElement } from '../../electron/vsphere/xml-writer.ts'
import { list, text } from '../../shared/inventory/from-vsphere/raw.ts'
import { inventorySchema, type Inventory } from '../../shared/inventory/model.ts'
import { parseVsphereAddress } from '../../shared/provider/address.ts'
import type { Trust } from '../../shared/provider/model.ts'
import { findGo, startVcsim, type Vcsim } from './vcsim.ts'

const go = findGo()
const title = go === undefined ? ' (skipped: Go is not installed, so vcsim cannot be built)' : ''
const service = createVsphereService()

async function connect(server: Vcsim, trust: Trust = { kind: 'fingerprint', value: server.sha256 }) {
  return service.connect({ url: server.url, username: server.username, trust }, (use) => use(server.password))
}

async function connected(server: Vcsim): Promise<VsphereSession> {
  const result = await connect(server)
  if (!result.ok) throw new Error(result.problem.message)
  return result.value
}

async function inventoryOf(session: VsphereSession): Promise<Inventory> {
  const result = await session.inventory()
  if (!result.ok) throw new Error(result.problem.message)
  return result.value
}

/** Ends every other session of the server, as an administrator can. */
async function endOtherSessions(server: Vcsim): Promise<void> {
  const address = parseVsphereAddress(server.url)
  if (!address.ok) throw new Error(address.problem.message)
  const client = createSoapClient(address.value, { kind: 'fingerprint', value: server.sha1 })
  const content = await readServiceContent(client)
  const login = await logIn(address.value, server.username, (use) => use(server.password), client, content)
  const { properties } = await readObject(client, content, content.sessionManager, [
    'sessionList',
    'currentSession',
  ])
  const own = text(properties['currentSession'], 'key')
  const others = list(properties['sessionList']).flatMap((session) => text(session, 'key') ?? [])
  for (const key of others.filter((each) => each !== own)) {
    await client.call({
      method: 'TerminateSession',
      self: content.sessionManager,
      body: textElement('sessionId', key),
    })
  }
  await login.close()
}

const byName = <T extends { readonly name: string }>(items: readonly T[], name: string): T => {
  const found = items.find((item) => item.name === name)
  if (!found) throw new Error(`no ${name} among ${items.map((item) => item.name).join(', ')}`)
  return found
}

describe.skipIf(go === undefined)(`a vCenter of vcsim${title}`, () => {
  let server: Vcsim
  let session: VsphereSession

  // Returns its own clean-up, which thus runs only for what was started.
  beforeAll(async () => {
    server = await startVcsim(go ?? '')
    session = await connected(server)
    return async () => {
      await session.close()
      await server.stop()
    }
  })

  it('shows its certificate', async () => {
    expect(await service.certificate(server.url)).toMatchObject({
      ok: true,
      value: { sha1: server.sha1, sha256: server.sha256, subject: 'O=vcsim, CN=vcsim.example' },
    })
  })

  it('is trusted by SHA-1, SHA-256 or its authority, and not otherwise', async () => {
    const trusts: Trust[] = [
      { kind: 'fingerprint', value: server.sha1.toLowerCase() },
      { kind: 'fingerprint', value: `sha256 Fingerprint=${server.sha256}` },
      { kind: 'ca', pem: server.pem },
    ]
    for (const trust of trusts) {
      const result = await connect(server, trust)
      expect(result).toMatchObject({
        ok: true,
        value: { about: { apiType: 'VirtualCenter', version: '8.0.3' } },
      })
      if (result.ok) await result.value.close()
    }
    expect(await connect(server, { kind: 'fingerprint', value: '00'.repeat(20) })).toMatchObject({
      ok: false,
      problem: { code: 'vsphere.fingerprint-mismatch' },
    })
    expect(await connect(server, { kind: 'system' })).toMatchObject({
      ok: false,
      problem: { code: 'vsphere.certificate-untrusted' },
    })
  })

  it('refuses a wrong password', async () => {
    const endpoint = {
      url: server.url,
      username: server.username,
      trust: { kind: 'fingerprint', value: server.sha1 },
    } as const
    expect(await service.connect(endpoint, (use) => use('wrong'))).toMatchObject({
      ok: false,
      problem: { code: 'vsphere.invalid-login' },
    })
  })

  it('has the inventory that the model made', async () => {
    const inventory = await inventoryOf(session)
    expect(inventorySchema.parse(inventory)).toEqual(inventory)
    expect(inventory.vms.map((vm) => vm.name).sort()).toEqual([
      'DC0_C0_RP0_VM0',
      'DC0_C0_RP0_VM1',
      'DC0_C0_RP0_VM2',
      'DC0_H0_VM0',
      'DC0_H0_VM1',
      'DC0_H0_VM2',
    ])
    expect(inventory.clusters.map((cluster) => cluster.name)).toEqual(['DC0_C0'])
    expect(inventory.datastores.map((datastore) => datastore.name)).toEqual(['LocalDS_0', 'LocalDS_1'])
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
    expect(inventory.vms.every((vm) => vm.path === 'F0/DC0/F0' && vm.connectionState === 'connected')).toBe(
      true,
    )
    const folders = new Set(inventory.folders.map((folder) => folder.id))
    expect(inventory.vms.every((vm) => folders.has(vm.folderId))).toBe(true)
  })

  it('has the hardware of a VM', async () => {
    const { vms, networks, datastores } = await inventoryOf(session)
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
    expect(vms.filter((each) => each.isTemplate).map((each) => each.name)).toEqual(['DC0_C0_RP0_VM2'])
  })

  it('powers a VM off and on, and the watch sees it', async () => {
    const { vms } = await inventoryOf(session)
    const { id } = byName(vms, 'DC0_H0_VM1')
    const stop = new AbortController()
    const states: string[] = []
    let first: InventoryUpdate | undefined
    for await (const update of session.watchInventory(stop.signal)) {
      first ??= update
      const state = update.inventory?.vms.find((vm) => vm.id === id)?.powerState
      if (state === undefined || state === states.at(-1)) continue
      states.push(state)
      if (states.length === 1) expect(await session.powerOff(id)).toEqual({ ok: true, value: undefined })
      if (states.length === 2) expect(await session.powerOn(id)).toEqual({ ok: true, value: undefined })
      if (states.length === 3) expect(await session.shutdownGuest(id)).toEqual({ ok: true, value: undefined })
      if (states.length === 4) stop.abort()
    }
    expect(first).toMatchObject({ state: 'loading', vmsRead: 0 })
    expect(states).toEqual(['poweredOn', 'poweredOff', 'poweredOn', 'poweredOff'])
    expect(await session.powerState(id)).toEqual({ ok: true, value: 'poweredOff' })
    expect(await session.powerOff(id)).toEqual({ ok: true, value: undefined })
  })

  it('knows a VM that is not there', async () => {
    expect(await session.powerOn('vm-99999')).toMatchObject({
      ok: false,
      problem: { code: 'vsphere.not-found' },
    })
  })

  it('logs in again after its session was ended, and goes on watching', async () => {
    const own = await connected(server)
    const { vms } = await inventoryOf(own)
    const { id } = byName(vms, 'DC0_C0_RP0_VM0')
    const stop = new AbortController()
    let ended = false
    for await (const update of own.watchInventory(stop.signal)) {
      expect(update.state).not.toBe('failed')
      const state = update.inventory?.vms.find((vm) => vm.id === id)?.powerState
      if (state === 'poweredOn' && !ended) {
        ended = true
        await endOtherSessions(server)
        expect(await own.powerOff(id)).toEqual({ ok: true, value: undefined })
      }
      if (state === 'poweredOff') stop.abort()
    }
    expect(ended).toBe(true)
    expect((await inventoryOf(own)).vms).toHaveLength(vms.length)
    await own.close()
  })
})

describe.skipIf(go === undefined)(`an ESXi host of vcsim${title}`, () => {
  it('has an inventory, a host with the certificate of the connection, and power', async () => {
    const server = await startVcsim(go ?? '', { esx: true, machines: 2 })
    onTestFinished(() => server.stop())
    const session = await connected(server)
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
    await session.close()
  })
})
