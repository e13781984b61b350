/** Tags of the lab's vCenter, from its REST API to the inventory that is watched. */
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { startTestVcenter, type TestVcenter } from '../../electron/lab/vcenter/test-support/test-vcenter.ts'
import type { VsphereSession } from '../../electron/vsphere/service.ts'
import { createVsphereService } from '../../electron/vsphere/vsphere-service.ts'
import type { Inventory, VmTag } from '../../shared/inventory/model.ts'
import { lending } from '../../electron/vault/test-support/lending.ts'

let lab: TestVcenter
beforeAll(async () => {
  lab = await startTestVcenter(200)
})
afterAll(() => lab.close())

async function connected(account = lab.estate.credentials): Promise<VsphereSession> {
  const service = createVsphereService()
  const shown = await service.certificate(lab.vcenter.url)
  if (!shown.ok) throw new Error(shown.problem.message)
  const session = await service.connect(
    {
      url: lab.vcenter.url,
      username: account.username,
      trust: { kind: 'fingerprint', value: shown.value.sha256 },
    },
    lending(account.password),
  )
  if (!session.ok) throw new Error(session.problem.message)
  onTestFinished(() => session.value.close())
  return session.value
}

async function read(session: VsphereSession): Promise<Inventory> {
  const inventory = await session.inventory()
  if (!inventory.ok) throw new Error(inventory.problem.message)
  return inventory.value
}

const tagsOf = (inventory: Inventory, name: string): VmTag[] | undefined =>
  inventory.vms.find((vm) => vm.name === name)?.tags
const DB = [
  { category: 'Application', name: 'Shop' },
  { category: 'Backup', name: 'daily' },
  { category: 'Backup', name: 'off-site' },
  { category: 'Environment', name: 'Production' },
]

describe('tags of a vCenter', () => {
  it('are in the inventory that is read, and no session is left', async () => {
    const inventory = await read(await connected())
    expect(tagsOf(inventory, 'db-01')).toEqual(DB)
    expect(inventory.vms.filter((vm) => vm.tags === undefined)).toEqual([])
    expect(tagsOf(inventory, 'tpl-rhel9')).toEqual([])
    expect(inventory.tagReading?.problem).toBeUndefined()
    expect(Date.parse(inventory.tagReading?.at ?? '')).not.toBeNaN()
    expect(lab.vcenter.restSessions()).toBe(0)
  })

  it('come after the first inventory of a watch, which does not wait for them', async () => {
    const session = await connected()
    const stop = new AbortController()
    const seen: Inventory[] = []
    for await (const { inventory, state } of session.watchInventory(stop.signal)) {
      expect(['loading', 'ready']).toContain(state)
      if (inventory && inventory !== seen.at(-1)) seen.push(inventory)
      if (inventory?.tagReading) stop.abort()
    }
    expect(tagsOf(seen[0] as Inventory, 'db-01')).toBeUndefined()
    expect(tagsOf(seen.at(-1) as Inventory, 'db-01')).toEqual(DB)
    await session.close()
    expect(lab.vcenter.restSessions()).toBe(0)
  })

  it('change when they are read again', async () => {
    const session = await connected()
    const never = lab.estate.tags.find(({ name }) => name === 'never')
    const before = await read(session)
    const web = before.vms.find((vm) => vm.name === 'web-01')
    never?.vmIds.add(web?.id ?? '')
    onTestFinished(() => void never?.vmIds.delete(web?.id ?? ''))
    const after = await read(session)
    expect(tagsOf(after, 'web-01')?.map((tag) => tag.name)).toEqual(['Shop', 'never', 'Production'])
    expect(tagsOf(before, 'web-01')?.map((tag) => tag.name)).toEqual(['Shop', 'Production'])
  })

  it('are told to a user who sees a part of the estate', async () => {
    const operator = lab.estate.accounts.find((one) => one.username.startsWith('operator'))
    const inventory = await read(await connected(operator))
    expect(tagsOf(inventory, 'db-01')).toEqual(DB)
    expect(inventory.tagReading?.problem).toBeUndefined()
  })
})
