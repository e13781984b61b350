import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aDisk, anInventory, aPlan } from '../../test/fixtures/inventory.ts'
import type { ClusterRule, Vm } from '../inventory/model.ts'
import { createFacts } from './engine.ts'
import { forecast } from './forecast.ts'
import { estateOf, GIB, machine, verdict } from './test-support/estate-to-move.ts'
import type { WaveBounds } from './waves.ts'

function rule(kind: ClusterRule['kind'], vmIds: string[], enabled = true): ClusterRule {
  return { name: `${kind} rule`, kind, enabled, mandatory: false, vmIds, hostIds: [] }
}

const waveOf = (waves: readonly { vmIds: readonly string[] }[], id: string) =>
  waves.findIndex(({ vmIds }) => vmIds.includes(id))

describe('waves', () => {
  it('leaves out templates and what neither way is open for', () => {
    const vms = [machine(1), machine(2), machine(3), machine(4, { isTemplate: true })]
    const { waves, blocked } = forecast(estateOf(vms), [
      verdict('vm-1', 'blocked'),
      verdict('vm-2', 'blocked', 'ready'),
    ])
    expect(blocked).toEqual(['vm-1'])
    expect(waves.flatMap((wave) => wave.vmIds)).toEqual(['vm-2', 'vm-3'])
  })

  it('goes by the way of the plan where there is one', () => {
    const inventory = anInventory({ vms: [machine(1), machine(2)] })
    const facts = createFacts(inventory, { plan: aPlan({ vms: [{ vmId: 'vm-1' }] }) })
    const { waves, blocked } = forecast(facts, [verdict('vm-1', 'blocked', 'ready')])
    expect({ waves, blocked }).toEqual({ waves: [], blocked: ['vm-1'] })
  })

  it('keeps an application in one folder together and says so', () => {
    const shop = [1, 2, 3].map((id) => machine(id, { path: 'DC1/Shop' }))
    const rest = [4, 5].map((id) => machine(id, { path: 'DC1/Mail' }))
    const bounds = { maxVms: 3, maxBytes: 1e15, maxDisksPerHost: 100 }
    const { waves } = forecast(estateOf([...rest, ...shop]), [], { bounds })
    expect(waves.map(({ name, vmIds, reason }) => [name, vmIds.join(' '), reason])).toEqual([
      ['Wave 1', 'vm-4 vm-5', 'Folder DC1/Mail (2 VMs).'],
      ['Wave 2', 'vm-1 vm-2 vm-3', 'Folder DC1/Shop (3 VMs).'],
    ])
  })

  it('goes by the stem of names at the top of a datacenter', () => {
    const named = ['web-1', 'db-1', 'web-2', 'db-2'].map((name, id) => machine(id, { name, path: 'DC1' }))
    const bounds = { maxVms: 2, maxBytes: 1e15, maxDisksPerHost: 100 }
    const { waves } = forecast(estateOf(named), [], { bounds })
    expect(waves.map(({ reason }) => reason)).toEqual(['Db* in DC1 (2 VMs).', 'Web* in DC1 (2 VMs).'])
  })

  it.each([
    ['a disk file', { file: '[gold] both/both.vmdk' }, 'they share a disk'],
    ['a LUN', { lunUuid: '02000000006000' }, 'they share a LUN'],
  ])('never splits VMs that share %s', (_, disk, why) => {
    const share = (id: number, path: string) =>
      machine(id, { path, disks: [aDisk({ file: `[gold] ${id}.vmdk`, capacityBytes: GIB, ...disk })] })
    const bounds = { maxVms: 1, maxBytes: 1e15, maxDisksPerHost: 100 }
    const { waves } = forecast(estateOf([share(1, 'DC1/A'), machine(2), share(3, 'DC1/B')]), [], { bounds })
    const both = waves.find(({ vmIds }) => vmIds.includes('vm-1'))
    expect(both?.vmIds).toEqual(['vm-1', 'vm-3'])
    expect(both?.reason).toContain(why)
  })

  it('says which VM of a group is blocked', () => {
    const share = (id: number) => machine(id, { disks: [aDisk({ file: '[gold] both.vmdk' })] })
    const { waves, blocked } = forecast(estateOf([share(1), share(2)]), [verdict('vm-1', 'blocked')])
    expect(blocked).toEqual(['vm-1'])
    expect(waves.map(({ vmIds }) => vmIds)).toEqual([['vm-2']])
    expect(waves[0]?.reason).toContain(
      'vm-2 goes alone: they share a disk; blocked and not in this wave: vm-1',
    )
  })

  it('follows the rules of a cluster that are on', () => {
    const vms = [1, 2, 3, 4].map((id) => machine(id, { path: `DC1/F${id}` }))
    const { waves } = forecast(
      estateOf(vms, [
        rule('together', ['vm-1', 'vm-4']),
        rule('apart', ['vm-1', 'vm-2']),
        rule('apart', ['vm-2', 'vm-3'], false),
      ]),
      [],
    )
    expect(waveOf(waves, 'vm-1')).toBe(waveOf(waves, 'vm-4'))
    expect(waveOf(waves, 'vm-1')).not.toBe(waveOf(waves, 'vm-2'))
    expect(waveOf(waves, 'vm-2')).not.toBe(-1)
  })

  it('puts nothing beside a group that is over a bound by itself', () => {
    const disks = (id: number, count: number) =>
      Array.from({ length: count }, (_, at) => aDisk({ file: `[gold] ${id}-${at}.vmdk`, capacityBytes: GIB }))
    const vms = [machine(1, { disks: disks(1, 5) }), machine(2, { hostId: 'host-2', disks: disks(2, 1) })]
    const { waves } = forecast(estateOf(vms), [], {
      bounds: { maxVms: 50, maxBytes: 1e15, maxDisksPerHost: 4 },
    })
    expect(waves.map(({ vmIds }) => vmIds)).toEqual([['vm-1'], ['vm-2']])
  })

  it('holds its bounds over any estate', () => {
    const shapes = fc.array(
      fc.record({
        folder: fc.nat(4),
        host: fc.nat(3),
        sizes: fc.array(fc.integer({ min: 1, max: 15 }), { maxLength: 4 }),
        shared: fc.option(fc.nat(6), { nil: undefined }),
        blocked: fc.boolean(),
      }),
      { maxLength: 60 },
    )
    const bounds: WaveBounds = { maxVms: 5, maxBytes: 100 * GIB, maxDisksPerHost: 6 }
    fc.assert(
      fc.property(shapes, (list) => {
        const vms = list.map(({ folder, host, sizes, shared }, id) =>
          machine(id, {
            path: `DC1/F${folder}`,
            hostId: `host-${host}`,
            disks: sizes.map((size, at) =>
              aDisk({
                file:
                  at === 0 && shared !== undefined
                    ? `[gold] shared-${shared}.vmdk`
                    : `[gold] ${id}-${at}.vmdk`,
                capacityBytes: size * GIB,
              }),
            ),
          }),
        )
        const verdicts = list.map(({ blocked }, id) => verdict(`vm-${id}`, blocked ? 'blocked' : 'ready'))
        const facts = estateOf(vms)
        const result = forecast(facts, verdicts, { bounds })
        expect(forecast(facts, verdicts, { bounds })).toEqual(result)
        const free = vms.filter((_, id) => list[id]?.blocked === false)
        const placed = result.waves.flatMap(({ vmIds }) => vmIds)
        expect(placed.toSorted()).toEqual(free.map(({ id }) => id).toSorted())
        const byFile = Map.groupBy(
          free.flatMap((vm) => vm.disks.map(({ file }) => ({ file, id: vm.id }))),
          ({ file }) => file,
        )
        for (const sharers of byFile.values())
          expect(new Set(sharers.map(({ id }) => waveOf(result.waves, id))).size).toBe(1)
        for (const wave of result.waves) {
          const members = free.filter(({ id }) => wave.vmIds.includes(id))
          const disks = members.flatMap((vm) => vm.disks.map((disk) => ({ ...disk, hostId: vm.hostId })))
          expect(wave.bytes).toBe(disks.reduce((sum, disk) => sum + disk.capacityBytes, 0))
          expect(wave.durationMs.to).toBeGreaterThanOrEqual(wave.durationMs.from)
          const perHost = [...Map.groupBy(disks, (disk) => disk.hostId).values()].map((some) => some.length)
          const over =
            members.length > bounds.maxVms ||
            wave.bytes > bounds.maxBytes ||
            perHost.some((count) => count > bounds.maxDisksPerHost)
          if (over) expect(isOneGroup(members, vms)).toBe(true)
        }
        const sum = (of: 'disks' | 'vms' | 'bytes') =>
          result.hosts.reduce((total, host) => total + host[of], 0)
        expect(sum('vms')).toBe(free.length)
        expect(sum('disks')).toBe(free.reduce((total, vm) => total + vm.disks.length, 0))
        expect(sum('bytes')).toBe(result.waves.reduce((total, wave) => total + wave.bytes, 0))
      }),
    )
  })

  it('is even done with an estate where everything is shared by everything', () => {
    const vms = Array.from({ length: 2_000 }, (_, id) =>
      machine(id, {
        disks: [aDisk({ file: `[gold] ${id >> 1}.vmdk` }), aDisk({ file: `[gold] b${(id + 1) >> 1}.vmdk` })],
      }),
    )
    const { waves } = forecast(estateOf(vms), [])
    expect(waves.map(({ vmIds }) => vmIds.length)).toEqual([2_000])
  })
})

/** Whether the VMs hang together by disks, by way of any others. */
function isOneGroup(members: readonly Vm[], all: readonly Vm[]): boolean {
  const files = new Set(members[0]?.disks.map(({ file }) => file))
  let left = all
  for (let before = -1; before !== left.length;) {
    before = left.length
    const near = left.filter((vm) => vm.disks.some(({ file }) => files.has(file)))
    for (const vm of near) for (const { file } of vm.disks) files.add(file)
    left = left.filter((vm) => !near.includes(vm))
  }
  return members.length === 1 || members.every((vm) => !left.includes(vm))
}
