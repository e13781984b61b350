import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  isLabel,
  isSubdomain,
  isVmName,
  labelFault,
  namespaceFault,
  planNameFault,
  targetName,
  toLabel,
  vmNameFault,
} from './names.ts'

const none = new Set<string>()
const suffix = () => 'x7k2'

describe('targetName', () => {
  it.each([
    ['web-01', 'web-01'],
    ['web.example.com', 'web.example.com'],
    ['Web_01', 'web-01'],
    ['SQL Server (prod)', 'sql-server-prod'],
    ['a+b*c/d\\e', 'a-b-c-d-e'],
    ['--Edge--Case--', 'edge-case'],
    ['.hidden.', 'hidden'],
    ['Ünïcode', 'ncode'],
    ['App..Server._x', 'app.server.x'],
    ['', 'vm-x7k2'],
    ['数据库', 'vm-x7k2'],
    ['A'.repeat(80), 'a'.repeat(63)],
    [`${'A'.repeat(62)}_b`, 'a'.repeat(62)],
  ])('%j becomes %j', (source, expected) => {
    expect(targetName(source, none, suffix)).toBe(expected)
  })

  it('cuts a taken name and adds a suffix', () => {
    expect(targetName('web-01', new Set(['web-01']), suffix)).toBe('web-01-x7k2')
    const long = 'b'.repeat(63)
    expect(targetName(long, new Set([long]), suffix)).toBe(`${'b'.repeat(58)}-x7k2`)
  })

  it('ends even when the suffix never changes', () => {
    expect(targetName('web', new Set(['web', 'web-x7k2', 'web-1']), suffix)).toBe('web-2')
  })

  it('is always valid, free, and keeps a valid free name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.array(fc.string()), (source, others) => {
        const first = targetName(source, none, suffix)
        const taken = new Set([first, ...others])
        const second = targetName(source, taken, suffix)
        expect(isVmName(first)).toBe(true)
        expect(isVmName(second)).toBe(true)
        expect(taken.has(second)).toBe(false)
        if (isVmName(source)) expect(first).toBe(source)
      }),
    )
  })
})

describe('toLabel', () => {
  it('makes a label of any text, or nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 63 }), (text, max) => {
        const label = toLabel(text, max)
        expect(label === '' || (isLabel(label) && label.length <= max)).toBe(true)
        if (isLabel(text) && text.length <= max && !text.includes('--')) expect(label).toBe(text)
      }),
    )
  })
})

describe('the grammar', () => {
  it.each([
    ['a', true, true],
    ['a-b', true, true],
    ['a.b', false, true],
    ['0a', true, true],
    ['-a', false, false],
    ['a-', false, false],
    ['a..b', false, false],
    ['a.-b', false, false],
    ['A', false, false],
    ['', false, false],
    ['a'.repeat(64), false, true],
  ])('%j: label %s, subdomain %s', (name, label, subdomain) => {
    expect(isLabel(name)).toBe(label)
    expect(isSubdomain(name)).toBe(subdomain)
  })
})

describe('faults', () => {
  it('names what is wrong and what would be right', () => {
    expect(namespaceFault('Bad_NS')).toEqual({
      message:
        '"Bad_NS" is not a valid namespace name: it has capital letters and it has "_". Use 1 to 63 lower-case letters, digits and "-", for example "bad-ns".',
      suggestion: 'bad-ns',
    })
    expect(labelFault('', 'plan name')?.message).toBe(
      'The plan name is empty. Use 1 to 63 lower-case letters, digits and "-".',
    )
    expect(planNameFault('wave 1')?.message).toContain('a space')
    expect(planNameFault('a.b')?.suggestion).toBe('a-b')
    expect(vmNameFault('a'.repeat(64))?.message).toContain('it has 64 characters')
    expect(vmNameFault('a..b')?.suggestion).toBe('a.b')
    expect(vmNameFault('-a')?.message).toContain('begins or ends')
  })

  it('is silent about good names', () => {
    expect(namespaceFault('team-a')).toBeUndefined()
    expect(planNameFault('wave-1')).toBeUndefined()
    expect(vmNameFault('db.example')).toBeUndefined()
  })

  it.each(['kube-system', 'openshift-cnv', 'openshift'])('keeps out of %s', (name) => {
    const found = namespaceFault(name)
    expect(found?.message).toContain('belong to the cluster itself')
    expect(namespaceFault(found?.suggestion ?? '')).toBeUndefined()
  })

  it('suggests only valid names, and reports exactly the invalid ones', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => {
        const label = labelFault(name, 'plan name')
        expect(label === undefined).toBe(isLabel(name))
        expect(label === undefined || label.suggestion === '' || isLabel(label.suggestion)).toBe(true)
        const vm = vmNameFault(name)
        expect(vm === undefined).toBe(isVmName(name))
        expect(vm === undefined || vm.suggestion === '' || isVmName(vm.suggestion)).toBe(true)
      }),
    )
  })
})
