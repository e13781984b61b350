import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aDatastore, aVm, anInventory } from '../../test/fixtures/inventory.ts'
import { readCustomRules } from './custom-rule.ts'
import { createFacts, evaluate } from './engine.ts'

const RULE = `id: house.old-hardware
scope: vm
category: Warning
question: Is the virtual hardware recent?
where: hardware < 13 and power = on
message: The virtual hardware is old.
remedy: Upgrade the virtual hardware.
`
const read = (text: string, name = 'house.yaml') => readCustomRules([{ name, text }])
const firstProblem = (text: string) => read(text).problems[0]
const findings = (text: string, inventory = anInventory()) => {
  const { rules, problems } = read(text)
  expect(problems).toEqual([])
  return [...evaluate(rules, createFacts(inventory))].flat()
}

describe('a custom rule', () => {
  const inventory = anInventory({
    vms: [aVm({ id: 'vm-1', hardwareVersion: 'vmx-11' }), aVm({ id: 'vm-2', name: 'web-02' })],
  })

  it('finds what its query finds, with the fields of the query as evidence', () => {
    expect(findings(RULE, inventory)).toEqual([
      {
        id: 'house.old-hardware:vm-1',
        rule: 'house.old-hardware',
        object: { kind: 'vm', id: 'vm-1', name: 'web-01' },
        category: 'Warning',
        state: 'found',
        applies: 'both',
        message: 'The virtual hardware is old.',
        evidence: [
          { property: 'power', value: 'on' },
          { property: 'hardware', value: '11' },
        ],
        remedy: 'Upgrade the virtual hardware.',
        commands: [],
      },
    ])
  })

  it('can be about other objects than VMs, and look beyond its own', () => {
    const text = RULE.replace('scope: vm', 'scope: datastore').replace(/where: .*/, 'where: free < 1 TiB')
    const found = findings(text, anInventory({ datastores: [aDatastore()] }))
    expect(found).toMatchObject([
      { object: { kind: 'datastore' }, evidence: [{ property: 'free', value: '512.0 GiB' }] },
    ])
    expect(findings(RULE.replace(/where: .*/, "where: cluster = 'prod'"))).toHaveLength(1)
  })

  it('says unknown, once, of what the source cannot tell', () => {
    const [found, ...others] = findings(RULE, { ...inventory, unknown: ['vms.hardwareVersion'] })
    expect(others).toEqual([])
    expect(found).toMatchObject({ state: 'unknown', object: { kind: 'vcenter' } })
    expect(found?.evidence).toEqual([{ property: 'vms.hardwareVersion', value: 'not known' }])
  })

  it.each([
    ['a part of a disk', 'disk-mode = persistent', ['vms.disks', 'vms.disks.mode']],
    ['what its host tells', "host-version = '8.0'", ['hosts.version', 'vms.hostId']],
    ['nothing but a name', 'web', []],
  ])('needs %s', (_what, where, needs) => {
    const { rules } = read(RULE.replace(/where: .*/, `where: ${where}`))
    expect(rules[0]?.needs).toEqual(needs)
  })

  it('may be one of a list, of several documents, or JSON with tabs', () => {
    const second = RULE.replace('house.old-hardware', 'house.second')
    const json = JSON.stringify(
      {
        id: 'a',
        scope: 'vm',
        category: 'Critical',
        question: 'q',
        where: 'cpu > 1',
        message: 'm',
        remedy: 'r',
      },
      null,
      '\t',
    )
    const asItem = (text: string) => `- ${text.trimEnd().replaceAll('\n', '\n  ')}\n`
    expect(read(asItem(RULE) + asItem(second)).rules).toHaveLength(2)
    expect(read(`${RULE}---\n${second}`).rules).toHaveLength(2)
    expect(read(json, 'house.json')).toMatchObject({ problems: [], rules: [{ id: 'a' }] })
  })

  it.each([
    ['broken YAML', 'id: "open\nscope: vm\n', 'rules.syntax', 'house.yaml, line 3, column 1: Missing'],
    [
      'an unknown scope',
      RULE.replace('scope: vm', 'scope: moon'),
      'rules.invalid',
      'line 2, column 8: "scope"',
    ],
    ['a scope without fields', RULE.replace('scope: vm', 'scope: plan'), 'rules.invalid', 'line 2, column 8'],
    [
      'a missing part',
      RULE.replace(/remedy: .*\n/, ''),
      'rules.invalid',
      'line 1, column 1: The rule has no "remedy"',
    ],
    [
      'a part too many',
      `${RULE}colour: red\n`,
      'rules.invalid',
      'line 8, column 1: A rule has no part "colour"',
    ],
    ['a bad id', RULE.replace('house.old-hardware', 'House rule'), 'rules.invalid', 'line 1, column 5: "id"'],
    [
      'an unknown field',
      RULE.replace('hardware <', 'hardwear <'),
      'rules.query',
      'line 5, column 8: There is no field',
    ],
    [
      'a mistake behind',
      RULE.replace('= on', '= maybe'),
      'rules.query',
      'line 5, column 34: "maybe" is no value of power.',
    ],
    ['a wrong type', RULE.replace('13', 'old'), 'rules.query', 'line 5, column 19'],
    ['an alias', `${RULE}applies: &a both\nx: *a\n`, 'rules.syntax', 'house.yaml, line 1'],
    ['no rule', '# nothing\n', 'rules.invalid', 'line 1, column 1'],
    ['a text', 'hello', 'rules.invalid', 'line 1, column 1: This is no rule'],
    ['a built-in id', RULE, 'rules.duplicate-id', 'line 1, column 5'],
  ])('is refused with its place for %s', (what, text, code, place) => {
    const taken = what === 'a built-in id' ? ['house.old-hardware'] : []
    const { rules, problems } = readCustomRules([{ name: 'house.yaml', text }], taken)
    expect(rules).toEqual([])
    expect(problems[0]?.code).toBe(code)
    expect(problems[0]?.message).toContain(place)
    expect(problems[0]?.remedy).not.toBe('')
  })

  it('points into a query in quotes and in a block', () => {
    const quoted = RULE.replace(/where: .*/, 'where: "power = on and hardwear < 13"')
    expect(firstProblem(quoted)?.message).toContain('line 5, column 24')
    const block = RULE.replace(/where: .*/, 'where: |\n    power = on\n    and hardwear < 13')
    expect(firstProblem(block)?.message).toContain('line 7, column 9')
  })

  it('does not stop others, in its file or in another', () => {
    const good = RULE.replace('house.old-hardware', 'good')
    const { rules, problems } = readCustomRules([
      { name: 'a.yaml', text: ': : :' },
      { name: 'b.yaml', text: `${RULE}---\n${RULE.replace('13', '')}---\n${good}` },
      { name: 'c.yaml', text: good },
    ])
    expect(rules.map((rule) => rule.id)).toEqual(['house.old-hardware', 'good'])
    expect(problems.map(({ code }) => code)).toEqual([
      'rules.syntax',
      'rules.duplicate-id',
      'rules.duplicate-id',
    ])
  })

  it('reads any text without throwing', () => {
    const piece = fc.constantFrom(
      ...RULE.split(/(?<=\n)|(?= )/),
      '- ',
      '&a ',
      '*a',
      '{',
      ']',
      '\t',
      '|',
      '> ',
      '"',
      '#',
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 40 }), (pieces) => {
        for (const problem of read(pieces.join('')).problems)
          expect(problem.message).toMatch(/line \d+, column \d+/)
      }),
    )
  })
})
