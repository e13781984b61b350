import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createEstate } from './create-estate.ts'
import type { EstateVm } from './model.ts'
import { addSnapshot, allSnapshots, removeSnapshot, snapshotPath } from './snapshots.ts'

const freshVm = (): EstateVm => createEstate({ seed: 's', vms: 3, hosts: 1 }).vms[0]!
const add = (vm: EstateVm, name: string): string =>
  addSnapshot(vm, { name, description: '', createdAt: 0, quiesced: false, memory: false }).id

describe('snapshots of a VM', () => {
  it('grow as a chain and close up when one goes', () => {
    const vm = freshVm()
    const [a, b, c] = ['a', 'b', 'c'].map((name) => add(vm, name)) as [string, string, string]
    expect(snapshotPath(vm.snapshots, vm.currentSnapshotId).map((s) => s.id)).toEqual([a, b, c])
    expect(removeSnapshot(vm, b, false)).toEqual([b])
    expect(snapshotPath(vm.snapshots, vm.currentSnapshotId).map((s) => s.id)).toEqual([a, c])
  })

  it('make the parent current when the current one goes', () => {
    const vm = freshVm()
    const [a, b] = ['a', 'b'].map((name) => add(vm, name)) as [string, string]
    removeSnapshot(vm, b, false)
    expect(vm.currentSnapshotId).toBe(a)
    removeSnapshot(vm, a, false)
    expect(vm.currentSnapshotId).toBeUndefined()
    expect(vm.snapshots).toEqual([])
  })

  it('stay a tree with known ids, whatever comes and goes', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('add' as const) }),
      fc.record({ kind: fc.constant('remove' as const), nth: fc.nat(9), children: fc.boolean() }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const vm = freshVm()
        const known = new Set<string>()
        for (const s of steps) {
          if (s.kind === 'add') {
            const id = add(vm, 'x')
            expect(known.has(id)).toBe(false)
            known.add(id)
            continue
          }
          const present = allSnapshots(vm.snapshots)
          const target = present[s.nth % Math.max(1, present.length)]
          if (target === undefined) continue
          const gone = removeSnapshot(vm, target.id, s.children)
          const left = allSnapshots(vm.snapshots).map((snapshot) => snapshot.id)
          expect([...gone, ...left].sort()).toEqual(present.map((snapshot) => snapshot.id).sort())
        }
        const left = allSnapshots(vm.snapshots)
        expect(vm.currentSnapshotId === undefined).toBe(
          snapshotPath(vm.snapshots, vm.currentSnapshotId).length === 0,
        )
        expect(new Set(left.map((s) => s.id)).size).toBe(left.length)
      }),
    )
  })
})
