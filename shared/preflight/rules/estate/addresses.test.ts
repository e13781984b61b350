import { describe, expect, it } from 'vitest'
import { aTarget } from '../../../../test/fixtures/inventory.ts'
import type { Inventory } from '../../../inventory/model.ts'
import { isInside } from './addresses.ts'
import { adapter, links } from './test-support/hosts.ts'
import { outcome, type Parts } from './test-support/judge.ts'

describe('addresses inside a cluster', () => {
  const at = (ip: string) => links({ kernelNics: [adapter({ ip })] })
  const kubernetes = aTarget({ platform: 'kubernetes' })
  it.each<[string, Partial<Inventory>, Parts, string]>([
    ['pods of OpenShift', at('10.129.4.5'), { target: aTarget() }, 'found Warning'],
    ['services of OpenShift', at('172.30.0.9'), { target: aTarget() }, 'found Warning'],
    ['services of Kubernetes', at('10.100.0.1'), { target: kubernetes }, 'found Warning'],
    ['pods of OpenShift, on Kubernetes', at('10.129.4.5'), { target: kubernetes }, ''],
    ['the site', at('10.20.0.11'), { target: aTarget() }, ''],
    ['no known cluster', at('10.129.4.5'), {}, 'unknown Warning'],
  ])('source-address-in-cluster-range: %s', (_, change, parts, expected) => {
    expect(outcome('source-address-in-cluster-range', change, parts)).toBe(expected)
  })

  it.each([
    ['10.131.255.255', '10.128.0.0/14', true],
    ['10.132.0.0', '10.128.0.0/14', false],
    ['10.127.255.255', '10.128.0.0/14', false],
    ['fe80::1', '10.128.0.0/14', false],
    ['300.1.1.1', '0.0.0.0/0', false],
    ['255.255.255.255', '0.0.0.0/0', true],
  ])('%s in %s: %s', (address, cidr, expected) => {
    expect(isInside(address, cidr)).toBe(expected)
  })
})
