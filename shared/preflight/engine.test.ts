import { expect, it } from 'vitest'
import { aDisk, aHost, anInventory, aPlan, aVm } from '../../test/fixtures/inventory.ts'
import { createFacts, evaluate, verdictsOf, type RawFinding } from './engine.ts'
import { rule, type Facts, type Rule } from './rule.ts'

const base = {
  category: 'Warning',
  question: 'Is it fine?',
  applies: 'both',
  catalogue: [],
  docs: { title: 'Title', url: 'https://example.org' },
  needs: [],
  remedy: 'Mend it.',
} as const

const suspended = rule({
  ...base,
  id: 'suspended',
  scope: 'vm',
  category: 'Critical',
  evaluate: (vm) =>
    vm.powerState === 'suspended'
      ? [{ message: 'It is.', evidence: [{ property: 'runtime.powerState', value: vm.powerState }] }]
      : [],
})

const perDisk = rule({
  ...base,
  id: 'per-disk',
  scope: 'vm',
  applies: 'warm',
  needs: ['vms.disks.mode'],
  evaluate: (vm) => vm.disks.map((disk) => ({ part: `${disk.key}`, message: disk.label, evidence: [] })),
})

const gray = rule({
  ...base,
  id: 'gray',
  scope: 'host',
  evaluate: (host) => (host.overallStatus === 'gray' ? [{ message: 'Gray.', evidence: [] }] : []),
})

function run(rules: readonly Rule[], facts: Facts): RawFinding[] {
  return [...evaluate(rules, facts)].flat()
}

it('gives each hit the rule, the object and an id of its own', () => {
  const vm = aVm({ powerState: 'suspended', disks: [aDisk(), aDisk({ key: 2001, label: 'Hard disk 2' })] })
  const findings = run([suspended, perDisk], createFacts(anInventory({ vms: [vm] })))
  expect(findings.map(({ id }) => id)).toEqual(['suspended:vm-1', 'per-disk:vm-1:2000', 'per-disk:vm-1:2001'])
  expect(findings[0]).toEqual({
    id: 'suspended:vm-1',
    rule: 'suspended',
    object: { kind: 'vm', id: 'vm-1', name: 'web-01' },
    category: 'Critical',
    state: 'found',
    applies: 'both',
    message: 'It is.',
    evidence: [{ property: 'runtime.powerState', value: 'suspended' }],
    remedy: 'Mend it.',
    commands: [],
  })
})

it('lets a hit weigh and advise differently from its rule, and be unknown', () => {
  const odd = rule({
    ...base,
    id: 'odd',
    scope: 'vm',
    evaluate: () => [
      { message: 'm', evidence: [], category: 'Information', remedy: 'r', unknown: true, commands: [] },
    ],
  })
  expect(run([odd], createFacts(anInventory()))).toMatchObject([
    { category: 'Information', remedy: 'r', state: 'unknown' },
  ])
})

it('lets the caller breathe after some 50 objects', () => {
  const vms = Array.from({ length: 120 }, (_, i) => aVm({ id: `vm-${i}`, powerState: 'suspended' }))
  const slices = [...evaluate([suspended], createFacts(anInventory({ vms })))]
  expect(slices.map((slice) => slice.length)).toEqual([0, 50, 50, 20])
})

it.each([['vms.disks.mode'], ['vms.disks'], ['vms']])(
  'says unknown once, on the source, where it cannot tell %s',
  (unknown) => {
    const facts = createFacts(anInventory({ unknown: [unknown], vms: [aVm(), aVm({ id: 'vm-2' })] }))
    expect(run([perDisk], facts)).toMatchObject([
      {
        id: 'per-disk:a:needs',
        object: { kind: 'vcenter', id: 'a', name: 'VMware vCenter Server' },
        state: 'unknown',
        evidence: [{ property: 'vms.disks.mode', value: 'not known' }],
      },
    ])
  },
)

it('judges what the source does tell, whatever else it cannot', () => {
  const facts = createFacts(anInventory({ unknown: ['vms.disks.uuid', 'vms.disk', 'hosts'] }))
  expect(run([perDisk], facts).map(({ state }) => state)).toEqual(['found'])
})

it('says unknown where a part of the facts was not gathered', () => {
  const needy = rule({ ...base, id: 'needy', scope: 'vm', needs: ['target'], evaluate: () => [] })
  expect(run([needy], createFacts(anInventory()))).toMatchObject([{ rule: 'needy', state: 'unknown' }])
})

it('asks a template only what is meant for templates', () => {
  const always = rule({
    ...base,
    id: 'always',
    scope: 'vm',
    templates: true,
    evaluate: () => [{ message: 'm', evidence: [] }],
  })
  const facts = createFacts(anInventory({ vms: [aVm({ isTemplate: true, powerState: 'suspended' })] }))
  expect(run([suspended, always], facts).map((finding) => finding.rule)).toEqual(['always'])
})

it('judges the VMs of a plan, what they are on, and what is about its kind of migration', () => {
  const inventory = anInventory({
    vms: [aVm({ powerState: 'suspended' }), aVm({ id: 'vm-2', hostId: 'host-2', powerState: 'suspended' })],
    hosts: [aHost({ overallStatus: 'gray' }), aHost({ id: 'host-2', overallStatus: 'gray' })],
  })
  const rules = [suspended, perDisk, gray]
  expect(run(rules, createFacts(inventory)).map(({ id }) => id)).toEqual([
    'suspended:vm-1',
    'per-disk:vm-1:2000',
    'suspended:vm-2',
    'per-disk:vm-2:2000',
    'gray:host-1',
    'gray:host-2',
  ])
  expect(run(rules, createFacts(inventory, { plan: aPlan() })).map(({ id }) => id)).toEqual([
    'suspended:vm-1',
    'gray:host-1',
  ])
})

it('asks only about some objects where that is wanted', () => {
  const inventory = anInventory({
    vms: [aVm({ powerState: 'suspended' }), aVm({ id: 'vm-2', powerState: 'suspended' })],
    hosts: [aHost({ overallStatus: 'gray' })],
  })
  const findings = [...evaluate([suspended, gray], createFacts(inventory), new Set(['vm-2']))].flat()
  expect(findings.map(({ id }) => id)).toEqual(['suspended:vm-2'])
})

it('asks rules of a plan once, with or without one', () => {
  const seen: unknown[] = []
  const ofPlan = rule({
    ...base,
    id: 'of-plan',
    scope: 'plan',
    evaluate: (plan) => {
      seen.push(plan)
      return [{ message: 'm', evidence: [] }]
    },
  })
  const plan = aPlan()
  expect(run([ofPlan], createFacts(anInventory()))[0]?.object.name).toBe('Target cluster')
  expect(run([ofPlan], createFacts(anInventory(), { plan }))[0]?.object.name).toBe('wave-1')
  expect(seen).toEqual([undefined, plan])
})

it('finds VMs by what they have in common, each once', () => {
  const twice = aVm({ id: 'vm-2', disks: [aDisk(), aDisk({ key: 2001 })] })
  const { index } = createFacts(
    anInventory({ vms: [aVm(), twice, aVm({ id: 'vm-3', uuid: '', disks: [], nics: [] })] }),
  )
  const ids = (vms: readonly { id: string }[] | undefined) => vms?.map(({ id }) => id)
  expect(ids(index.twinsByDiskFile.get('[gold] web-01/web-01.vmdk'))).toEqual(['vm-1', 'vm-2'])
  expect(ids(index.twinsByMac.get('00:50:56:00:00:01'))).toEqual(['vm-1', 'vm-2'])
  expect(ids(index.vmsByHost.get('host-1'))).toEqual(['vm-1', 'vm-2', 'vm-3'])
  expect(ids(index.vmsByDatastore.get('datastore-1'))).toEqual(['vm-1', 'vm-2', 'vm-3'])
  expect(ids(index.vmsByNetwork.get('network-1'))).toEqual(['vm-1', 'vm-2', 'vm-3'])
  expect(index.twinsByUuid.has('')).toBe(false)
})

it('takes the time of the inventory for now unless told', () => {
  expect(createFacts(anInventory()).now).toBe(Date.UTC(2026, 0, 1))
  expect(createFacts(anInventory(), { now: 5 }).now).toBe(5)
  expect(createFacts(anInventory({ takenAt: 'no date' })).now).toBe(0)
})

it('sums up verdicts of what rules found', () => {
  const inventory = anInventory({ vms: [aVm({ powerState: 'suspended' }), aVm({ id: 'vm-2', disks: [] })] })
  const facts = createFacts(inventory)
  expect(verdictsOf(run([suspended, perDisk], facts), facts, 'vm')).toMatchObject([
    { object: { id: 'vm-1' }, cold: 'blocked', warm: 'blocked', critical: 1, warnings: 1 },
    { object: { id: 'vm-2' }, cold: 'ready', warm: 'ready', critical: 0, warnings: 0 },
  ])
})
