import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inventedFinding, inventedRule } from './test-support/invented-preflight.ts'
import { remedyList } from './remedy-list.ts'

const rules = new Map([inventedRule()].map((rule) => [rule.id, rule]))

function finding(name: string, change: Partial<Parameters<typeof inventedFinding>[0]> = {}) {
  return inventedFinding({ id: name, object: { kind: 'vm', id: name, name }, ...change })
}

describe('the remedy list', () => {
  it('says the remedy once per rule, and each object with its command', () => {
    expect(
      remedyList('Preflight of vc', [finding('web-01'), finding('web-02', { isNew: true })], rules),
    ).toBe(
      [
        '# Preflight of vc',
        '',
        '2 findings',
        '',
        '## Is changed block tracking on? (Warning, 2 findings)',
        '',
        'What to do: Turn it on and take the VM through a snapshot.',
        '',
        '- [ ] **web-01**: Changed block tracking is off.',
        '  - govc: `govc vm.change -vm web-01 -e ctkEnabled=true`',
        '- [ ] **web-02**: Changed block tracking is off. (new)',
        '  - govc: `govc vm.change -vm web-01 -e ctkEnabled=true`',
        '',
        'Documentation: Warm migration, <https://docs.example/warm>',
        '',
      ].join('\n'),
    )
  })

  it('says each remedy where they differ, and what is waived and unknown', () => {
    const text = remedyList(
      'vc',
      [
        finding('a', { state: 'unknown', commands: [] }),
        finding('b', { remedy: 'Remove it.', waiver: { by: 'Ada', at: '', reason: 'goes away' } }),
      ],
      new Map(),
    )
    expect(text).toContain('(unknown, Warning, 2 findings)')
    expect(text).toContain('(waived by Ada: goes away) Remove it.')
    expect(text).not.toContain('What to do:')
  })

  it('keeps every name on its line and reads nothing in it as markup', () => {
    const name = fc.string({ unit: 'binary' }).map((text) => `x${text}`)
    fc.assert(
      fc.property(name, name, (object, command) => {
        const one = finding(object, { commands: [{ tool: 'oc', command }] })
        const text = remedyList('vc', [one], rules)
        const lines = text.split('\n').filter((line) => line.startsWith('- [ ] '))
        expect(lines).toHaveLength(1)
        const shown = /^- \[ \] \*\*(.*)\*\*: Changed/.exec(lines[0] ?? '')?.[1] ?? ''
        expect(shown).not.toMatch(/(?<!\\)(?:\\\\)*[`*<>[\]|]/)
      }),
    )
  })

  it('puts a command with backticks between more of them', () => {
    const one = finding('a', { commands: [{ tool: 'PowerCLI', command: 'a `b`` c' }] })
    expect(remedyList('vc', [one], rules)).toContain('PowerCLI: ``` a `b`` c ```')
  })
})
