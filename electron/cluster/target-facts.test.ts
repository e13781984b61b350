import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { KubeObject } from './service.ts'
import { attachmentFacts, cniFacts, nodeFacts, openshiftVersion, storageFacts } from './target-facts.ts'

const object = (name: string, over: object = {}, metadata: object = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Any',
  metadata: { name, ...metadata },
  ...over,
})

describe('cniFacts', () => {
  it.each([
    ['{"type":"bridge","vlan":110}', { type: 'bridge', vlan: 110 }],
    ['{"type":"bridge","vlan":"120"}', { type: 'bridge', vlan: 120 }],
    ['{"plugins":[{"type":"cnv-bridge","vlan":7},{"type":"tuning"}]}', { type: 'cnv-bridge', vlan: 7 }],
    ['{"type":"ovn-k8s-cni-overlay","vlanID":33}', { type: 'ovn-k8s-cni-overlay', vlan: 33 }],
    ['{"type":"bridge","vlan":0}', { type: 'bridge' }],
    ['{"plugins":[]}', { type: '' }],
    ['', { type: '' }],
    ['{', { type: '' }],
    ['null', { type: '' }],
  ])('%s', (config, expected) => {
    expect(cniFacts(config)).toEqual(expected)
  })

  it('answers for any JSON', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(typeof cniFacts(text).type).toBe('string')
      }),
    )
  })
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

describe('attachmentFacts', () => {
  it('keeps what it cannot read', () => {
    expect(
      attachmentFacts([
        object('b', { spec: { config: '{"type":"bridge"}' } }, { namespace: 'z' }),
        object('a', {}, { namespace: 'z' }),
        object('c', {}, { namespace: 'a' }),
      ]),
    ).toEqual([
      { namespace: 'a', name: 'c', type: '' },
      { namespace: 'z', name: 'a', type: '' },
      { namespace: 'z', name: 'b', type: 'bridge' },
    ])
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
