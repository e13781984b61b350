import { describe, expect, it } from 'vitest'
import { aDisk, aPlan, aTarget, aVm, anInventory } from '../../test/fixtures/inventory.ts'
import type { Target } from '../target/model.ts'
import { planConsequences } from './consequences.ts'
import type { PlanInput } from './model.ts'

const options = aPlan().options
const consent: Partial<PlanInput> = { options: { ...options, privilegedConversion: true } }

const consequences = (target: Partial<Target>, plan: Partial<PlanInput> = {}) =>
  planConsequences(aPlan(plan), anInventory(), aTarget(target))
const told = (target: Partial<Target>, plan: Partial<PlanInput> = {}) =>
  consequences(target, plan).findings.map((one) => `${one.category} ${one.rule}`)

const fast = { namespace: 'demo', name: 'fast', type: 'bridge' }
const over = (name: string, namespace = 'demo'): Partial<PlanInput> => ({
  transferNetwork: { kind: 'attachment', namespace, name },
})

describe('findings about the transfer network', () => {
  it.each<[string, Partial<Target>, Partial<PlanInput>, string[]]>([
    ['none is chosen', {}, {}, []],
    ['it has a route', { attachments: [{ ...fast, route: '192.0.2.1' }] }, over('fast'), []],
    ['it needs no route', { attachments: [{ ...fast, route: 'none' }] }, over('fast'), []],
    ['it has a gateway', { attachments: [{ ...fast, gateway: '192.0.2.1' }] }, over('fast'), []],
    ['it has no route', { attachments: [fast] }, over('fast'), ['Warning transfer-network-route']],
    [
      'its route is no address',
      { attachments: [{ ...fast, route: 'here' }] },
      over('fast'),
      ['Critical transfer-network-route'],
    ],
    ['it is not there', {}, over('fast'), ['Critical transfer-network-missing']],
    [
      'it is in another namespace',
      { attachments: [{ ...fast, namespace: 'other', route: 'none' }] },
      over('fast', 'other'),
      ['Critical transfer-network-namespace'],
    ],
    [
      'it is in default',
      { attachments: [{ ...fast, namespace: 'default', route: 'none' }] },
      over('fast', 'default'),
      [],
    ],
    ["the provider's is not there", { transferNetwork: fast }, {}, ['Critical transfer-network-missing']],
    [
      'the plan keeps to the pod network',
      { transferNetwork: fast },
      { transferNetwork: { kind: 'pod' } },
      [],
    ],
    [
      'the plan takes the default',
      { transferNetwork: fast, attachments: [fast] },
      { transferNetwork: { kind: 'default' } },
      ['Warning transfer-network-route'],
    ],
  ])('when %s', (_, target, plan, expected) => {
    expect(told(target, plan)).toEqual(expected)
  })
})

describe('findings about the VDDK image', () => {
  it('block a plan only where it is known that none is named', () => {
    expect(told({ vddkImage: '' })).toEqual(['Critical target-vddk-image'])
    const vddkImageUnread = ['ConfigMap a', 'ConfigMap b', 'HyperConverged']
    const { findings } = consequences({ vddkImage: '', vddkImageUnread })
    expect(findings.map((one) => `${one.category} ${one.rule}`)).toEqual(['Warning target-vddk-image'])
    expect(findings[0]?.message).toContain('could not read ConfigMap a, ConfigMap b and HyperConverged.')
    for (const way of ['in the settings of this provider', 'ask for the right'])
      expect(findings[0]?.remedy).toContain(way)
  })
})

describe('findings about the namespace', () => {
  it('block one that is being deleted', () => {
    expect(told({ terminating: ['demo'] })).toEqual(['Critical target-namespace-terminating'])
    expect(told({ terminating: ['other'] })).toEqual([])
  })

  it('warn of a level that refuses pods of VMs', () => {
    expect(told({ podSecurity: { demo: 'restricted' } })).toEqual(['Warning target-pod-security'])
    expect(told({ podSecurity: { demo: 'baseline', other: 'restricted' } })).toEqual([])
  })
})

describe('findings about the conversion', () => {
  it.each<[Target['conversionSecurity'], string[], string[]]>([
    ['free', [], []],
    ['forklift', [], []],
    ['refused', ['Critical conversion-refused'], ['Information conversion-privileged']],
    ['unknown', ['Warning conversion-unknown'], ['Information conversion-privileged']],
  ])('where it is %s', (conversionSecurity, without, withConsent) => {
    expect(told({ conversionSecurity })).toEqual(without)
    expect(told({ conversionSecurity }, consent)).toEqual(withConsent)
    const undone = consequences({ conversionSecurity }, consent).undo.some((one) =>
      one.includes('privileged'),
    )
    expect(undone).toBe(withConsent.length > 0)
  })

  it('explain why, and every way out', () => {
    const [finding] = consequences({ conversionSecurity: 'refused' }).findings
    expect(finding?.message).toContain('user 107')
    for (const way of ['operator', 'MTV itself', 'privileged conversion in the plan'])
      expect(finding?.remedy).toContain(way)
  })
})

describe('findings about quotas', () => {
  const gibibyte = 2 ** 30
  const disks = [aDisk({ capacityBytes: 10 * gibibyte }), aDisk({ key: 2001, capacityBytes: 5 * gibibyte })]
  const quota = (name: string, hard: string, used = '0', more: Partial<Target['quotas'][number]> = {}) => ({
    namespace: 'demo',
    name: 'team',
    resources: [{ name, hard, used }],
    ...more,
  })
  const rules = (...quotas: Target['quotas']) =>
    planConsequences(aPlan(), anInventory({ vms: [aVm({ disks })] }), aTarget({ quotas })).findings.map(
      (one) => `${one.category} ${one.rule}`,
    )

  it.each([
    ['requests.storage', '14Gi', ['Critical quota-exceeded']],
    ['requests.storage', '15Gi', ['Warning quota-tight']],
    ['requests.storage', '30Gi', []],
    ['persistentvolumeclaims', '1', ['Critical quota-exceeded']],
    ['count/persistentvolumeclaims', '4', []],
    ['ceph-rbd-virt.storageclass.storage.k8s.io/requests.storage', '1Gi', ['Critical quota-exceeded']],
    ['other.storageclass.storage.k8s.io/requests.storage', '0', []],
    ['count/datavolumes.cdi.kubevirt.io', '1', ['Critical quota-exceeded']],
    ['count/virtualmachines.kubevirt.io', '0', ['Critical quota-exceeded']],
    ['pods', '0', ['Critical quota-exceeded']],
    ['pods', '1', []],
    ['requests.cpu', '500m', ['Critical quota-exceeded']],
    ['cpu', '1', []],
    ['limits.memory', '4Gi', ['Critical quota-exceeded']],
    ['limits.memory', '8Gi', []],
    ['secrets', '0', []],
  ])('of %s with %s left', (name, hard, expected) => {
    expect(rules(quota(name, hard))).toEqual(expected)
  })

  it('count what is used already', () => {
    expect(rules(quota('requests.storage', '100Gi', '90Gi'))).toEqual(['Critical quota-exceeded'])
  })

  it('leave out other namespaces, and quotas that count some objects only', () => {
    expect(
      rules(quota('pods', '0', '0', { namespace: 'x' }), quota('pods', '0', '0', { scoped: true })),
    ).toEqual([])
  })

  it('say what is needed and what is left', () => {
    const quotas = [quota('requests.storage', '100Gi', '90Gi')]
    const { findings } = planConsequences(
      aPlan(),
      anInventory({ vms: [aVm({ disks })] }),
      aTarget({ quotas }),
    )
    expect(findings[0]?.message).toBe(
      'The disks of the plan need 15.0 GiB of requests.storage, and namespace demo has 10.0 GiB of 100.0 GiB left.',
    )
  })
})
