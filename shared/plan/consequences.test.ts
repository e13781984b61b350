import { describe, expect, it } from 'vitest'
import {
  aDatastore,
  aDisk,
  aNetwork,
  aNic,
  aPlan,
  aTarget,
  aVm,
  anInventory,
} from '../../test/fixtures/inventory.ts'
import type { Vm, VmDevice } from '../inventory/model.ts'
import type { Target } from '../target/model.ts'
import { blockers, planConsequences } from './consequences.ts'
import type { PlanInput, PlanOptions } from './model.ts'

const rules = (vm: Partial<Vm>, plan: Partial<PlanInput> = {}, target: Partial<Target> = {}) =>
  blockers(planConsequences(aPlan(plan), anInventory({ vms: [aVm(vm)] }), aTarget(target))).map(
    (one) => one.rule,
  )

const aDevice = (kind: string): VmDevice => ({
  key: 1,
  kind,
  label: 'A device',
  connected: true,
  backing: '',
})

describe('planConsequences', () => {
  it('counts VMs, disks and bytes, and names who stops', () => {
    const vms = [
      aVm(),
      aVm({
        id: 'vm-2',
        name: 'db-01',
        uuid: 'b',
        powerState: 'poweredOff',
        disks: [aDisk({ file: 'db.vmdk' }), aDisk({ key: 2001, file: 'db_1.vmdk' })],
      }),
    ]
    const plan = aPlan({ vms: [{ vmId: 'vm-1' }, { vmId: 'vm-2' }] })
    expect(planConsequences(plan, anInventory({ vms }), aTarget())).toMatchObject({
      vmCount: 2,
      diskCount: 3,
      diskBytes: 3 * 64 * 2 ** 20,
      stopping: ['web-01'],
      renamed: [],
      createsNamespace: false,
      findings: [],
    })
  })

  it('finds nothing against a clean VM', () => {
    expect(rules({})).toEqual([])
  })

  it.each<[string, Partial<Vm>]>([
    ['vm-template', { isTemplate: true }],
    ['vm-not-connected', { connectionState: 'inaccessible' }],
    ['vm-suspended', { powerState: 'suspended' }],
    ['disk-none', { disks: [] }],
    ['disk-rdm', { disks: [aDisk({ rdm: 'physical' })] }],
    ['pci-passthrough', { devices: [aDevice('VirtualPCIPassthrough')] }],
    ['scsi-passthrough', { devices: [aDevice('VirtualSCSIPassthrough')] }],
    ['tools-missing', { tools: 'notInstalled' }],
    ['tools-missing', { tools: 'unknown' }],
    ['tools-not-running', { tools: 'notRunning' }],
    ['pod-network-twice', { nics: [aNic(), aNic({ key: 4001 })] }],
  ])('is blocked by %s', (rule, vm) => {
    expect(rules(vm)).toEqual([rule])
  })

  it('is blocked by a datastore that is not accessible', () => {
    const inventory = anInventory({ datastores: [aDatastore({ accessible: false })] })
    const found = blockers(planConsequences(aPlan(), inventory, aTarget()))
    expect(found.map((one) => one.rule)).toEqual(['disk-datastore-inaccessible'])
  })

  it.each<[string, Partial<Vm>]>([
    ['Warning disk-rdm', { disks: [aDisk({ rdm: 'virtual' })] }],
    ['Warning disk-shared', { disks: [aDisk({ shared: true })] }],
    ['Warning usb', { devices: [aDevice('VirtualUSB')] }],
    ['Warning cd-connected', { devices: [{ ...aDevice('VirtualCdrom'), backing: '[gold] a.iso' }] }],
    ['Warning nic-sriov', { nics: [aNic({ model: 'VirtualSriovEthernetCard' })] }],
    ['Warning tpm', { tpm: true }],
    ['Warning snapshot-consolidation', { consolidationNeeded: true }],
    ['Warning fault-tolerance', { faultTolerance: true }],
    ['Information snapshot-present', { snapshotCount: 1 }],
  ])('tells of %s and goes on', (rule, vm) => {
    const { findings } = planConsequences(aPlan(), anInventory({ vms: [aVm(vm)] }), aTarget())
    expect(findings.map((one) => `${one.category} ${one.rule}`)).toEqual([rule])
  })

  it('tells of an opaque network and goes on', () => {
    const inventory = anInventory({ networks: [aNetwork({ kind: 'opaque' })] })
    const { findings } = planConsequences(aPlan(), inventory, aTarget())
    expect(findings).toMatchObject([{ rule: 'nic-opaque-network', category: 'Warning' }])
  })

  it.each<[string, Partial<PlanInput>]>([
    ['plan-name', { name: 'Wave 1' }],
    ['target-namespace', { targetNamespace: 'Bad_NS' }],
    ['network-unmapped', { networkMap: [] }],
    [
      'network-attachment',
      { networkMap: [{ sourceId: 'network-1', target: { kind: 'multus', namespace: 'x', name: 'y' } }] },
    ],
    ['storage-unmapped', { storageMap: [] }],
    ['storage-class', { storageMap: [{ sourceId: 'datastore-1', storageClass: 'nope' }] }],
    ['target-name', { vms: [{ vmId: 'vm-1', targetName: 'Web 1' }] }],
    ['vm-gone', { vms: [{ vmId: 'vm-1' }, { vmId: 'vm-404' }] }],
  ])('is blocked by %s of the plan', (rule, plan) => {
    expect(rules({}, plan)).toEqual([rule])
  })

  it.each<[string, Partial<Target>]>([
    ['target-kubevirt', { kubevirtVersion: '' }],
    ['target-cdi', { cdiVersion: '' }],
    ['target-vddk-image', { vddkImage: '' }],
    ['target-name-taken', { virtualMachines: ['demo/web-01'] }],
  ])('is blocked by %s of the target', (rule, target) => {
    expect(rules({}, {}, target)).toEqual([rule])
  })

  it('tells a VM without Tools once: as the blocker, or as what a hard power-off does', () => {
    const inventory = anInventory({ vms: [aVm({ tools: 'notRunning' })] })
    const told = (onShutdownTimeout: PlanOptions['onShutdownTimeout']) =>
      planConsequences(aPlan({ options: { ...aPlan().options, onShutdownTimeout } }), inventory, aTarget())
        .findings
    expect(told('give-up').map((one) => one.rule)).toEqual(['tools-not-running'])
    expect(told('power-off')).toMatchObject([
      {
        rule: 'tools-not-running',
        category: 'Warning',
        message: expect.stringContaining('powered off hard') as string,
      },
    ])
  })

  it('names the VMs that share a BIOS UUID, which an older importer cannot tell apart', () => {
    const twin = aVm({ id: 'vm-2', name: 'web-copy', disks: [] })
    const told = (target: Partial<Target>) =>
      planConsequences(aPlan(), anInventory({ vms: [aVm(), twin] }), aTarget(target)).findings
    const found = { rule: 'duplicate-bios-uuid', object: { name: 'web-01' } }
    expect(told({})).toMatchObject([{ ...found, category: 'Information' }])
    expect(told({})[0]?.message).toContain('web-copy')
    expect(told({ cdiVersion: '1.65.0' })).toMatchObject([{ ...found, category: 'Critical' }])
  })

  it('lets a VM without Tools pass when the plan may power off hard', () => {
    const options = { ...aPlan().options, onShutdownTimeout: 'power-off' as const }
    expect(rules({ tools: 'notRunning' }, { options })).toEqual([])
  })

  it('does not mind a VM of that name in another namespace', () => {
    expect(rules({}, {}, { virtualMachines: ['legacy/web-01'] })).toEqual([])
  })

  it('shows a new name where Kubernetes refuses the old one', () => {
    const inventory = anInventory({ vms: [aVm({ name: 'Win 2019 (old)' })] })
    const { renamed, findings } = planConsequences(aPlan(), inventory, aTarget())
    expect(renamed).toEqual([{ from: 'Win 2019 (old)', to: 'win-2019-old' }])
    expect(findings).toEqual([])
  })

  it('says that a namespace will be made', () => {
    const plan = aPlan({ targetNamespace: 'brand-new' })
    expect(planConsequences(plan, anInventory(), aTarget()).createsNamespace).toBe(true)
  })
})
