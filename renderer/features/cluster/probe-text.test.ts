import { describe, expect, it } from 'vitest'
import { dnsLook, portLook } from '../../../shared/probe/look-words.ts'
import { inventedProbe, inventedVddk } from './test-support/invented-cluster.ts'
import { lookLines, networkSummary, networkText, vddkText } from './probe-text.ts'

describe('a look in words', () => {
  it('names the port once, whoever begins with it', () => {
    const lines = lookLines({
      dns: dnsLook('o', ['192.0.2.1', '192.0.2.2'], 'cluster'),
      ports: [
        { port: 443, look: portLook('o', 443, 'esx', 'cluster') },
        { port: 902, address: '192.0.2.9', look: portLook('o', 902, 'esx', 'cluster') },
        { port: 903, look: portLook('t', 903, 'esx', 'cluster') },
      ],
    }).map((line) => line.text)
    expect(lines.slice(0, 3)).toEqual([
      'Name: 192.0.2.1, 192.0.2.2',
      'TCP 443: open',
      'TCP 902 at 192.0.2.9: open',
    ])
    expect(lines[3]).toMatch(/^TCP 903 no answer within \d+ seconds/)
  })
})

describe('a network probe in words', () => {
  it('is judged by the way from the cluster alone', () => {
    const [vcenter, first] = inventedProbe().servers
    const computerOnly = {
      ...first!,
      computer: { dns: { state: 'failed' as const, detail: 'x' }, ports: [] },
    }
    expect(networkSummary(inventedProbe({ servers: [vcenter!, computerOnly] }))).toEqual({
      bad: false,
      text: '2 servers reached',
    })
    expect(networkSummary(inventedProbe())).toEqual({
      bad: true,
      text: '1 server not reached from the cluster, 2 servers reached',
    })
  })

  it('says each look with its way when it is copied', () => {
    const text = networkText(inventedProbe(), 'title')
    expect(text).toContain('  From the cluster: failed. TCP 902: No answer')
    expect(text).toContain('  From this computer: fine. TCP 902: open')
  })
})

describe('a VDDK probe in words', () => {
  it('keeps the answer of the registry as it came', () => {
    const detail = 'manifest unknown: "x"'
    expect(vddkText(inventedVddk({ pull: { state: 'failed', detail } }), 'title')).toContain(
      `Pull: failed. ${detail}`,
    )
  })
})
