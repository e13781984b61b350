import { describe, expect, it } from 'vitest'
import { aDisk, anInventory, aPlan, aVm } from '../../../../test/fixtures/inventory.ts'
import type { Vm } from '../../../inventory/model.ts'
import type { Plan } from '../../../plan/model.ts'
import { judge, outcome, type Parts } from './test-support/judge.ts'

const machines = (count: number, disks: number): Vm[] =>
  Array.from({ length: count }, (_, at) =>
    aVm({
      id: `vm-${at}`,
      name: `web-${at}`,
      disks: Array.from({ length: disks }, (__, disk) =>
        aDisk({ key: 2000 + disk, file: `[gold] ${at}-${disk}.vmdk` }),
      ),
    }),
  )
const planOf = (vms: readonly Vm[], name = 'wave-1'): Plan => ({
  ...aPlan({ name, vms: vms.map(({ id }) => ({ vmId: id })) }),
  id: name,
  createdAt: '2026-01-01T00:00:00.000Z',
})

describe('disk copies of one host', () => {
  const many = machines(2, 6)
  const [first, second] = many.map((vm, at) => planOf([vm], `wave-${at}`))
  const both = first && second ? [first, second] : []
  it.each<[string, string, Vm[], Parts, string]>([
    ['nfc-sessions', 'ten disks', machines(10, 1), { plan: planOf(machines(10, 1)) }, ''],
    ['nfc-sessions', 'two VMs with twelve disks', many, { plan: planOf(many) }, 'found Warning'],
    ['nfc-sessions', 'one of these VMs', many, { plan: planOf(many.slice(0, 1)) }, ''],
    ['nfc-sessions', 'no plan', many, {}, ''],
    ['nfc-sessions-all-plans', 'two plans with six disks each', many, { plans: both }, 'found Warning'],
    ['nfc-sessions-all-plans', 'one plan with all of them', many, { plans: [planOf(many)] }, ''],
    [
      'nfc-sessions-all-plans',
      'the judged plan beside another',
      many,
      { plans: both.slice(0, 1), plan: second },
      'found Warning',
    ],
    ['nfc-sessions-all-plans', 'plans that are not known', many, {}, 'unknown Warning'],
  ])('%s: %s', (rule, _, vms, parts, expected) => {
    expect(outcome(rule, { vms }, parts)).toBe(expected)
  })

  const readBack = (maxMemory: number, generation: 'configFile' | 'configStore' = 'configStore'): Parts => ({
    nfc: { 'host-1': { values: { maxMemory }, generation, verifiedAt: '2026-11-27T10:00:00.000Z' } },
  })

  it('follow the memory that was read back from the host', () => {
    const plan = planOf(many)
    expect(outcome('nfc-sessions', { vms: many }, { plan, ...readBack(1_000_000_000) })).toBe('')
    expect(outcome('nfc-sessions-all-plans', { vms: many }, { plans: both, ...readBack(1e9) })).toBe('')
    const few = machines(4, 1)
    const low = { plan: planOf(few), ...readBack(16 * 2 ** 20) }
    const [finding] = judge('nfc-sessions', { vms: few }, low)
    expect(finding?.message).toMatch(
      /serves 3 at once\. The host's NFC memory of 16\.0 MiB bears 3 copies\.$/,
    )
    expect(finding?.evidence.at(-1)).toEqual({
      property: 'nfcsvc.maxMemory',
      value: '16777216 (16.0 MiB), read back from the host on 2026-11-27',
    })
  })

  it.each<[string, Parts, RegExp, RegExp]>([
    ['6.7.0', {}, /in \/etc\/vmware\/hostd\/config\.xml on the host and restart hostd\./, /configstorecli/],
    ['8.0.3', {}, /configstorecli .*config\.xml does nothing/, /set maxMemory of nfcsvc to/],
    ['odd', {}, /before ESXi 7\.0 U2 .*from 7\.0 U2 on, where that file does nothing/, /^$/],
    ['6.7.0', readBack(0, 'configStore'), /config\.xml does nothing/, /set maxMemory of nfcsvc to/],
  ])('name the way by hand of ESXi %s', (version, parts, said, unsaid) => {
    const hosts = anInventory().hosts.map((one) => ({ ...one, version }))
    const [finding] = judge('nfc-sessions', { vms: many, hosts }, { plan: planOf(many), ...parts })
    expect(finding?.remedy).toMatch(said)
    expect(finding?.remedy).not.toMatch(unsaid)
  })

  it('offer the own edit where another process knows the source', () => {
    const plan = planOf(many)
    const ends = { source: 'vc 1' }
    const tools = (parts: Parts) => judge('nfc-sessions', { vms: many }, parts)[0]?.commands
    expect(tools({ plan })?.map(({ tool }) => tool)).toEqual(['PowerCLI'])
    const name = anInventory().hosts[0]!.name
    expect(tools({ plan, ends })?.slice(0, 2)).toEqual([
      { tool: 'palletjack', command: `palletjack esxi nfc show --provider 'vc 1' --host ${name}` },
      { tool: 'palletjack', command: `palletjack esxi nfc set --provider 'vc 1' --host ${name}` },
    ])
  })

  it('say that more memory would change nothing where it is enough already', () => {
    const crowd = machines(30, 1)
    const [finding] = judge('nfc-sessions', { vms: crowd }, { plan: planOf(crowd), ...readBack(1e9) })
    expect(finding?.message).toContain('serves 20 at once')
    expect(finding?.remedy).toContain('more NFC memory would change nothing')
  })
})
