import { describe, expect, it } from 'vitest'
import type { KubeObject } from './service.ts'
import {
  emulates,
  namespaceFacts,
  nodeFacts,
  openshiftVersion,
  quotaFacts,
  storageFacts,
} from './target-facts.ts'

const object = (name: string, over: object = {}, metadata: object = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Any',
  metadata: { name, ...metadata },
  ...over,
})

describe('nodeFacts', () => {
  const node = (labels: object, spec: object, kvm: unknown) =>
    object('n', { spec, status: { allocatable: { 'devices.kubevirt.io/kvm': kvm } } }, { labels })
  const ready = { 'kubevirt.io/schedulable': 'true' }

  it('counts', () => {
    const nodes = [
      node(ready, {}, '1k'),
      node(ready, { unschedulable: true }, '110'),
      node({}, {}, '0'),
      node(ready, {}, undefined),
    ]
    expect(nodeFacts(nodes)).toEqual({ total: 4, schedulable: 2, withKvm: 2 })
    expect(nodeFacts([])).toEqual({ total: 0, schedulable: 0, withKvm: 0 })
  })
})

describe('sizes of nodes', () => {
  const node = (cpu: string, memory: string, spec = {}) =>
    object(
      'n',
      { spec, status: { allocatable: { cpu, memory } } },
      { labels: { 'kubevirt.io/schedulable': 'true' } },
    )

  it('are told once each, of those that take VMs', () => {
    const nodes = [
      node('31500m', '1Gi'),
      node('31500m', '1Gi'),
      node('8', '2Gi'),
      node('96', '9Gi', { unschedulable: true }),
      node('many', '1Gi'),
    ]
    expect(nodeFacts(nodes).sizes).toEqual([
      { cores: 31.5, memoryBytes: 2 ** 30 },
      { cores: 8, memoryBytes: 2 ** 31 },
    ])
  })
})

describe('storageFacts', () => {
  it('joins classes with their profiles, defaults first', () => {
    const annotation = (key: string) => ({ annotations: { [key]: 'true' } })
    const classes = [
      object('plain', { provisioner: 'p', volumeBindingMode: 'WaitForFirstConsumer' }),
      object('default', { provisioner: 'q' }, annotation('storageclass.kubernetes.io/is-default-class')),
      object('virt', { provisioner: 'r' }, annotation('storageclass.kubevirt.io/is-default-virt-class')),
    ]
    const profiles = [
      object('virt', {
        status: { claimPropertySets: [{ accessModes: ['ReadWriteMany'], volumeMode: 'Block' }, {}] },
      }),
    ]
    const facts = storageFacts(classes, profiles)
    expect(facts.map((each) => each.name)).toEqual(['virt', 'default', 'plain'])
    expect(facts[0]).toEqual({
      name: 'virt',
      provisioner: 'r',
      bindingMode: 'Immediate',
      isDefault: false,
      isVirtDefault: true,
      claimPropertySets: [
        { volumeMode: 'Block', accessModes: ['ReadWriteMany'] },
        { volumeMode: 'Filesystem', accessModes: [] },
      ],
    })
    expect(facts[2]).toMatchObject({ bindingMode: 'WaitForFirstConsumer', claimPropertySets: [] })
  })
})

describe('namespaceFacts', () => {
  it('sorts names, and tells which go and what each enforces', () => {
    const level = 'pod-security.kubernetes.io/enforce'
    const facts = namespaceFacts([
      object('z', {}, { deletionTimestamp: '2026-01-01T00:00:00Z' }),
      object('b', {}, { labels: { [level]: 'restricted' } }),
      object('a', {}, { labels: { [level]: 'no such level' } }),
      object('__proto__', {}, { labels: { [level]: 'baseline' } }),
    ])
    expect(facts.namespaces).toEqual(['__proto__', 'a', 'b', 'z'])
    expect(facts.terminating).toEqual(['z'])
    expect(Object.entries(facts.podSecurity)).toEqual([
      ['__proto__', 'baseline'],
      ['b', 'restricted'],
    ])
  })
})

describe('quotaFacts', () => {
  it('takes the counted limits, and the wanted ones before anything was counted', () => {
    const hard = { 'requests.storage': '100Gi', pods: 5 }
    expect(
      quotaFacts([
        object('new', { spec: { hard } }, { namespace: 'b' }),
        object('old', { spec: { hard: {} }, status: { hard, used: { pods: '2' } } }, { namespace: 'a' }),
        object('few', { spec: { hard: {}, scopes: ['Terminating'] } }, { namespace: 'a' }),
      ]),
    ).toEqual([
      { namespace: 'a', name: 'few', scoped: true, resources: [] },
      {
        namespace: 'a',
        name: 'old',
        resources: [
          { name: 'requests.storage', hard: '100Gi', used: '0' },
          { name: 'pods', hard: '5', used: '2' },
        ],
      },
      {
        namespace: 'b',
        name: 'new',
        resources: [
          { name: 'requests.storage', hard: '100Gi', used: '0' },
          { name: 'pods', hard: '5', used: '0' },
        ],
      },
    ])
  })
})

describe('emulates', () => {
  it('only when KubeVirt is told so', () => {
    const kubevirt = (useEmulation: unknown) =>
      object('kv', { spec: { configuration: { developerConfiguration: { useEmulation } } } })
    expect(emulates([kubevirt(true)])).toBe(true)
    expect(emulates([kubevirt('true'), object('kv')])).toBe(false)
  })
})

describe('openshiftVersion', () => {
  it('is the newest completed one', () => {
    const history = [
      { state: 'Partial', version: '4.21.0' },
      { state: 'Completed', version: '4.20.3' },
    ]
    expect(openshiftVersion(object('version', { status: { history } }))).toBe('4.20.3')
    expect(openshiftVersion(object('version', { status: { desired: { version: '4.20.1' } } }))).toBe('4.20.1')
    expect(openshiftVersion(undefined)).toBe('')
  })
})
