import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isAddress, transferAnnotations, transferRoute } from './transfer-network.ts'

const at = { namespace: 'demo', name: 'fast' }

describe('the transfer network', () => {
  it('leaves pods on the pod network without one', () => {
    expect(transferAnnotations(undefined)).toEqual({})
  })

  it('attaches with the default route that the annotation names', () => {
    const annotations = transferAnnotations({ ...at, route: '192.0.2.1', gateway: '192.0.2.9' })
    expect(Object.keys(annotations)).toEqual(['k8s.v1.cni.cncf.io/networks'])
    expect(JSON.parse(annotations['k8s.v1.cni.cncf.io/networks'] ?? '')).toEqual([
      { name: 'fast', namespace: 'demo', 'default-route': ['192.0.2.1'] },
    ])
  })

  it('attaches without a default route when the annotation says none', () => {
    const annotations = transferAnnotations({ ...at, route: 'none', gateway: '192.0.2.9' })
    expect(JSON.parse(annotations['k8s.v1.cni.cncf.io/networks'] ?? '')).toEqual([at])
  })

  it('takes the gateway of the address management where nobody annotated', () => {
    expect(transferRoute({ ...at, gateway: '2001:db8::1' })).toEqual({
      kind: 'gateway',
      address: '2001:db8::1',
      from: 'ipam',
    })
  })

  it('replaces the pod network where no route is known', () => {
    expect(transferAnnotations(at)).toEqual({ 'v1.multus-cni.io/default-network': 'demo/fast' })
  })

  it('says when the annotation is no address', () => {
    expect(transferRoute({ ...at, route: '192.0.2.1/24' })).toEqual({
      kind: 'invalid',
      text: '192.0.2.1/24',
    })
  })
})

describe('isAddress', () => {
  it('takes every address that there is', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.ipV4(),
          fc.ipV6().filter((one) => !one.includes('.')),
        ),
        isAddress,
      ),
    )
  })

  it.each([
    '',
    'none',
    '1.2.3',
    '256.1.1.1',
    '1.2.3.4.5',
    '01.2.3.4',
    '::1::',
    'fe80:::1',
    '1:2:3',
    'g::1',
    ':',
  ])('refuses %j', (text) => {
    expect(isAddress(text)).toBe(false)
  })
})
