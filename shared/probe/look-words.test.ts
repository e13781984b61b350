import { describe, expect, it } from 'vitest'
import { dnsLook, portLook } from './look-words.ts'
import type { LookCode } from './network-results.ts'

const host = 'esx-01.example.com'

describe('what a look says', () => {
  it('names the port, the cause and what to open', () => {
    expect(portLook('r', 902, host, 'cluster')).toEqual({
      state: 'failed',
      detail: `902 refused: ${host} answers, but nothing listens on TCP 902, or a firewall rejects it. Check that the ESXi host's firewall allows NFC (rule set vSphereClient) from the cluster's nodes.`,
    })
    expect(portLook('t', 443, host, 'cluster').detail).toContain(
      `Open TCP 443 from the cluster's nodes to ${host}, and look for a NetworkPolicy`,
    )
    expect(portLook('t', 443, host, 'computer').detail).toContain(
      `Open TCP 443 from this computer to ${host}.`,
    )
    expect(dnsLook('o', ['192.0.2.1', '192.0.2.2'], 'cluster')).toEqual({
      state: 'ok',
      detail: '192.0.2.1, 192.0.2.2',
    })
    expect(dnsLook('n', [], 'computer').detail).toContain('The DNS of this computer')
  })

  it.each<[LookCode, string, string]>([
    ['o', 'ok', 'ok'],
    ['n', 'failed', 'failed'],
    ['t', 'failed', 'failed'],
    ['r', 'unknown', 'failed'],
    ['u', 'unknown', 'failed'],
    ['e', 'failed', 'failed'],
    ['-', 'unknown', 'unknown'],
    ['?', 'unknown', 'unknown'],
  ])('judges %s', (code, dns, port) => {
    expect(dnsLook(code, [], 'cluster').state).toBe(dns)
    expect(portLook(code, 902, host, 'cluster').state).toBe(port)
  })
})
