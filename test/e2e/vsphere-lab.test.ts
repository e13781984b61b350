/** The vSphere client against the lab's vCenter, over a real socket. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLabClock } from '../../electron/lab/clock.ts'
import { createEstate } from '../../electron/lab/estate/create-estate.ts'
import type { Estate } from '../../electron/lab/estate/model.ts'
import { createLabCertificate, type LabCertificate } from '../../electron/lab/tls.ts'
import { startVcenter, type Vcenter } from '../../electron/lab/vcenter/server.ts'
import type { VsphereSession } from '../../electron/vsphere/service.ts'
import { createVsphereService } from '../../electron/vsphere/vsphere-service.ts'
import { inventorySchema, type Inventory } from '../../shared/inventory/model.ts'

const service = createVsphereService()
const estate: Estate = createEstate({ seed: 'vsphere-lab', vms: 40, hosts: 4 })
let certificate: LabCertificate
let vcenter: Vcenter | undefined
let session: VsphereSession | undefined
let inventory: Inventory

const connect = (fingerprint: string, password = estate.credentials.password) =>
  service.connect(
    {
      url: vcenter?.url ?? '',
      username: estate.credentials.username,
      trust: { kind: 'fingerprint', value: fingerprint },
    },
    (use) => use(password),
  )

beforeAll(async () => {
  certificate = await createLabCertificate('vcenter.lab.example')
  vcenter = await startVcenter({ estate, certificate, ...estate.credentials, clock: createLabClock(20) })
  const connected = await connect(certificate.sha256)
  if (!connected.ok) throw new Error(connected.problem.message)
  session = connected.value
  const read = await session.inventory()
  if (!read.ok) throw new Error(read.problem.message)
  inventory = read.value
})

afterAll(async () => {
  await session?.close()
  await vcenter?.close()
})

const vmNamed = (name: string) => {
  const found = inventory.vms.find((vm) => vm.name === name)
  if (!found) throw new Error(`no VM ${name}`)
  return found
}

describe('the vSphere client in the lab', () => {
  it('sees the certificate that the lab made', async () => {
    expect(await service.certificate(vcenter?.url ?? '')).toMatchObject({
      ok: true,
      value: { sha1: certificate.sha1, sha256: certificate.sha256 },
    })
  })

  it('refuses another certificate, and a wrong password', async () => {
    expect(await connect('00'.repeat(32))).toMatchObject({
      ok: false,
      problem: { code: 'vsphere.fingerprint-mismatch' },
    })
    expect(await connect(certificate.sha1, 'wrong')).toMatchObject({
      ok: false,
      problem: { code: 'vsphere.invalid-login' },
    })
  })

  it('reads the whole estate', () => {
    expect(inventorySchema.parse(inventory)).toEqual(inventory)
    const ids = (items: readonly { readonly id: string }[]) => items.map((item) => item.id).sort()
    expect(ids(inventory.vms)).toEqual(ids(estate.vms))
    expect(ids(inventory.hosts)).toEqual(ids(estate.hosts))
    expect(ids(inventory.clusters)).toEqual(ids(estate.clusters))
    expect(ids(inventory.datastores)).toEqual(ids(estate.datastores))
    const names = new Map(estate.vms.map((vm) => [vm.id, vm.name]))
    for (const vm of inventory.vms) expect(vm.name).toBe(names.get(vm.id))
  })

  it('finds every disk of the estate by its file, with its size', () => {
    const disks = inventory.vms.flatMap((vm) => vm.disks)
    expect(disks.length).toBeGreaterThanOrEqual(inventory.vms.length)
    const found = disks.filter((disk) => disk.rdm === 'none').map((disk) => [disk.file, disk.capacityBytes])
    expect(found).toEqual(found.map(([file]) => [file, estate.disk(String(file))?.capacityBytes]))
  })

  it('leads from every VM to a folder, a host and networks that are in the inventory', () => {
    const folders = new Set(inventory.folders.map((folder) => folder.id))
    const hosts = new Set(inventory.hosts.map((host) => host.id))
    const networks = new Set(inventory.networks.map((network) => network.id))
    for (const vm of inventory.vms) {
      expect(folders).toContain(vm.folderId)
      if (vm.hostId !== undefined) expect(hosts).toContain(vm.hostId)
      for (const nic of vm.nics) if (nic.networkId !== undefined) expect(networks).toContain(nic.networkId)
    }
  })

  it('reads the database server as it was made', () => {
    const vm = vmNamed('db-01')
    expect(vm).toMatchObject({ powerState: 'poweredOn', tools: 'running', firmware: 'efi', secureBoot: true })
    expect(vm.disks.map((disk) => disk.capacityBytes / 2 ** 20)).toEqual([48, 128, 64])
    expect(new Set(vm.nics.map((nic) => nic.networkId)).size).toBe(2)
  })

  it('shuts a guest down, and the watch sees it go and come back', async () => {
    if (!session) throw new Error('not connected')
    const { id } = vmNamed('web-01')
    const stop = new AbortController()
    const states: string[] = []
    const revisions: number[] = []
    for await (const update of session.watchInventory(stop.signal)) {
      revisions.push(update.revision)
      expect(update.problem).toBeUndefined()
      const state = update.inventory?.vms.find((vm) => vm.id === id)?.powerState
      if (state === undefined || state === states.at(-1)) continue
      states.push(state)
      if (states.length === 1) expect(await session.shutdownGuest(id)).toEqual({ ok: true, value: undefined })
      if (states.length === 2) expect(await session.powerOn(id)).toEqual({ ok: true, value: undefined })
      if (states.length === 3) stop.abort()
    }
    expect(states).toEqual(['poweredOn', 'poweredOff', 'poweredOn'])
    expect(revisions).toEqual([...new Set(revisions)].sort((a, b) => a - b))
  })

  it('says that Tools are missing, and powers off hard instead', async () => {
    if (!session) throw new Error('not connected')
    const vm = inventory.vms.find((each) => each.tools !== 'running' && each.powerState === 'poweredOn')
    expect(vm).toBeDefined()
    const id = vm?.id ?? ''
    expect(await session.shutdownGuest(id)).toMatchObject({
      ok: false,
      problem: { code: 'vsphere.tools-unavailable' },
    })
    expect(await session.powerOff(id)).toEqual({ ok: true, value: undefined })
    expect(await session.powerState(id)).toEqual({ ok: true, value: 'poweredOff' })
    expect(await session.powerOff(id)).toEqual({ ok: true, value: undefined })
  })
})
