import { describe, expect, it } from 'vitest'
import { createHarness } from './test-support/harness.ts'
import {
  arrayValue,
  failedInfo,
  readsFrom,
  startsTask,
  taskObject,
  type ScriptedObjects,
} from './test-support/scripted-objects.ts'
import { fault, type Script } from './test-support/scripted-vcenter.ts'

const { open } = createHarness()

const NEW = { name: 'palletjack-1', description: 'for a test', quiesce: false }

const node = (id: string, name: string, children = '') =>
  `<rootSnapshotList><snapshot type="VirtualMachineSnapshot">${id}</snapshot><vm type="VirtualMachine">vm-1</vm>` +
  `<name>${name}</name><createTime>2026-03-04T05:06:07+02:00</createTime><quiesced>true</quiesced>${children}</rootSnapshotList>`

/** A VM without snapshots; `script` says what becomes of the calls. */
async function world(script: (objects: ScriptedObjects) => Script) {
  const objects: ScriptedObjects = new Map()
  objects.set('vm-1', { type: 'VirtualMachine', properties: { name: 'web' } })
  return { objects, ...(await open({ ...readsFrom(objects), ...script(objects) })) }
}

function addSnapshot(objects: ScriptedObjects, id: string, name: string): void {
  objects.set('vm-1', {
    type: 'VirtualMachine',
    properties: { ...objects.get('vm-1')?.properties, snapshot: node(id, name) },
  })
  objects.set(id, { type: 'VirtualMachineSnapshot', properties: { 'config.name': 'web%2f01' } })
}

const success = (result = '') => taskObject(`<state>success</state>${result}`)
const made = '<result type="VirtualMachineSnapshot" xsi:type="ManagedObjectReference">snapshot-7</result>'

describe('creating a snapshot', () => {
  it('answers with its id, without memory', async () => {
    const { session, server } = await world((objects) => ({
      CreateSnapshot_Task: startsTask('CreateSnapshot_Task', () => objects.set('task-1', success(made))),
    }))
    expect(await session.createSnapshot('vm-1', { ...NEW, quiesce: true })).toEqual({
      ok: true,
      value: 'snapshot-7',
    })
    const { body } = server.calls.find((call) => call.method === 'CreateSnapshot_Task')!
    expect(body).toContain(
      '<name>palletjack-1</name><description>for a test</description><memory>false</memory><quiesce>true</quiesce>',
    )
  })

  it('takes the one that has the name already', async () => {
    const { session, server, objects } = await world(() => ({}))
    addSnapshot(objects, 'snapshot-3', NEW.name)
    expect(await session.createSnapshot('vm-1', NEW)).toEqual({ ok: true, value: 'snapshot-3' })
    expect(server.count('CreateSnapshot_Task')).toBe(0)
  })

  it('waits for the task of an earlier call, which makes it', async () => {
    const { session, server, objects } = await world((all) => {
      const reads = readsFrom(all)
      let looks = 0
      return {
        RetrievePropertiesEx: (call) => {
          if (call.body.includes('task-9') && ++looks === 3) {
            all.set('task-9', success())
            addSnapshot(all, 'snapshot-4', NEW.name)
          }
          return reads['RetrievePropertiesEx']!(call)
        },
      }
    })
    const running = '<descriptionId>VirtualMachine.createSnapshot</descriptionId><state>running</state>'
    objects.set('task-9', taskObject(running))
    const recent = ['task-8', 'task-9'].map(
      (id) => `<ManagedObjectReference type="Task">${id}</ManagedObjectReference>`,
    )
    objects.get('vm-1')!.properties['recentTask'] = arrayValue('ManagedObjectReference', recent.join(''))
    expect(await session.createSnapshot('vm-1', NEW)).toEqual({ ok: true, value: 'snapshot-4' })
    expect(server.count('CreateSnapshot_Task')).toBe(0)
  })

  it('finds what was made although the connection broke', async () => {
    const { session, server } = await world((objects) => ({
      CreateSnapshot_Task: () => (response) => {
        addSnapshot(objects, 'snapshot-5', NEW.name)
        response.socket?.destroy()
      },
    }))
    expect(await session.createSnapshot('vm-1', NEW)).toEqual({ ok: true, value: 'snapshot-5' })
    expect(server.count('CreateSnapshot_Task')).toBe(1)
  })

  it('does not send what XML cannot carry', async () => {
    const { session, server } = await world(() => ({}))
    expect(await session.createSnapshot('vm-1', { ...NEW, description: 'bell \u0007' })).toMatchObject({
      ok: false,
      problem: { code: 'vsphere.unsendable-text' },
    })
    expect(server.count('CreateSnapshot_Task')).toBe(0)
  })

  it('finds it when a host has forgotten the task', async () => {
    const { session } = await world((objects) => ({
      CreateSnapshot_Task: startsTask('CreateSnapshot_Task', () =>
        addSnapshot(objects, 'snapshot-6', NEW.name),
      ),
    }))
    expect(await session.createSnapshot('vm-1', NEW)).toEqual({ ok: true, value: 'snapshot-6' })
  })

  it.each([
    ['ApplicationQuiesceFault', 'No writers.', true, 'vsphere.quiesce-failed'],
    ['SnapshotFault', 'Failed to quiesce the virtual machine.', true, 'vsphere.quiesce-failed'],
    ['ToolsUnavailable', 'Tools are not running.', true, 'vsphere.quiesce-failed'],
    ['TooManySnapshotLevels', 'Limit of 32.', false, 'vsphere.too-many-snapshots'],
    ['SnapshotFault', 'Something.', true, 'vsphere.snapshot-failed'],
  ])('that fails with %s (%s)', async (name, message, quiesce, code) => {
    const { session } = await world((objects) => ({
      CreateSnapshot_Task: startsTask('CreateSnapshot_Task', () =>
        objects.set('task-1', taskObject(failedInfo(name, message))),
      ),
    }))
    expect(await session.createSnapshot('vm-1', { ...NEW, quiesce })).toMatchObject({
      ok: false,
      problem: {
        code,
        message: `Snapshot "palletjack-1" of VM "web" failed: ${message}`,
        detail: `${name}: ${message}`,
      },
    })
  })
})

describe('snapshots of a VM', () => {
  it('are a list, parents first', async () => {
    const { session, objects } = await world(() => ({}))
    const child = node('snapshot-2', 'two').replaceAll('rootSnapshotList', 'childSnapshotList')
    const current = '<currentSnapshot type="VirtualMachineSnapshot">snapshot-2</currentSnapshot>'
    objects.get('vm-1')!.properties['snapshot'] = current + node('snapshot-1', 'one', child)
    const shared = { createdAt: '2026-03-04T03:06:07.000Z', quiesced: true }
    expect(await session.snapshots('vm-1')).toEqual({
      ok: true,
      value: [
        { id: 'snapshot-1', name: 'one', current: false, ...shared },
        { id: 'snapshot-2', name: 'two', parentId: 'snapshot-1', current: true, ...shared },
      ],
    })
  })

  it('are removed without their children, and one that is gone is fine', async () => {
    const { session, server, objects } = await world((all) => ({
      RemoveSnapshot_Task: startsTask('RemoveSnapshot_Task', () => all.delete('snapshot-1')),
    }))
    addSnapshot(objects, 'snapshot-1', 'one')
    expect(await session.removeSnapshot('snapshot-1')).toEqual({ ok: true, value: undefined })
    expect(await session.removeSnapshot('snapshot-1')).toEqual({ ok: true, value: undefined })
    expect(server.count('RemoveSnapshot_Task')).toBe(1)
    const { body } = server.calls.find((call) => call.method === 'RemoveSnapshot_Task')!
    expect(body).toContain('<removeChildren>false</removeChildren><consolidate>true</consolidate>')
  })

  it('say whose removal failed', async () => {
    const { session, objects } = await world(() => ({
      RemoveSnapshot_Task: () => fault('TaskInProgress', 'Another task is in progress.'),
    }))
    addSnapshot(objects, 'snapshot-1', 'one')
    expect(await session.removeSnapshot('snapshot-1')).toMatchObject({
      ok: false,
      problem: {
        code: 'vsphere.task-in-progress',
        message: 'Removal of snapshot snapshot-1 of VM "web/01" failed: Another task is in progress.',
      },
    })
  })
})

describe('consolidation', () => {
  it('is asked for only where vSphere sees a need', async () => {
    const { session, server, objects } = await world((all) => ({
      ConsolidateVMDisks_Task: startsTask('ConsolidateVMDisks_Task', () => all.set('task-1', success())),
    }))
    const { properties } = objects.get('vm-1')!
    properties['runtime.consolidationNeeded'] = 'false'
    expect(await session.consolidateDisks('vm-1')).toEqual({ ok: true, value: undefined })
    expect(server.count('ConsolidateVMDisks_Task')).toBe(0)
    properties['runtime.consolidationNeeded'] = 'true'
    expect(await session.consolidateDisks('vm-1')).toEqual({ ok: true, value: undefined })
    expect(server.count('ConsolidateVMDisks_Task')).toBe(1)
  })
})
