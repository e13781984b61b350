import { describe, expect, it } from 'vitest'
import { aDatastore, aNetwork, aPlan, aTarget, aVm } from '../../../../test/fixtures/inventory.ts'
import type { Inventory, Vm } from '../../../inventory/model.ts'
import type { NetworkTarget, PlanInput } from '../../../plan/model.ts'
import type { Attachment, Target } from '../../../target/model.ts'
import { notJudged } from './not-judged.ts'
import { estateRules } from './index.ts'
import { judge, outcome, type Parts } from './test-support/judge.ts'

const plan = (change: Partial<PlanInput> = {}, target: Partial<Target> = {}): Parts => ({
  plan: aPlan(change),
  target: aTarget(target),
})
const vms = (...list: Partial<Vm>[]): Partial<Inventory> => ({
  vms: list.map((change, at) => aVm({ id: `vm-${at + 1}`, ...change })),
})
const both = { vms: [{ vmId: 'vm-1' }, { vmId: 'vm-2' }] }
const quota = (hard: string) => ({
  quotas: [{ namespace: 'demo', name: 'q', resources: [{ name: 'requests.storage', hard, used: '0' }] }],
})

describe('a plan', () => {
  it.each<[string, string, Partial<Inventory>, Parts, string]>([
    ['vm-gone', 'all there', {}, plan(), ''],
    ['vm-gone', 'one gone', {}, plan({ vms: [{ vmId: 'vm-9' }] }), 'found Critical'],
    ['vm-gone', 'no plan', {}, {}, ''],
    ['plan-vm-twice', 'once', {}, plan(), ''],
    ['plan-vm-twice', 'twice', {}, plan({ vms: [{ vmId: 'vm-1' }, { vmId: 'vm-1' }] }), 'found Critical'],
    ['plan-name', 'fine', {}, plan(), ''],
    ['plan-name', 'capitals', {}, plan({ name: 'Wave 1' }), 'found Critical'],
    ['target-namespace', 'fine', {}, plan(), ''],
    ['target-namespace', 'with a period', {}, plan({ targetNamespace: 'a.b' }), 'found Critical'],
    ['target-namespace', 'empty', {}, plan({ targetNamespace: '' }), 'found Critical'],
    ['target-namespace', 'without a target', {}, { plan: aPlan() }, 'unknown Critical'],
    ['target-name', 'fine', {}, plan({ vms: [{ vmId: 'vm-1', targetName: 'web' }] }), ''],
    [
      'target-name',
      'with a blank',
      {},
      plan({ vms: [{ vmId: 'vm-1', targetName: 'a b' }] }),
      'found Critical',
    ],
    ['target-name-twice', 'each its own', vms({}, { name: 'db' }), plan(both), ''],
    [
      'target-name-twice',
      'the same chosen twice',
      vms({}, {}),
      plan({
        vms: [
          { vmId: 'vm-1', targetName: 'x' },
          { vmId: 'vm-2', targetName: 'x' },
        ],
      }),
      'found Critical',
    ],
    [
      'target-name-twice',
      'the same VM twice, said elsewhere',
      {},
      plan({ vms: [{ vmId: 'vm-1' }, { vmId: 'vm-1' }] }),
      '',
    ],
    ['target-name-suffix', 'different names', vms({ name: 'web' }, { name: 'db' }), plan(both), ''],
    [
      'target-name-suffix',
      'names that become one',
      vms({ name: 'Web_1' }, { name: 'web 1' }),
      plan(both),
      'found Warning',
    ],
    [
      'target-name-suffix',
      'a name of its own',
      vms({ name: 'web' }, { name: 'WEB' }),
      plan({ vms: [{ vmId: 'vm-1' }, { vmId: 'vm-2', targetName: 'other' }] }),
      '',
    ],
    ['target-namespace-terminating', 'stays', {}, plan(), ''],
    ['target-namespace-terminating', 'goes', {}, plan({}, { terminating: ['demo'] }), 'found Critical'],
    ['target-pod-security', 'open', {}, plan(), ''],
    [
      'target-pod-security',
      'restricted',
      {},
      plan({}, { podSecurity: { demo: 'restricted' } }),
      'found Warning',
    ],
    ['transfer-network', 'the pod network', {}, plan(), ''],
    [
      'transfer-network',
      'not there',
      {},
      plan({ transferNetwork: { kind: 'attachment', namespace: 'demo', name: 'x' } }),
      'found Critical',
    ],
    ['guest-conversion', 'let in', {}, plan(), ''],
    ['guest-conversion', 'refused', {}, plan({}, { conversionSecurity: 'refused' }), 'found Critical'],
    ['guest-conversion', 'not known', {}, plan({}, { conversionSecurity: 'unknown' }), 'found Warning'],
    ['namespace-quota', 'none', {}, plan(), ''],
    ['namespace-quota', 'roomy', {}, plan({}, quota('1Ti')), ''],
    ['namespace-quota', 'too small', {}, plan({}, quota('1Mi')), 'found Critical'],
    ['plan-network-map', 'one', {}, plan(), ''],
    ['plan-network-map', 'none', {}, plan({ networkMap: [] }), 'found Critical'],
    ['plan-network-map', 'none needed', vms({ nics: [] }), plan({ networkMap: [] }), ''],
    ['plan-storage-map', 'one', {}, plan(), ''],
    ['plan-storage-map', 'none', {}, plan({ storageMap: [] }), 'found Critical'],
    ['plan-storage-map', 'none needed', vms({ disks: [] }), plan({ storageMap: [] }), ''],
    ['map-source-gone', 'all known', {}, plan(), ''],
    ['map-source-gone', 'a network gone', { networks: [] }, plan(), 'found Warning'],
    ['map-source-gone', 'a datastore gone', { datastores: [] }, plan(), 'found Warning'],
    [
      'map-source-gone',
      'a network twice',
      {},
      plan({ networkMap: [...aPlan().networkMap, ...aPlan().networkMap] }),
      'found Warning',
    ],
    ['storage-class', 'there', {}, plan(), ''],
    [
      'storage-class',
      'not there',
      {},
      plan({ storageMap: [{ sourceId: 'datastore-1', storageClass: 'no' }] }),
      'found Critical',
    ],
    [
      'storage-class',
      'for no disk',
      { datastores: [aDatastore({ id: 'datastore-1' })], ...vms({ disks: [] }) },
      plan({ storageMap: [{ sourceId: 'datastore-1', storageClass: 'no' }] }),
      '',
    ],
    ['storage-class', 'without a target', {}, { plan: aPlan() }, 'unknown Critical'],
  ])('%s: %s', (rule, _, change, parts, expected) => {
    expect(outcome(rule, change, parts)).toBe(expected)
  })

  it('calls what it speaks of by its name', () => {
    const [finding] = judge('target-name', {}, plan({ vms: [{ vmId: 'vm-1', targetName: 'a b' }] }))
    expect(finding?.object).toEqual({ kind: 'plan', id: 'wave-1', name: 'wave-1' })
    expect(finding?.message).toMatch(/^web-01: "a b" is not a valid VM name/)
    expect(finding?.evidence).toEqual([{ property: 'plan.vms.targetName', value: 'a b' }])
  })
})

const nad = (change: Partial<Attachment> = {}): Attachment => ({
  namespace: 'demo',
  name: 'vlan',
  type: 'bridge',
  ...change,
})
const mapped = (target: NetworkTarget) => ({ networkMap: [{ sourceId: 'network-1', target }] })
const onto = (name: string, namespace = 'demo') => mapped({ kind: 'multus', namespace, name })
const vlan = (number: number): Partial<Inventory> => ({ networks: [aNetwork({ vlan: number })] })
const address = (origin: string) =>
  vms({
    guestNics: [
      {
        deviceKey: 4000,
        mac: '',
        network: '',
        dns: [],
        addresses: [{ ip: '192.0.2.9', prefixLength: 24, origin }],
      },
    ],
  })

describe('networks of a plan', () => {
  it.each<[string, string, Partial<Inventory>, Parts, string]>([
    ['network-attachment', 'there', {}, plan(onto('vlan'), { attachments: [nad()] }), ''],
    ['network-attachment', 'not there', {}, plan(onto('vlan')), 'found Critical'],
    [
      'network-attachment',
      'elsewhere',
      {},
      plan(onto('vlan', 'other'), { attachments: [nad({ namespace: 'other' })] }),
      'found Critical',
    ],
    [
      'network-attachment',
      'in default',
      {},
      plan(onto('vlan', 'default'), { attachments: [nad({ namespace: 'default' })] }),
      '',
    ],
    ['network-attachment', 'for no card', vms({ nics: [] }), plan(onto('vlan')), ''],
    ['network-attachment', 'on the pod network', {}, plan(), ''],
    ['network-attachment', 'without a target', {}, { plan: aPlan() }, 'unknown Critical'],
    [
      'network-vlan-differs',
      'the same',
      vlan(110),
      plan(onto('vlan'), { attachments: [nad({ vlan: 110 })] }),
      '',
    ],
    [
      'network-vlan-differs',
      'another',
      vlan(110),
      plan(onto('vlan'), { attachments: [nad({ vlan: 120 })] }),
      'found Warning',
    ],
    [
      'network-vlan-differs',
      'not told by the attachment',
      vlan(110),
      plan(onto('vlan'), { attachments: [nad()] }),
      '',
    ],
    [
      'network-vlan-differs',
      'untagged',
      vlan(0),
      plan(onto('vlan'), { attachments: [nad({ vlan: 120 })] }),
      '',
    ],
    ['network-vlan-differs', 'cannot be told', { unknown: ['networks.vlan'] }, plan(), 'unknown Warning'],
    ['static-address-on-pod-network', 'static', address('manual'), plan(), 'found Warning'],
    ['static-address-on-pod-network', 'by DHCP', address('dhcp'), plan(), ''],
    ['static-address-on-pod-network', 'static, on an attachment', address('manual'), plan(onto('vlan')), ''],
    [
      'static-address-on-pod-network',
      'cannot be told',
      { unknown: ['vms.guestNics'] },
      plan(),
      'unknown Warning',
    ],
  ])('%s: %s', (rule, _, change, parts, expected) => {
    expect(outcome(rule, change, parts)).toBe(expected)
  })

  it('tells an attachment that is not there from one that may not be used', () => {
    const evidence = (attachments: Attachment[]) =>
      judge('network-attachment', {}, plan(onto('vlan', 'other'), { attachments })).map(
        (one) => one.evidence[0]?.value,
      )
    expect(evidence([])).toEqual(['other/vlan (not found)'])
    expect(evidence([nad({ namespace: 'other' })])).toEqual([
      'other/vlan (in a namespace that VMs of the plan may not use)',
    ])
  })
})

describe('the list of rules', () => {
  it('has each id once, and words for everything', () => {
    expect(new Set(estateRules.map(({ id }) => id)).size).toBe(estateRules.length)
    for (const { id, question, remedy, docs } of estateRules) {
      expect([id, question.endsWith('?'), remedy.length > 10]).toEqual([id, true, true])
      expect(docs.url).toMatch(/^https:\/\//)
    }
  })

  it('gives reasons only for what no rule covers', () => {
    const covered = new Set(estateRules.flatMap(({ catalogue }) => catalogue))
    expect(Object.keys(notJudged).filter((id) => covered.has(id))).toEqual([])
  })
})
