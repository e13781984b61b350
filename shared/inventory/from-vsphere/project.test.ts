import { describe, expect, it } from 'vitest'
import { createProjector } from './project.ts'
import { card, context, estate, folder, object, record, ref, vm } from './test-support/estate.ts'

const web = record('B', { port: record('P', { portgroupKey: 'dvportgroup-key-1' }) })

describe('projecting again', () => {
  const first = vm('vm-1', { name: 'one', 'config.hardware.device': [card(web)] })
  const second = vm('vm-2', { name: 'two', parent: ref('Folder', 'group-v10') })
  const without = (id: string) => estate.filter((item) => item.ref.value !== id)

  it('keeps what has not changed, to be compared by identity', async () => {
    const projector = createProjector()
    const before = await projector.project([...estate, first, second], context)
    // Every object is read again, and says the same.
    const again = await projector.project(structuredClone([...estate, first, second]), context)
    const lists = ['folders', 'clusters', 'hosts', 'datastores', 'networks', 'switches', 'vms'] as const
    for (const name of lists) expect(again[name]).toBe(before[name])
  })

  it('makes anew only what has changed', async () => {
    const projector = createProjector()
    const before = await projector.project([...estate, first, second], context)
    const fuller = object('Datastore', 'datastore-2', { name: 'new' })
    const after = await projector.project([...estate, fuller, first, vm('vm-2', { name: '2' })], context)
    expect(after.vms[0]).toBe(before.vms[0])
    expect(after.vms[1]?.name).toBe('2')
    expect(after.datastores[0]).toBe(before.datastores[0])
    expect(after.datastores).toHaveLength(2)
    expect(after.hosts).toBe(before.hosts)
  })

  it('does not project VMs again when a network or a folder comes that they do not use', async () => {
    const projector = createProjector()
    const before = await projector.project([...estate, first, second], context)
    const more = [
      object('DistributedVirtualPortgroup', 'dvportgroup-7', { name: 'New', key: 'dvportgroup-7' }),
      folder('group-v77', 'New', ref('Folder', 'group-v10')),
    ]
    const after = await projector.project([...estate, ...more, first, second], context)
    expect(after.networks).toHaveLength(before.networks.length + 1)
    expect(after.vms).toBe(before.vms)
  })

  it('projects a VM again when its network comes or goes', async () => {
    const projector = createProjector()
    await projector.project([...estate, first, second], context)
    const gone = await projector.project([...without('dvportgroup-1'), first, second], context)
    expect(gone.vms[0]?.nics[0]).not.toHaveProperty('networkId')
    const back = await projector.project([...estate, first, second], context)
    expect(back.vms[0]?.nics[0]?.networkId).toBe('dvportgroup-1')
    expect(back.vms[1]).toBe(gone.vms[1])
  })

  it('projects the VMs in a renamed folder again, and those only', async () => {
    const projector = createProjector()
    const before = await projector.project([...estate, first, second], context)
    const renamed = folder('group-v10', 'Prod', ref('Folder', 'group-v3'))
    const after = await projector.project([...without('group-v10'), renamed, first, second], context)
    expect(after.vms[1]?.path).toBe('EU/DC1/Prod')
    expect(after.vms[0]).toBe(before.vms[0])
  })

  it('gives way about every 50 VMs of work', async () => {
    const many = Array.from({ length: 500 }, (_, i) => vm(`vm-${i}`, { name: `vm-${i}` }))
    const projector = createProjector()
    let breaths = 0
    const breathe = () => {
      breaths++
      return Promise.resolve()
    }
    await projector.project(many, context, breathe)
    expect(breaths).toBeGreaterThanOrEqual(9)
    expect(breaths).toBeLessThanOrEqual(11)
    breaths = 0
    await projector.project(many, context, breathe)
    expect(breaths).toBe(0)
  })
})
