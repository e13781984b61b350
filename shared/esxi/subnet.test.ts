import { describe, expect, it } from 'vitest'
import { subnetOf } from './subnet.ts'

describe('subnetOf', () => {
  it.each([
    ['10.21.0.11', '255.255.255.0', '10.21.0.0/24'],
    ['10.21.130.11', '255.255.240.0', '10.21.128.0/20'],
    ['192.168.1.7', '255.255.255.255', '192.168.1.7/32'],
    ['200.1.2.3', '128.0.0.0', '128.0.0.0/1'],
    ['1.2.3.4', '0.0.0.0', '0.0.0.0/0'],
    ['1.2.3.4', '255.0.255.0', undefined],
    ['1.2.3.4', '', undefined],
    ['1.2.3', '255.255.255.0', undefined],
    ['1.2.3.256', '255.255.255.0', undefined],
    ['fd00::1', 'ffff::', undefined],
  ])('%s %s: %s', (ip, mask, expected) => {
    expect(subnetOf(ip, mask)).toBe(expected)
  })
})
