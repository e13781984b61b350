import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { editDistance, nearest, pickVms } from './pick-vms.ts'
import { inventedVm } from './test-support/invented-data.ts'

const vms = [
  inventedVm('vm-1', 'web-01'),
  inventedVm('vm-2', 'web-02'),
  inventedVm('vm-3', 'twin', { path: 'DC1/A' }),
  inventedVm('vm-4', 'twin', { path: 'DC1/B' }),
  inventedVm('vm-5', 'Database Server', { path: '' }),
]

describe('pickVms', () => {
  it('finds by name and by path, in the order asked for', () => {
    const picked = pickVms(vms, ['web-02', 'DC1/B/twin', 'Database Server'])
    if (!picked.ok) throw new Error(picked.problem.message)
    expect([...picked.value.values()].map((vm) => vm.id)).toEqual(['vm-2', 'vm-4', 'vm-5'])
  })

  it('names near ones for a slip of the keys', () => {
    expect(pickVms(vms, ['wbe-01'])).toMatchObject({
      problem: { code: 'input.vm', message: expect.stringContaining('Near it: web-01.') as string },
    })
    expect(pickVms(vms, ['database'])).toMatchObject({
      problem: { message: expect.stringContaining('Database Server') as string },
    })
  })

  it('says how many VMs there are when none is near', () => {
    expect(pickVms(vms, ['zzzzzzzzzz'])).toMatchObject({
      problem: { remedy: 'Check the name; it has 5 VMs.' },
    })
  })

  it('lists the paths of an ambiguous name', () => {
    expect(pickVms(vms, ['twin'])).toMatchObject({
      problem: {
        code: 'input.vm-ambiguous',
        message: '2 VMs are named "twin": "DC1/A/twin", "DC1/B/twin".',
      },
    })
  })
})

describe('nearest', () => {
  it('gives at most five, each once', () => {
    const names = ['a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'a1']
    expect(nearest('a0', names)).toEqual(['a1', 'a2', 'a3', 'a4', 'a5'])
  })
})

describe('editDistance', () => {
  const word = fc.string({ maxLength: 8 })

  it('is a metric', () => {
    fc.assert(
      fc.property(word, word, word, (a, b, c) => {
        expect(editDistance(a, b)).toBe(editDistance(b, a))
        expect(editDistance(a, b) === 0).toBe(a === b)
        expect(editDistance(a, c)).toBeLessThanOrEqual(editDistance(a, b) + editDistance(b, c))
      }),
    )
  })

  it('counts single edits', () => {
    expect(editDistance('kitten', 'sitting')).toBe(3)
    expect(editDistance('', 'abc')).toBe(3)
  })
})
