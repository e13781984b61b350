import { describe, expect, it } from 'vitest'
import { createHarness } from './test-support/harness.ts'
import {
  arrayValue,
  readsFrom,
  startsTask,
  taskObject,
  type ScriptedObjects,
} from './test-support/scripted-objects.ts'
import { fault, returned, type Answer, type Call, type Script } from './test-support/scripted-vcenter.ts'

const { open } = createHarness()

const disk = (key: number, capacity: string, backing: string) =>
  `<VirtualDevice xsi:type="VirtualDisk"><key>${key}</key><backing xsi:type="VirtualDiskFlatVer2BackingInfo">` +
  `<fileName>[ds] web/web.vmdk</fileName>${backing}</backing>${capacity}</VirtualDevice>`

const DEVICES = arrayValue(
  'VirtualDevice',
  '<VirtualDevice xsi:type="VirtualVmxnet3"><key>4000</key></VirtualDevice>' +
    disk(
      2000,
      '<capacityInKB>1</capacityInKB><capacityInBytes>1000</capacityInBytes>',
      '<changeId>52 a/4</changeId>',
    ) +
    disk(2001, '<capacityInKB>2</capacityInKB>', ''),
)

async function world(script: Script, objects: ScriptedObjects = new Map()) {
  objects.set('snapshot-1', {
    type: 'VirtualMachineSnapshot',
    properties: { 'config.hardware.device': DEVICES },
  })
  return { objects, ...(await open({ ...readsFrom(objects), ...script })) }
}

const QUERY = { vmId: 'vm-1', snapshotId: 'snapshot-1', diskKey: 2000, changeId: '52 a/3' }

const changes = (startOffset: number, length: number, ...areas: [start: number, length: number][]) =>
  returned(
    'QueryChangedDiskAreas',
    `<returnval><startOffset>${startOffset}</startOffset><length>${length}</length>` +
      areas
        .map(([from, size]) => `<changedArea><start>${from}</start><length>${size}</length></changedArea>`)
        .join('') +
      '</returnval>',
  )

const offsetOf = (call: Call) => Number(/<startOffset>(\d+)</.exec(call.body)?.[1])

describe('change ids', () => {
  it('are those of the disks that have one', async () => {
    const { session } = await world({})
    expect(await session.changeIds('snapshot-1')).toEqual({ ok: true, value: new Map([[2000, '52 a/4']]) })
    expect(await session.snapshotDisks('snapshot-1')).toMatchObject({
      ok: true,
      value: [
        { key: 2000, capacityBytes: 1000 },
        { key: 2001, capacityBytes: 2048 },
      ],
    })
    expect(await session.changeIds('snapshot-2')).toMatchObject({
      ok: false,
      problem: { code: 'vsphere.not-found' },
    })
  })
})

describe('changed areas', () => {
  it('are asked for until the end of the disk, in order and joined', async () => {
    const { session, server } = await world({
      QueryChangedDiskAreas: (call) =>
        ({
          0: changes(0, 600, [500, 100], [0, 10], [10, 20]),
          600: changes(600, 300, [600, 50]),
          900: changes(900, 100),
        })[offsetOf(call)] ?? fault('InvalidArgument', 'startOffset'),
    })
    expect(await session.changedAreas(QUERY)).toEqual({
      ok: true,
      value: {
        capacityBytes: 1000,
        areas: [
          { start: 0, length: 30 },
          { start: 500, length: 150 },
        ],
      },
    })
    expect(server.count('QueryChangedDiskAreas')).toBe(3)
    const asked = server.calls.find((call) => call.method === 'QueryChangedDiskAreas')!
    expect(asked.body).toContain(
      '<snapshot type="VirtualMachineSnapshot">snapshot-1</snapshot><deviceKey>2000</deviceKey>' +
        '<startOffset>0</startOffset><changeId>52 a/3</changeId>',
    )
  })

  it('go on where they were after a lost session', async () => {
    const { session, server } = await world({
      QueryChangedDiskAreas: (call) => {
        if (offsetOf(call) === 0) return changes(0, 500, [0, 1])
        return call.cookie?.includes('session-2')
          ? changes(500, 500, [999, 1])
          : fault('NotAuthenticated', 'Not any more.')
      },
    })
    expect(await session.changedAreas(QUERY)).toMatchObject({
      ok: true,
      value: {
        areas: [
          { start: 0, length: 1 },
          { start: 999, length: 1 },
        ],
      },
    })
    expect(server.count('QueryChangedDiskAreas')).toBe(3)
  })

  it.each<[string, Answer]>([
    ['that is negative', changes(0, 1000, [-1, 5])],
    ['beyond the disk', changes(0, 1000, [990, 11])],
    [
      'that is no number',
      returned(
        'Q',
        '<returnval><startOffset>0</startOffset><length>1000</length><changedArea><start>x</start><length>1</length></changedArea></returnval>',
      ),
    ],
    ['after a gap', changes(10, 990)],
    ['without progress', changes(0, 0)],
    ['without content', returned('Q', '')],
  ])('are not used with an area or an answer %s', async (_, answer) => {
    const { session } = await world({ QueryChangedDiskAreas: () => answer })
    expect(await session.changedAreas(QUERY)).toMatchObject({
      ok: false,
      problem: { code: 'vsphere.changed-areas-unusable', remedy: 'Copy the whole disk again.' },
    })
  })

  it.each<[string, Answer, string]>([
    ['FileFault', fault('FileFault', 'Error caused by file x.vmdk'), 'change-history-invalid'],
    [
      'a foreign change id',
      fault(
        'InvalidArgument',
        'A specified parameter was not correct: changeId',
        '<invalidProperty>changeId</invalidProperty>',
      ),
      'change-history-invalid',
    ],
    [
      'a missing tracking file',
      fault('FileNotFound', 'Not found', '<file>[ds] web/web-ctk.vmdk</file>'),
      'change-history-invalid',
    ],
    [
      'noEpoch in a message key',
      fault('GenericVmConfigFault', 'Failed.', '<faultMessage><key>msg.cbt.noEpoch</key></faultMessage>'),
      'change-history-invalid',
    ],
    ['cannotGetChanges', fault('SystemError', 'vim.fault.cannotGetChanges'), 'change-history-invalid'],
    [
      'another argument',
      fault(
        'InvalidArgument',
        'A specified parameter was not correct.',
        '<invalidProperty>deviceKey</invalidProperty>',
      ),
      'invalid-argument',
    ],
    ['a locked file', fault('FileLocked', 'Locked', '<file>[ds] web/web.vmdk</file>'), 'file-locked'],
  ])('with %s', async (_, answer, code) => {
    const { session } = await world({ QueryChangedDiskAreas: () => answer })
    expect(await session.changedAreas(QUERY)).toMatchObject({
      ok: false,
      problem: { code: `vsphere.${code}` },
    })
  })

  it('are not there for a disk that the snapshot lacks', async () => {
    const { session } = await world({})
    expect(await session.changedAreas({ ...QUERY, diskKey: 2009 })).toMatchObject({
      ok: false,
      problem: { code: 'vsphere.not-found', message: 'Snapshot snapshot-1 of VM vm-1 has no disk 2009.' },
    })
  })

  it('stop when the caller gives up', async () => {
    const stop = new AbortController()
    const { session } = await world({
      QueryChangedDiskAreas: () => {
        stop.abort()
        return changes(0, 1)
      },
    })
    expect(await session.changedAreas(QUERY, stop.signal)).toMatchObject({
      ok: false,
      problem: { code: 'vsphere.canceled' },
    })
  })
})

describe('change tracking', () => {
  it('is switched on once, and not on hardware that has none', async () => {
    const objects: ScriptedObjects = new Map()
    const properties: Record<string, string> = { name: 'web', 'config.version': 'vmx-13' }
    objects.set('vm-1', { type: 'VirtualMachine', properties })
    const { session, server } = await world(
      {
        ReconfigVM_Task: startsTask('ReconfigVM_Task', () => {
          properties['config.changeTrackingEnabled'] = 'true'
          objects.set('task-1', taskObject('<state>success</state>'))
        }),
      },
      objects,
    )
    expect(await session.setChangeTracking('vm-1', true)).toEqual({ ok: true, value: undefined })
    expect(await session.setChangeTracking('vm-1', true)).toEqual({ ok: true, value: undefined })
    expect(server.count('ReconfigVM_Task')).toBe(1)
    const { body } = server.calls.find((call) => call.method === 'ReconfigVM_Task')!
    expect(body).toContain('<spec><changeTrackingEnabled>true</changeTrackingEnabled></spec>')
    properties['config.changeTrackingEnabled'] = 'false'
    properties['config.version'] = 'vmx-04'
    expect(await session.setChangeTracking('vm-1', true)).toMatchObject({
      ok: false,
      problem: { code: 'vsphere.change-tracking-unsupported' },
    })
  })
})
