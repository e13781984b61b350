import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inNaturalOrder } from './natural.ts'
import { createOrders, type Sorting } from './order.ts'
import { aThing, things, THINGS, type Thing } from './test-support/rows.ts'

function sorted(rows: readonly Thing[], ...sort: Sorting[]): string[] {
  return createOrders(rows, THINGS, (row) => row.note ?? '')(sort).map((at) => rows[at]!.name)
}

const by = (field: string, descending = false): Sorting => ({ field, descending })

describe('createOrders', () => {
  it('sorts names as people do', () => {
    const names = ['web-10', 'Web-9', 'db-2', 'web-1', 'äpfel', 'zoo', 'WEB-02']
    const rows = names.map((name) => aThing({ name }))
    const expected = ['äpfel', 'db-2', 'web-1', 'WEB-02', 'Web-9', 'web-10', 'zoo']
    expect(sorted(rows)).toEqual(expected)
    expect(sorted(rows, by('name'))).toEqual(expected)
    expect(sorted(rows, by('name', true))).toEqual(expected.toReversed())
    expect(inNaturalOrder(names, (name) => name)).toEqual(expected)
  })

  it('puts unknown values last in both directions', () => {
    const rows = [null, 2, 10, null, 1].map((disks, i) => aThing({ disks, name: `n${i}` }))
    expect(sorted(rows, by('disks'))).toEqual(['n4', 'n1', 'n2', 'n0', 'n3'])
    expect(sorted(rows, by('disks', true))).toEqual(['n2', 'n1', 'n4', 'n0', 'n3'])
    const lists = [['b'], [], ['a', 'z']].map((ips, i) => aThing({ ips, name: `n${i}` }))
    expect(sorted(lists, by('ip'))).toEqual(['n2', 'n0', 'n1'])
    expect(sorted(lists, by('ip', true))).toEqual(['n0', 'n2', 'n1'])
  })

  it('takes the next field, then name, then id among equals', () => {
    const rows = [
      aThing({ name: 'b', disks: 1, power: 'on' }),
      aThing({ name: 'a', disks: 1, power: 'on', note: '2' }),
      aThing({ name: 'a', disks: 1, power: 'on', note: '1' }),
      aThing({ name: 'c', disks: 2, power: 'off' }),
      aThing({ name: 'd', disks: 1, power: 'off' }),
    ]
    const order = createOrders(rows, THINGS, (row) => row.note ?? '')
    expect(order([by('disks'), by('power', true)])).toEqual([2, 1, 0, 4, 3])
  })

  it('is a permutation in the order of the keys', () => {
    const field = fc.constantFrom('name', 'note', 'power', 'disks', 'memory', 'template', 'ip')
    const sorts = fc.array(fc.record({ field, descending: fc.boolean() }), { maxLength: 3 })
    fc.assert(
      fc.property(fc.array(things), sorts, (rows, sort) => {
        const order = createOrders(rows, THINGS, (row) => row.note ?? '')(sort)
        expect(order.toSorted((a, b) => a - b)).toEqual(rows.map((_, i) => i))
        const [first] = sort
        if (first?.field !== 'disks') return
        const disks = order.map((at) => rows[at]!.disks)
        const known = disks.filter((value) => value !== null)
        const sign = first.descending ? -1 : 1
        expect(disks.slice(0, known.length)).toEqual(known.toSorted((a, b) => sign * (a - b)))
      }),
    )
  })
})
