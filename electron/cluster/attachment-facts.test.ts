import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { attachmentFacts, cniFacts } from './attachment-facts.ts'
import type { KubeObject } from './service.ts'

const object = (name: string, over: object = {}, metadata: object = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Any',
  metadata: { name, ...metadata },
  ...over,
})

describe('cniFacts', () => {
  const gw = (gateway: string) => ({ type: 'a', gateway })

  it.each([
    ['{"type":"bridge","vlan":110}', { type: 'bridge', vlan: 110 }],
    ['{"type":"bridge","vlan":"120"}', { type: 'bridge', vlan: 120 }],
    ['{"plugins":[{"type":"cnv-bridge","vlan":7},{"type":"tuning"}]}', { type: 'cnv-bridge', vlan: 7 }],
    ['{"type":"ovn-k8s-cni-overlay","vlanID":33}', { type: 'ovn-k8s-cni-overlay', vlan: 33 }],
    ['{"type":"bridge","vlan":0}', { type: 'bridge' }],
    [
      '{"type":"a","ipam":{"type":"whereabouts","range":"192.0.2.0/24","gateway":"192.0.2.1"}}',
      gw('192.0.2.1'),
    ],
    ['{"type":"a","ipam":{"ranges":[[{"subnet":"192.0.2.0/24","gateway":"192.0.2.2"}]]}}', gw('192.0.2.2')],
    ['{"type":"a","ipam":{"addresses":[{"address":"192.0.2.9/24","gateway":"192.0.2.3"}]}}', gw('192.0.2.3')],
    [
      '{"type":"a","ipam":{"gateway":"192.0.2.1","routes":[{"dst":"0.0.0.0/0","gw":"192.0.2.4"}]}}',
      gw('192.0.2.4'),
    ],
    ['{"type":"a","ipam":{"gateway":"192.0.2.5","routes":[{"dst":"0.0.0.0/0"}]}}', gw('192.0.2.5')],
    ['{"type":"a","ipam":{"routes":[{"dst":"198.51.100.0/24","gw":"192.0.2.1"}]}}', { type: 'a' }],
    ['{"plugins":[{"type":"a","ipam":{"gateway":"192.0.2.6"}}]}', gw('192.0.2.6')],
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

describe('attachmentFacts', () => {
  it('keeps what it cannot read', () => {
    expect(
      attachmentFacts([
        object('b', { spec: { config: '{"type":"bridge"}' } }, { namespace: 'z' }),
        object('a', {}, { namespace: 'z' }),
        object('c', {}, { namespace: 'a', annotations: { 'forklift.konveyor.io/route': ' none ' } }),
      ]),
    ).toEqual([
      { namespace: 'a', name: 'c', type: '', route: 'none' },
      { namespace: 'z', name: 'a', type: '' },
      { namespace: 'z', name: 'b', type: 'bridge' },
    ])
  })
})
