/** What the vSphere client sees of a host of the lab that it logs in to itself, at the migration network's address. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startLab } from '../../electron/lab/lab.ts'
import type { Lab } from '../../electron/lab/service.ts'
import type { VsphereSession } from '../../electron/vsphere/service.ts'
import { createVsphereService } from '../../electron/vsphere/vsphere-service.ts'
import type { Inventory } from '../../shared/inventory/model.ts'
import type { Result } from '../../shared/problem.ts'
import { lending } from '../../electron/vault/test-support/lending.ts'

const vsphere = createVsphereService()
const sessions: VsphereSession[] = []
let dir: string
let lab: Lab
let whole: Inventory

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'host-direct-'))
  lab = await startLab({ seed: 'host-direct', vms: 24, hosts: 2, timeScale: 50, dir })
  const { vcenter } = lab.endpoints
  whole = await inventoryOf(await connect(vcenter.url, vcenter, vcenter.sha256))
}, 60_000)

afterAll(async () => {
  for (const session of sessions) await session.close()
  await lab.close()
  await rm(dir, { recursive: true })
})

interface Login {
  readonly username: string
  readonly password: string
}

async function connect(url: string, { username, password }: Login, fingerprint: string) {
  const trust = { kind: 'fingerprint', value: fingerprint } as const
  const connected = await vsphere.connect({ url, username, trust }, lending(password))
  if (connected.ok) sessions.push(connected.value)
  return connected
}

async function inventoryOf(session: Result<VsphereSession>): Promise<Inventory> {
  if (!session.ok) throw new Error(session.problem.message)
  const read = await session.value.inventory()
  if (!read.ok) throw new Error(read.problem.message)
  return read.value
}

/** By the thumbprint that the vCenter tells, at the address of the host's adapter for migrations. */
function direct(password?: string, fingerprint?: string) {
  const host = whole.hosts.find(({ name }) => name === 'esx-01.lab.example')!
  const address = host.kernelNics.find(({ device }) => device === 'vmk1')!.ip
  const { host: served, port } = lab.reach(address, 443)
  const login = lab.endpoints.esxi.find(({ name }) => name === host.name)!
  return connect(
    `https://${served}:${port}/sdk`,
    { ...login, ...(password !== undefined && { password }) },
    fingerprint ?? host.thumbprint,
  )
}

describe('a host of the lab, reached directly', () => {
  it('shows itself and its own VMs, with the same disks', async () => {
    const own = await inventoryOf(await direct())
    expect(own.about).toMatchObject({ apiType: 'HostAgent', version: '8.0.2' })
    expect(own.hosts).toMatchObject([{ name: 'esx-01.lab.example', version: '8.0.2' }])
    const id = whole.hosts.find(({ name }) => name === 'esx-01.lab.example')?.id
    const there = whole.vms.filter((vm) => vm.hostId === id)
    const facts = (vms: Inventory['vms']) =>
      vms
        .map((vm) => ({ name: vm.name, uuid: vm.instanceUuid, disks: vm.disks.map((disk) => disk.file) }))
        .toSorted((a, b) => a.name.localeCompare(b.name))
    expect(there.length).toBeGreaterThan(3)
    expect(facts(own.vms)).toEqual(facts(there))
  })

  it('refuses a wrong password, and is refused with another certificate', async () => {
    expect(await direct('wrong')).toMatchObject({ ok: false, problem: { code: 'vsphere.invalid-login' } })
    const other = await direct(undefined, lab.endpoints.vcenter.sha1)
    expect(other).toMatchObject({ ok: false, problem: { code: 'vsphere.fingerprint-mismatch' } })
  })

  it('in lockdown mode lets nobody in', async () => {
    const host = lab.esxi('esx-01.lab.example')
    host.setLockdown('lockdownNormal')
    expect(await direct()).toMatchObject({ ok: false })
    host.setLockdown('lockdownDisabled')
    expect(await direct()).toMatchObject({ ok: true })
  })
})
