/** What the vSphere client sees of the lab beyond what every server has; see vsphere-lab-suite for that. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLabClock } from '../../electron/lab/clock.ts'
import { createEstate } from '../../electron/lab/estate/create-estate.ts'
import type { Estate } from '../../electron/lab/estate/model.ts'
import { createLabCertificate } from '../../electron/lab/tls.ts'
import { startVcenter, type Vcenter } from '../../electron/lab/vcenter/server.ts'
import type { VsphereSession } from '../../electron/vsphere/service.ts'
import { createVsphereService } from '../../electron/vsphere/vsphere-service.ts'
import type { Inventory } from '../../shared/inventory/model.ts'
import { lending } from '../../electron/vault/test-support/lending.ts'

const estate: Estate = createEstate({ seed: 'vsphere-lab', vms: 40, hosts: 4 })
let vcenter: Vcenter | undefined
let session: VsphereSession | undefined
let inventory: Inventory

beforeAll(async () => {
  const certificate = await createLabCertificate('vcenter.lab.example')
  vcenter = await startVcenter({ estate, certificate, ...estate.credentials, clock: createLabClock(20) })
  const { username, password } = estate.credentials
  const trust = { kind: 'fingerprint', value: certificate.sha256 } as const
  const connected = await createVsphereService().connect(
    { url: vcenter.url, username, trust },
    lending(password),
  )
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
  it('finds every disk of the estate by its file, with its size', () => {
    const disks = inventory.vms.flatMap((vm) => vm.disks)
    expect(disks.length).toBeGreaterThanOrEqual(inventory.vms.length)
    const found = disks.filter((disk) => disk.rdm === 'none').map((disk) => [disk.file, disk.capacityBytes])
    expect(found).toEqual(found.map(([file]) => [file, estate.disk(String(file))?.capacityBytes]))
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
    for await (const update of session.watchInventory(stop.signal)) {
      expect(update.problem).toBeUndefined()
      const state = update.inventory?.vms.find((vm) => vm.id === id)?.powerState
      if (state === undefined || state === states.at(-1)) continue
      states.push(state)
      if (states.length === 1) expect(await session.shutdownGuest(id)).toEqual({ ok: true, value: undefined })
      if (states.length === 2) expect(await session.powerOn(id)).toEqual({ ok: true, value: undefined })
      if (states.length === 3) stop.abort()
    }
    expect(states).toEqual(['poweredOn', 'poweredOff', 'poweredOn'])
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
