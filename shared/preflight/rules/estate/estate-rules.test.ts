import { describe, expect, it } from 'vitest'
import {
  aCluster,
  aDatastore,
  aDisk,
  aHost,
  aNetwork,
  anInventory,
  aPlan,
  aTarget,
  aVm,
} from '../../../../test/fixtures/inventory.ts'
import type { Cluster, ClusterRule, Datastore, Inventory, Network } from '../../../inventory/model.ts'
import type { MissingPrivileges } from '../../../provider/checks.ts'
import { judge, outcome, type Parts } from './test-support/judge.ts'

const network = (change: Partial<Network>): Partial<Inventory> => ({ networks: [aNetwork(change)] })
const unused = { vms: [aVm({ nics: [], networkIds: ['network-1'] })] }
const strict = { promiscuous: false, forgedTransmits: false, macChanges: false }

describe('networks', () => {
  it.each<[string, string, Partial<Inventory>, string]>([
    ['network-trunk', 'is a trunk', network({ kind: 'distributed', vlanTrunk: '10-20' }), 'found Warning'],
    ['network-trunk', 'has VLAN 4095', network({ vlan: 4095 }), 'found Warning'],
    ['network-trunk', 'has one VLAN', network({ vlan: 110 }), ''],
    ['network-trunk', 'is a trunk for nobody', { ...network({ vlan: 4095 }), ...unused }, ''],
    ['network-trunk', 'cannot be told', { unknown: ['networks.vlanTrunk'] }, 'unknown Warning'],
    ['network-security-relaxed', 'is strict', network(strict), ''],
    ['network-security-relaxed', 'forges', network({ ...strict, forgedTransmits: true }), 'found Warning'],
    ['network-security-relaxed', 'tells nothing', network({}), 'unknown Warning'],
    ['network-security-relaxed', 'tells half', network({ promiscuous: false }), 'unknown Warning'],
    ['network-security-relaxed', 'is NSX', network({ kind: 'opaque' }), ''],
    ['network-security-relaxed', 'has no card', { ...network({}), ...unused }, ''],
    ['network-security-relaxed', 'cannot be told', { unknown: ['networks.macChanges'] }, 'unknown Warning'],
  ])('%s: one that %s', (rule, _, change, expected) => {
    expect(outcome(rule, change)).toBe(expected)
  })
})

const TIB = 2 ** 40
const store = (change: Partial<Datastore>): Partial<Inventory> => ({ datastores: [aDatastore(change)] })
const big = [
  aVm({ disks: [aDisk({ capacityBytes: TIB })] }),
  aVm({ id: 'vm-2', disks: [aDisk({ capacityBytes: TIB })] }),
]

describe('datastores', () => {
  it.each<[string, string, Partial<Inventory>, Parts, string]>([
    ['datastore-state', 'is well', store({}), {}, ''],
    ['datastore-state', 'is gone', store({ accessible: false }), {}, 'found Critical'],
    [
      'datastore-state',
      'is in maintenance',
      store({ maintenanceMode: 'inMaintenance' }),
      {},
      'found Critical',
    ],
    [
      'datastore-state',
      'is gone and holds no disk',
      { ...store({ accessible: false }), vms: [aVm({ disks: [] })] },
      {},
      '',
    ],
    ['datastore-state', 'cannot be told', { unknown: ['datastores.accessible'] }, {}, 'unknown Critical'],
    ['datastore-snapshot-headroom', 'has room', store({}), {}, ''],
    [
      'datastore-snapshot-headroom',
      'has less than a tenth',
      store({ freeBytes: 0.09 * TIB }),
      {},
      'found Critical',
    ],
    [
      'datastore-snapshot-headroom',
      'has a fifth of the largest VM',
      { ...store({ freeBytes: 0.21 * TIB }), vms: big },
      {},
      '',
    ],
    [
      'datastore-snapshot-headroom',
      'has less than that',
      { ...store({ freeBytes: 0.19 * TIB }), vms: big },
      {},
      'found Critical',
    ],
    ['datastore-snapshot-headroom', 'has no size', store({ capacityBytes: 0 }), {}, 'unknown Critical'],
    [
      'datastore-snapshot-headroom',
      'cannot be told',
      { unknown: ['datastores.freeBytes'] },
      {},
      'unknown Critical',
    ],
    [
      'datastore-snapshot-headroom',
      'is full, for a cold plan',
      store({ freeBytes: 0 }),
      { plan: aPlan() },
      '',
    ],
    ['vsan-needs-vddk', 'is vSAN, with an image', store({ type: 'vsan' }), { target: aTarget() }, ''],
    [
      'vsan-needs-vddk',
      'is vSAN, without',
      store({ type: 'vsan' }),
      { target: aTarget({ vddkImage: '' }) },
      'found Critical',
    ],
    [
      'vsan-needs-vddk',
      'is vSAN, image unread',
      store({ type: 'vsan' }),
      { target: aTarget({ vddkImage: '', vddkImageUnread: ['HyperConverged'] }) },
      'unknown Critical',
    ],
    ['vsan-needs-vddk', 'is VMFS', store({}), { target: aTarget({ vddkImage: '' }) }, ''],
    ['vsan-needs-vddk', 'is vSAN, without a target', store({ type: 'vsan' }), {}, 'unknown Critical'],
  ])('%s: one that %s', (rule, _, change, parts, expected) => {
    expect(outcome(rule, change, parts)).toBe(expected)
  })
})

const about = (change: Partial<Inventory['about']>): Partial<Inventory> => ({
  about: { ...anInventory().about, ...change },
})
const lacks = (use: string, ...privileges: string[]): MissingPrivileges => ({
  use,
  missing: privileges.map((privilege) => ({ privilege, objects: ['DC1'], count: 1 })),
})
const rights = (...privileges: MissingPrivileges[]): Parts => ({ privileges })
const SNAPSHOT = 'VirtualMachine.State.CreateSnapshot'
const READ = 'VirtualMachine.Provisioning.DiskRandomRead'

describe('the source', () => {
  it.each<[string, string, Partial<Inventory>, Parts, string]>([
    ['vsphere-version', '8.0', {}, {}, ''],
    ['vsphere-version', '6.0', about({ apiVersion: '6.0' }), {}, 'found Critical'],
    ['vsphere-version', '6.5', about({ apiVersion: '6.5' }), {}, ''],
    ['vsphere-version', 'nothing', about({ apiVersion: '', version: '' }), {}, 'unknown Critical'],
    ['vsphere-version', 'cannot tell', { unknown: ['about.apiVersion'] }, {}, 'unknown Critical'],
    ['host-licence', 'a vCenter', {}, {}, ''],
    ['host-licence', 'a host', about({ apiType: 'HostAgent' }), {}, 'unknown Critical'],
    ['privileges-inventory', 'all', {}, rights(lacks('inventory')), ''],
    ['privileges-inventory', 'no reading', {}, rights(lacks('inventory', 'System.Read')), 'found Critical'],
    ['privileges-cold', 'no disks', {}, rights(lacks('cold', READ)), 'found Warning'],
    ['privileges-cold', 'nobody asked', {}, {}, 'unknown Warning'],
    ['privileges-warm', 'no snapshots', {}, rights(lacks('warm', SNAPSHOT)), 'found Warning'],
    ['privileges-warm', 'no more than cold lacks', {}, rights(lacks('cold', READ), lacks('warm', READ)), ''],
    [
      'privileges-host-edit',
      'no services',
      {},
      rights(lacks('host-edit', 'Host.Config.NetService')),
      'found Information',
    ],
  ])('%s: %s', (rule, _, change, parts, expected) => {
    expect(outcome(rule, change, parts)).toBe(expected)
  })

  it('names each privilege and where it is missing', () => {
    const [finding] = judge('privileges-cold', {}, rights(lacks('cold', READ)))
    expect(finding?.evidence).toEqual([{ property: READ, value: 'missing on DC1' }])
    expect(finding?.commands[0]?.command).toBe(`govc role.update -a ROLE ${READ}`)
  })
})

const cluster = (change: Partial<Cluster>): Partial<Inventory> => ({ clusters: [aCluster(change)] })
const aRule = (change: Partial<ClusterRule> = {}): ClusterRule => ({
  name: 'apart',
  kind: 'apart',
  enabled: true,
  mandatory: false,
  vmIds: ['vm-1', 'vm-9'],
  hostIds: [],
  ...change,
})
const promised = (memoryMiB: number, cpuCount: number): Partial<Inventory> => ({
  vms: [aVm({ memoryMiB, cpuCount })],
})

describe('clusters', () => {
  it.each<[string, string, Partial<Inventory>, string]>([
    ['cluster-power-management', 'is on', cluster({ powerManagement: true }), 'found Information'],
    ['cluster-power-management', 'is off', cluster({}), ''],
    ['cluster-power-management', 'is on for nobody', { ...cluster({ powerManagement: true }), vms: [] }, ''],
    [
      'cluster-power-management',
      'cannot be told',
      { unknown: ['clusters.powerManagement'] },
      'unknown Information',
    ],
    ['cluster-drs', 'is on', cluster({}), 'found Information'],
    ['cluster-drs', 'is off', cluster({ drs: false }), ''],
    ['cluster-drs', 'cannot be told', { unknown: ['clusters.drs'] }, 'unknown Information'],
    ['cluster-rules-lost', 'keeps apart', cluster({ rules: [aRule()] }), 'found Information'],
    ['cluster-rules-lost', 'is off', cluster({ rules: [aRule({ enabled: false })] }), ''],
    ['cluster-rules-lost', 'is about others', cluster({ rules: [aRule({ vmIds: ['vm-9'] })] }), ''],
    ['cluster-rules-lost', 'is of another kind', cluster({ rules: [aRule({ kind: 'other' })] }), ''],
    ['cluster-rules-lost', 'cannot be told', { unknown: ['clusters.rules'] }, 'unknown Information'],
    ['cluster-overcommitment', 'is modest', {}, ''],
    ['cluster-overcommitment', 'promises too much memory', promised(2 ** 19, 2), 'found Information'],
    ['cluster-overcommitment', 'promises too many processors', promised(2048, 65), 'found Information'],
    [
      'cluster-overcommitment',
      'has hosts of no size',
      { hosts: [aHost({ cpuCores: 0 })] },
      'unknown Information',
    ],
    ['cluster-overcommitment', 'cannot be told', { unknown: ['hosts.cpuCores'] }, 'unknown Information'],
  ])('%s: one that %s', (rule, _, change, expected) => {
    expect(outcome(rule, change)).toBe(expected)
  })

  it('names the VMs of a rule and the rule', () => {
    const [finding] = judge(
      'cluster-rules-lost',
      cluster({ rules: [aRule({ name: 'a b', mandatory: true })] }),
    )
    expect(finding?.id).toBe('cluster-rules-lost:cluster-1:a b')
    expect(finding?.message).toBe('The rule a b keeps them apart: web-01.')
  })
})
