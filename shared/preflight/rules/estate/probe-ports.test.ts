import { describe, expect, it } from 'vitest'
import { anInventory } from '../../../../test/fixtures/inventory.ts'
import type { KeptLook } from '../../../probe/kept.ts'
import type { Look, ProbedServer } from '../../../probe/model.ts'
import { distributed } from './test-support/hosts.ts'
import { judge, outcome, type Parts } from './test-support/judge.ts'

const look = (state: Look['state'], detail = ''): Look => ({ state, detail })
const ok = look('ok')
const target = (id: string, dns: Look, ports: ProbedServer['cluster']['ports']): ProbedServer => ({
  id,
  name: id,
  role: id === 'vcenter' ? 'vcenter' : 'esxi',
  host: `${id}.example`,
  cluster: { dns, ports },
  computer: { dns: ok, ports: [] },
})
const kept = (server: ProbedServer): KeptLook => ({
  at: '2026-01-02T03:04:05.678Z',
  targetUrl: 'https://api.example',
  namespace: 'demo',
  way: 'pod',
  image: 'registry.example/tools',
  server,
})
const probe = (...servers: ProbedServer[]): Parts => ({
  networkProbe: { looks: servers.map(kept), uncounted: {} },
})
const host = (https: Look, nfc: Look, address?: string) =>
  probe(
    target('host-1', ok, [
      { port: 443, look: https },
      { port: 902, look: nfc, ...(address !== undefined && { address }) },
    ]),
  )

describe('what the network probe saw', () => {
  it.each<[string, string, Parts, string]>([
    ['port-443-vcenter', 'no probe', {}, 'unknown Critical'],
    ['port-443-vcenter', 'an open port', probe(target('vcenter', ok, [{ port: 443, look: ok }])), ''],
    [
      'port-443-vcenter',
      'a shut port',
      probe(target('vcenter', ok, [{ port: 443, look: look('failed', 'Timed out.') }])),
      'found Critical',
    ],
    [
      'port-443-vcenter',
      'no such name',
      probe(target('vcenter', look('failed'), [{ port: 443, look: look('unknown') }])),
      'found Critical',
    ],
    [
      'port-443-vcenter',
      'a port that was not reached',
      probe(target('vcenter', ok, [{ port: 443, look: look('pending') }])),
      'unknown Critical',
    ],
    ['port-443-vcenter', 'hosts only', probe(), 'unknown Critical'],
    ['port-443-esxi', 'open ports', host(ok, look('failed')), ''],
    ['port-443-esxi', 'a shut port', host(look('failed'), ok), 'found Critical'],
    ['port-443-esxi', 'another host only', probe(), 'unknown Critical'],
    ['port-902-esxi', 'open ports', host(look('failed'), ok), ''],
    ['port-902-esxi', 'a shut port', host(ok, look('failed')), 'found Critical'],
    [
      'port-902-esxi',
      'no such name, which is said once',
      probe(target('host-1', look('failed'), [{ port: 902, look: look('unknown') }])),
      '',
    ],
    ['port-902-esxi', 'no probe', {}, 'unknown Critical'],
  ])('%s: %s', (rule, _, parts, expected) => {
    expect(outcome(rule, {}, parts)).toBe(expected)
  })

  it('counts a tagged adapter as tried where its address was', () => {
    expect(outcome('nfc-adapter', distributed, host(ok, ok, '198.51.100.3'))).toBe('')
    expect(outcome('nfc-adapter', distributed, host(ok, ok, '198.51.100.4'))).toBe('found Warning')
    const [finding] = judge('port-902-esxi', distributed, host(ok, look('failed'), '198.51.100.3'))
    expect(finding?.message).toContain('198.51.100.3 on port 902')
  })

  it('leaves a source that is a host itself to the rules for hosts', () => {
    const about = { ...anInventory().about, apiType: 'HostAgent' as const }
    expect(outcome('port-443-vcenter', { about }, probe())).toBe('')
  })

  it('says how old a look is, where from, and how to look again', () => {
    const now = Date.parse('2026-01-02T05:04:00Z')
    const ends = { source: 'vc 1', target: 'ocp', namespace: 'finance' }
    const [finding] = judge('port-902-esxi', {}, { ...host(ok, look('failed', 'Timed out.')), now, ends })
    expect(finding?.evidence).toEqual([
      { property: 'TCP 902', value: 'Timed out.' },
      {
        property: 'network probe',
        value: '2 h before this was judged (2026-01-02T03:04Z), in namespace demo over the pod network',
      },
    ])
    expect(finding?.commands.at(-1)).toEqual({
      tool: 'palletjack',
      command: "palletjack probe network --provider 'vc 1' --target ocp --namespace finance",
    })
  })

  it('says why what was seen of a host does not count', () => {
    const networkProbe = { looks: [], uncounted: { 'host-1': 'It was probed last 9 d ago.' } }
    expect(judge('port-443-esxi', {}, { networkProbe })).toMatchObject([
      { state: 'unknown', message: 'It was probed last 9 d ago.' },
    ])
  })

  it('looks at no host that runs nothing', () => {
    expect(outcome('port-902-esxi', { vms: [] }, probe())).toBe('')
  })
})
