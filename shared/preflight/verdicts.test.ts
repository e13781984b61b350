import { describe, expect, it } from 'vitest'
import { anInventory } from '../../test/fixtures/inventory.ts'
import { createFacts } from './facts.ts'
import { verdictsOf, type Weighed } from './verdicts.ts'

const facts = createFacts(anInventory())

function aFinding(change: Partial<Weighed> = {}): Weighed {
  return {
    rule: 'r',
    object: { kind: 'vm', id: 'vm-1', name: 'web-01' },
    category: 'Critical',
    state: 'found',
    applies: 'both',
    evidence: [],
    ...change,
  }
}

function verdict(...findings: Weighed[]) {
  const [first] = verdictsOf(findings, facts, 'vm')
  return first && [first.cold, first.warm]
}

it.each([
  ['nothing', [], ['ready', 'ready']],
  ['information', [aFinding({ category: 'Information' })], ['ready', 'ready']],
  ['a warning', [aFinding({ category: 'Warning' })], ['attention', 'attention']],
  ['a critical finding', [aFinding()], ['blocked', 'blocked']],
  ['a critical finding for warm migrations', [aFinding({ applies: 'warm' })], ['ready', 'blocked']],
  ['a critical finding for cold migrations', [aFinding({ applies: 'cold' })], ['blocked', 'ready']],
  ['a critical fact that is not known', [aFinding({ state: 'unknown' })], ['unknown', 'unknown']],
  [
    'a fact that is not known of a warning',
    [aFinding({ state: 'unknown', category: 'Warning' })],
    ['attention', 'attention'],
  ],
  ['critical and not known', [aFinding({ state: 'unknown' }), aFinding()], ['blocked', 'blocked']],
  [
    'a waived critical finding',
    [aFinding({ waiver: { by: 'Ann', at: '2026-01-01T00:00:00Z', reason: 'tested' } })],
    ['ready', 'ready'],
  ],
  [
    'a finding about something else',
    [aFinding({ object: { kind: 'host', id: 'vm-1', name: '' } })],
    ['ready', 'ready'],
  ],
] as const)('%s', (_, findings, expected) => {
  expect(verdict(...findings)).toEqual(expected)
})

describe('what the source cannot tell of all VMs', () => {
  const source = { kind: 'vcenter', id: 'a', name: 'vc' } as const
  const unmet = (property: string, change: Partial<Weighed> = {}) =>
    aFinding({ object: source, state: 'unknown', evidence: [{ property, value: 'not known' }], ...change })

  it('keeps each from being ready', () => {
    expect(verdict(unmet('vms.question'))).toEqual(['unknown', 'unknown'])
    expect(verdict(unmet('vms.tpm', { category: 'Warning' }))).toEqual(['unknown', 'unknown'])
    expect(verdict(unmet('vms.changeTracking', { applies: 'warm' }))).toEqual(['ready', 'unknown'])
  })

  it('does not hide what is known', () => {
    expect(verdict(unmet('vms.question'), aFinding({ category: 'Warning' }))).toEqual([
      'attention',
      'attention',
    ])
    expect(verdict(aFinding(), unmet('vms.question'))).toEqual(['blocked', 'blocked'])
  })

  it('counts neither where it is information, about something else, nor never gathered', () => {
    expect(verdict(unmet('vms.cpuHotAdd', { category: 'Information' }))).toEqual(['ready', 'ready'])
    expect(verdict(unmet('hosts.version'))).toEqual(['ready', 'ready'])
    expect(verdict(unmet('target'))).toEqual(['ready', 'ready'])
  })
})

it('counts by category, and apart what is not known', () => {
  const [first] = verdictsOf(
    [
      aFinding(),
      aFinding({ category: 'Warning' }),
      aFinding({ category: 'Information' }),
      aFinding({ category: 'Information', state: 'unknown' }),
    ],
    facts,
    'vm',
  )
  expect(first).toMatchObject({ critical: 1, warnings: 1, information: 1, unknown: 1 })
})

it('has a verdict for each object of every scope', () => {
  for (const scope of ['host', 'network', 'datastore', 'vcenter', 'cluster', 'plan'] as const)
    expect(verdictsOf([], facts, scope)).toMatchObject([{ object: { kind: scope }, cold: 'ready' }])
})
