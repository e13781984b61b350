import { describe, expect, it } from 'vitest'
import { aDisk, aNic, aPlan, aTarget, aVm, anInventory } from '../../test/fixtures/inventory.ts'
import type { Vm } from '../inventory/model.ts'
import type { Target } from '../target/model.ts'
import { blockers, planConsequences } from './consequences.ts'
import type { PlanInput } from './model.ts'

const rules = (vm: Partial<Vm>, plan: Partial<PlanInput> = {}, target: Partial<Target> = {}) =>
  blockers(planConsequences(aPlan(plan), anInventory({ vms: [aVm(vm)] }), aTarget(target))).map(
    (one) => one.rule,
  )

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
    [
      'pci-passthrough',
      {
        devices: [
          { key: 1, kind: 'VirtualPCIPassthrough', label: 'PCI device 0', connected: true, backing: '' },
        ],
      },
    ],
    ['tools-missing', { tools: 'notInstalled' }],
    ['pod-network-twice', { nics: [aNic(), aNic({ key: 4001 })] }],
  ])('is blocked by %s', (rule, vm) => {
    expect(rules(vm)).toEqual([rule])
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
    const told = (hardPowerOff: boolean) =>
      planConsequences(aPlan({ options: { ...aPlan().options, hardPowerOff } }), inventory, aTarget())
        .findings
    expect(told(false).map((one) => one.rule)).toEqual(['tools-not-running'])
    expect(told(true)).toMatchObject([
      {
        rule: 'tools-not-running',
        category: 'Warning',
        message: expect.stringContaining('powered off hard') as string,
      },
    ])
  })

  it('names the VMs that share a BIOS UUID', () => {
    const twin = aVm({ id: 'vm-2', name: 'web-copy', disks: [] })
    const { findings } = planConsequences(aPlan(), anInventory({ vms: [aVm(), twin] }), aTarget())
    expect(findings).toMatchObject([{ rule: 'duplicate-bios-uuid', object: { name: 'web-01' } }])
    expect(findings[0]?.message).toContain('web-copy')
  })

  it('lets a VM without Tools pass when the plan may power off hard', () => {
    const options = { ...aPlan().options, hardPowerOff: true }
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
