import { describe, expect, it } from 'vitest'
import { aHost, aPlan, aStorageClass, aTarget, aVm } from '../../../../test/fixtures/inventory.ts'
import type { KeptImageProbe } from '../../../probe/kept.ts'
import type { Look } from '../../../probe/model.ts'
import type { PermissionGroup, PermissionReport, Right } from '../../../target/permissions.ts'
import type { Target } from '../../../target/model.ts'
import { judge, outcome, type Parts } from './test-support/judge.ts'
import { vddkCovers } from './vddk.ts'

const on = (change: Partial<Target>, parts: Parts = {}): Parts => ({ target: aTarget(change), ...parts })
const SIZES = [
  { cores: 8, memoryBytes: 2 ** 34 },
  { cores: 16, memoryBytes: 2 ** 33 },
]
const sized = on({ nodes: { total: 2, schedulable: 2, withKvm: 2, sizes: SIZES } })
const nodes = (total: number, schedulable: number, withKvm = schedulable) => ({
  nodes: { total, schedulable, withKvm },
})
const single = aStorageClass({ claimPropertySets: [{ volumeMode: 'Block', accessModes: ['ReadWriteOnce'] }] })
const chosen = (accessMode?: 'ReadWriteOnce' | 'ReadWriteMany') =>
  aPlan({
    storageMap: [
      { sourceId: 'datastore-1', storageClass: 'ceph-rbd-virt', ...(accessMode && { accessMode }) },
    ],
  })

describe('the target cluster', () => {
  it.each<[string, string, Parts, string]>([
    ['target-kubevirt', 'has it', on({}), ''],
    ['target-kubevirt', 'has none', on({ kubevirtVersion: '' }), 'found Critical'],
    ['target-kubevirt', 'is not known', {}, 'unknown Critical'],
    ['target-cdi', 'has it', on({ kubevirtVersion: '' }), ''],
    ['target-cdi', 'has none', on({ cdiVersion: '' }), 'found Critical'],
    ['target-kvm', 'has it', on({}), ''],
    ['target-kvm', 'has none', on(nodes(3, 3, 0)), 'found Warning'],
    ['target-kvm', 'is not known', {}, 'unknown Warning'],
    ['target-nodes', 'has some', sized, ''],
    ['target-nodes', 'has some of unknown size', on({}), 'unknown Critical'],
    ['target-nodes', 'is not known', {}, 'unknown Critical'],
    ['target-nodes', 'has none that are free', on(nodes(3, 0)), 'found Critical'],
    ['target-nodes', 'does not list them', on(nodes(0, 0)), 'unknown Critical'],
    ['target-sizing', 'is large enough', on({}), ''],
    [
      'target-sizing',
      'is full',
      on({ ...nodes(3, 1), virtualMachines: Array.from({ length: 200 }, (_, at) => `demo/vm-${at}`) }),
      'found Warning',
    ],
    [
      'target-sizing',
      'is just not full',
      on({ ...nodes(3, 1), virtualMachines: Array.from({ length: 199 }, (_, at) => `demo/vm-${at}`) }),
      '',
    ],
    ['target-sizing', 'is not known', {}, 'unknown Warning'],
    ['target-vddk-image', 'names an image', on({}), ''],
    ['target-vddk-image', 'names none', on({ vddkImage: '' }), 'found Critical'],
    [
      'target-vddk-image',
      'may name one',
      on({ vddkImage: '', vddkImageUnread: ['HyperConverged'] }),
      'unknown Critical',
    ],
    ['target-vddk-image', 'is not known', {}, 'unknown Critical'],
    ['storage-live-migration', 'offers a good class', on({}), ''],
    ['storage-live-migration', 'offers another', on({ storageClasses: [single] }), 'found Warning'],
    [
      'storage-live-migration',
      'offers one that CDI does not know',
      on({ storageClasses: [aStorageClass({ claimPropertySets: [] })] }),
      '',
    ],
    [
      'storage-live-migration',
      'is used in a lesser way',
      on({}, { plan: chosen('ReadWriteOnce') }),
      'found Warning',
    ],
    [
      'storage-live-migration',
      'is used in a better way',
      on({ storageClasses: [single] }, { plan: chosen('ReadWriteMany') }),
      '',
    ],
    [
      'storage-live-migration',
      'is used as it is',
      on({ storageClasses: [single] }, { plan: chosen() }),
      'found Warning',
    ],
    ['storage-live-migration', 'is not known', {}, 'unknown Warning'],
  ])('%s: one that %s', (rule, _, parts, expected) => {
    expect(outcome(rule, {}, parts)).toBe(expected)
  })

  it('speaks of the target where there is no plan, with the tool of its people', () => {
    const [finding] = judge('target-cdi', {}, on({ cdiVersion: '', platform: 'kubernetes' }))
    expect(finding?.object).toEqual({ kind: 'plan', id: 'target', name: 'Target cluster' })
    expect(finding?.commands).toEqual([{ tool: 'kubectl', command: 'kubectl get cdis -A' }])
    expect(finding?.evidence).toEqual([{ property: 'cdis.status.observedVersion', value: 'not set' }])
  })
})

it('says when more nodes are needed than one cluster is sized for', () => {
  const virtualMachines = Array.from({ length: 20_100 }, (_, at) => `demo/vm-${at}`)
  const [finding] = judge('target-sizing', {}, on({ ...nodes(300, 300), virtualMachines }))
  expect(finding?.message).toBe(
    'With these 20,101 VMs the cluster would need 101 nodes, more than the 100 that one cluster is sized for.',
  )
})

describe('the size of a VM', () => {
  it.each<[string, number, number, Parts, string]>([
    ['fits', 4096, 16, sized, ''],
    ['fits into the memory of a node, but not with what is added', 16_384, 2, sized, 'found Critical'],
    ['just fits', 15_500, 2, sized, ''],
    ['has too many processors', 4096, 17, sized, 'found Warning'],
    ['may fit on nodes that nobody knows', 2 ** 20, 512, on({}), ''],
    ['may fit on a target that nobody knows', 2 ** 20, 512, {}, 'unknown Critical'],
  ])('vm-larger-than-node: one that %s', (_, memoryMiB, cpuCount, parts, expected) => {
    expect(outcome('vm-larger-than-node', { vms: [aVm({ memoryMiB, cpuCount })] }, parts)).toBe(expected)
  })
})

const right = (state: Right['state']): Right => ({
  verb: 'create',
  resource: 'datavolumes.cdi.kubevirt.io',
  namespace: 'demo',
  state,
  reason: '',
  purpose: 'disks',
})
const group = (state: PermissionGroup['state'], required: boolean, rights: Right[]): PermissionGroup => ({
  use: 'migrate',
  title: '',
  required,
  state,
  message: 'Not all of it works.',
  rights,
})
const may = (...groups: PermissionGroup[]): Parts => ({
  permissions: { namespace: 'demo', user: '', groups } satisfies PermissionReport,
})

describe('rights on the target', () => {
  it.each<[string, Parts, string]>([
    ['all', may(group('works', true, [right('allowed')])), ''],
    ['not those to migrate', may(group('denied', true, [right('denied')])), 'found Critical'],
    ['not those of a convenience', may(group('partly', false, [right('denied')])), 'found Information'],
    ['nobody could say', may(group('unknown', true, [right('unknown')])), 'unknown Critical'],
    ['nobody asked', {}, 'unknown Critical'],
  ])('target-rights: %s', (_, parts, expected) => {
    expect(outcome('target-rights', {}, parts)).toBe(expected)
  })

  it('says where it asked, and why nobody could say', () => {
    const denied = { ...right('unknown'), reason: 'a plan tells' }
    const permissions = { namespace: '', user: '', groups: [group('unknown', true, [denied])] }
    expect(judge('target-rights', {}, { permissions })).toMatchObject([
      {
        message: 'Not all of it works. Asked for all namespaces at once.',
        evidence: [{ value: 'unknown: a plan tells' }],
        remedy: expect.stringContaining('Run the preflight for a plan') as string,
        commands: [{ command: expect.stringContaining('--all-namespaces') as string }],
      },
    ])
    expect(judge('target-rights', {}, may(group('denied', true, [right('denied')])))[0]?.message).toContain(
      'Asked in namespace demo.',
    )
  })

  it('says why they are not known', () => {
    const missing = { permissions: 'The cluster does not answer.' }
    expect(judge('target-rights', {}, { target: aTarget(), missing })).toMatchObject([
      {
        state: 'unknown',
        evidence: [{ property: 'permissions', value: 'The cluster does not answer.' }],
        remedy: 'Connect the target cluster, and look at the rights again.',
      },
    ])
  })
})

const look = (state: Look['state']): Look => ({ state, detail: state === 'failed' ? 'It failed.' : '' })
const image = (change: Partial<KeptImageProbe> = {}): Parts => ({
  vddkProbe: {
    ...{ at: '2026-01-02T03:04:05.678Z', targetUrl: 'https://api.example', namespace: 'demo' },
    image: 'registry.example/vddk:8',
    pull: look('ok'),
    library: look('ok'),
    libraryVersion: '8.0.3',
    ...change,
  },
})
const esxi = (version: string) => ({ hosts: [aHost({ version })] })

describe('VDDK', () => {
  it.each<[string, Parts, string]>([
    ['works', image(), ''],
    ['cannot be pulled', image({ pull: look('failed'), library: look('unknown') }), 'found Critical'],
    ['holds no library', image({ library: look('failed') }), 'found Critical'],
    ['was not looked at to the end', image({ library: look('pending') }), 'unknown Critical'],
    ['was not probed', {}, 'unknown Critical'],
  ])('vddk-image-broken: an image that %s', (_, parts, expected) => {
    expect(outcome('vddk-image-broken', {}, parts)).toBe(expected)
  })

  it.each([
    ['8.0.3', '8.0.2', ''],
    ['8.0.3', '6.7.0', ''],
    ['8.0.3', '6.5.0', 'found Critical'],
    ['7.0.3', '6.5.0', ''],
    ['7.0.3', '9.0.0', 'found Critical'],
    ['9.0.1', '6.7.0', 'found Critical'],
    ['9.0.1', '9.1.0', ''],
    ['6.7.3', '6.7.0', 'unknown Critical'],
    ['', '8.0.2', 'unknown Critical'],
    ['8.0.3', '', 'unknown Critical'],
  ])('vddk-release: %s with ESXi %s', (libraryVersion, version, expected) => {
    expect(outcome('vddk-release', esxi(version), image({ libraryVersion }))).toBe(expected)
  })

  it('needs the probe, and hosts that run something', () => {
    expect(outcome('vddk-release', esxi('5.5'))).toBe('unknown Critical')
    expect(outcome('vddk-release', { ...esxi('5.5'), vms: [aVm({ isTemplate: true })] }, image())).toBe('')
  })

  it('takes a library for its release, not for one that begins alike', () => {
    expect(vddkCovers('8.0')?.library).toBe('8.0')
    expect(vddkCovers('90.1')).toBeUndefined()
  })
})
