import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  aDatastore,
  aDisk,
  aHost,
  aNetwork,
  aNic,
  anInventory,
  aPlan,
  aStorageClass,
  aTarget,
  aVm,
} from '../../test/fixtures/inventory.ts'
import type { Inventory, Vm, VmSnapshot } from '../inventory/model.ts'
import type { Target } from '../target/model.ts'
import { blockers, planConsequences } from './consequences.ts'
import { planDrift } from './drift.ts'
import type { Drift } from './drift-model.ts'
import type { PlanInput } from './model.ts'
import { reviewOf } from './reviewed.ts'

const AT = '2026-11-20T10:00:00.000Z'
const GIB = 2 ** 30
const places = {
  hosts: [aHost(), aHost({ id: 'host-2', name: 'esx-02' })],
  datastores: ['gold', 'silver', 'gold-2', 'tape'].map((name, at) =>
    aDatastore({ id: `datastore-${at + 1}`, name }),
  ),
  networks: ['web', 'db', 'dmz', 'far'].map((name, at) => aNetwork({ id: `network-${at + 1}`, name })),
}
const target = aTarget({
  storageClasses: ['fast', 'slow'].map((name) => aStorageClass({ name })),
  attachments: [{ namespace: 'demo', name: 'vlan-2', type: 'bridge' }],
})
/** datastore-4 and network-4 are not mapped. */
const plan = aPlan({
  vms: [{ vmId: 'vm-1' }, { vmId: 'vm-2', targetName: 'db' }],
  networkMap: [
    { sourceId: 'network-1', target: { kind: 'pod' } },
    { sourceId: 'network-2', target: { kind: 'multus', namespace: 'demo', name: 'vlan-2' } },
    { sourceId: 'network-3', target: { kind: 'ignored' } },
  ],
  storageMap: [
    { sourceId: 'datastore-1', storageClass: 'fast' },
    { sourceId: 'datastore-2', storageClass: 'slow' },
    { sourceId: 'datastore-3', storageClass: 'fast' },
  ],
})

const aSnapshot = (id: string, name: string): VmSnapshot => ({
  ...{ id, name, createdAt: AT, quiesced: false, current: true },
})
const web = aVm({
  disks: [
    aDisk({ capacityBytes: 40 * GIB }),
    aDisk({
      key: 2001,
      label: 'Hard disk 2',
      capacityBytes: 10 * GIB,
      uuid: 'b',
      file: '[gold] web-01/b.vmdk',
    }),
  ],
  snapshots: [aSnapshot('snapshot-1', 'before patch')],
})
const db = aVm({
  ...{ id: 'vm-2', name: 'db-01', uuid: '4200', instanceUuid: '5000', powerState: 'poweredOff' },
  disks: [aDisk({ datastoreId: 'datastore-2', file: '[silver] db-01/a.vmdk', uuid: 'c' })],
  nics: [aNic({ networkId: 'network-2', mac: '00:50:56:00:00:02' })],
})

const estate = (vms: readonly Vm[]): Inventory => anInventory({ ...places, vms: [...vms] })

function drift(
  before: readonly Vm[],
  now: readonly Vm[],
  change: { plan?: PlanInput; target?: Target } = {},
): Drift {
  const { plan: wanted = plan, target: cluster = target } = change
  return planDrift(wanted, reviewOf(wanted.vms, estate(before), AT), estate(now), cluster)
}

const words = ({ items }: Drift): string[] =>
  items.map(({ kind, name, message }) => `${kind}: ${name}: ${message}`)

describe('the drift of a plan', () => {
  const [first, second] = web.disks
  it.each<[string, Partial<Vm>, string]>([
    [
      'a disk grew',
      { disks: [first!, { ...second!, capacityBytes: 60 * GIB }] },
      'accept: web-01: Hard disk 2 grew from 10.0 GiB to 60.0 GiB.',
    ],
    [
      'a disk shrank by less than can be shown',
      { disks: [{ ...first!, capacityBytes: 40 * GIB - 512 }, second!] },
      'accept: web-01: Hard disk 1 shrank by 512 bytes.',
    ],
    ['a disk is gone', { disks: [first!] }, 'accept: web-01: Hard disk 2 (10.0 GiB) is gone.'],
    [
      'a disk is new',
      { disks: [...web.disks, aDisk({ key: 2002, label: 'Hard disk 3', capacityBytes: GIB })] },
      'accept: web-01: Hard disk 3 (1.0 GiB) is new and goes to fast.',
    ],
    [
      'a disk is new where nothing is mapped',
      { disks: [...web.disks, aDisk({ key: 2002, label: 'Hard disk 3', datastoreId: 'datastore-4' })] },
      'blocking: web-01: Hard disk 3 (64.0 MiB) is new and lies on tape, which the plan does not map.',
    ],
    [
      'a disk is another one',
      { disks: [first!, { ...second!, uuid: 'z' }] },
      'accept: web-01: Hard disk 2 is another disk: it was one of 10.0 GiB and is one of 10.0 GiB.',
    ],
    [
      'a disk moved, and goes where it went',
      { disks: [first!, { ...second!, datastoreId: 'datastore-3' }] },
      'info: web-01: Hard disk 2 moved from gold to gold-2; both go to fast.',
    ],
    [
      'a disk moved, and goes elsewhere',
      { disks: [first!, { ...second!, datastoreId: 'datastore-2' }] },
      'accept: web-01: Hard disk 2 moved from gold to silver, and goes to slow therefore.',
    ],
    [
      'a disk moved where nothing is mapped',
      { disks: [first!, { ...second!, datastoreId: 'datastore-4' }] },
      'blocking: web-01: Hard disk 2 moved from gold to tape, which the plan does not map.',
    ],
    [
      'a card moved',
      { nics: [aNic({ networkId: 'network-2' })] },
      'accept: web-01: Network adapter 1 was in web and is in db, and goes to demo/vlan-2.',
    ],
    [
      'a card moved where nothing is mapped',
      { nics: [aNic({ networkId: 'network-4' })] },
      'blocking: web-01: Network adapter 1 was in web and is in far, which the plan does not map.',
    ],
    [
      'a card is new',
      { nics: [aNic(), aNic({ key: 4001, label: 'Network adapter 2', networkId: 'network-3' })] },
      'accept: web-01: Network adapter 2 (dmz) is new, and is left out.',
    ],
    [
      'a card is new where nothing is mapped',
      { nics: [aNic(), aNic({ key: 4001, label: 'Network adapter 2', networkId: 'network-4' })] },
      'blocking: web-01: Network adapter 2 is new and in far, which the plan does not map.',
    ],
    ['a card is gone', { nics: [] }, 'accept: web-01: Network adapter 1 (web) is gone.'],
    [
      'a card has another address',
      { nics: [aNic({ mac: '00:50:56:00:00:99' })] },
      'info: web-01: The MAC address of Network adapter 1 was 00:50:56:00:00:01 and is 00:50:56:00:00:99.',
    ],
    [
      'a snapshot is new',
      { snapshots: [...web.snapshots, aSnapshot('snapshot-2', 'backup')] },
      'accept: web-01: It has a new snapshot, "backup".',
    ],
    ['a snapshot is gone', { snapshots: [] }, 'info: web-01: Its snapshot "before patch" is gone.'],
    ['it moved', { hostId: 'host-2' }, 'info: web-01: It was on esx-01 and is on esx-02.'],
    ['it is off', { powerState: 'poweredOff' }, 'info: web-01: It is off now.'],
    ['its firmware changed', { firmware: 'efi' }, 'accept: web-01: Its firmware was BIOS and is EFI.'],
    ['it has more CPUs', { cpuCount: 8 }, 'accept: web-01: It had 2 CPUs and has 8.'],
    ['it has more memory', { memoryMiB: 4096 }, 'accept: web-01: Its memory was 2.0 GiB and is 4.0 GiB.'],
    [
      'its guest system changed',
      { configuredGuestId: 'windows2022srvNext_64Guest', configuredGuestName: 'Windows' },
      'accept: web-01: Its guest system was set to Red Hat Enterprise Linux 9 (64-bit) and is set to Windows.',
    ],
    [
      'it was renamed',
      { name: 'web-99' },
      'accept: web-99: It was named web-01; its name on the target comes from its new name.',
    ],
    [
      'it is another VM',
      { instanceUuid: 'other' },
      'accept: web-01: It is another virtual machine under the same id: its instance UUID changed.',
    ],
  ])('%s', (_what, change, expected) => {
    expect(words(drift([web, db], [{ ...web, ...change }, db]))).toEqual([expected])
  })

  it('says of what hangs on the plan only where it does', () => {
    const warm: PlanInput = { ...plan, type: 'warm' }
    const off = { changeTracking: false }
    const [disk, other] = web.disks
    const untracked = { disks: [{ ...disk!, ...off }, other!] }
    expect(words(drift([web, db], [{ ...web, ...off, ...untracked }, db]))).toEqual([])
    expect(words(drift([web, db], [{ ...web, ...off, ...untracked }, db], { plan: warm }))).toEqual([
      'accept: web-01: Changed block tracking was switched off.',
    ])
    expect(words(drift([web, db], [{ ...web, ...untracked }, db], { plan: warm }))).toEqual([
      'accept: web-01: Changed block tracking of Hard disk 1 was switched off.',
    ])
    // A run of ours switches it on, and what it leaves of itself must not have to be accepted.
    expect(words(drift([{ ...web, ...off, ...untracked }, db], [web, db], { plan: warm }))).toEqual([
      'info: web-01: Changed block tracking was switched on.',
    ])
    const ours = [...web.snapshots, aSnapshot('snapshot-9', 'palletjack-12345678-87654321-1')]
    expect(words(drift([web, db], [{ ...web, snapshots: ours }, db], { plan: warm }))).toEqual([])
    expect(words(drift([web, db], [web, { ...db, powerState: 'poweredOn' }]))).toEqual([
      'info: db-01: It runs now, and is shut down for the whole copy.',
    ])
    expect(words(drift([web, db], [web, { ...db, name: 'db-99' }]))).toEqual([
      'info: db-99: It was named db-01. It stays db on the target.',
    ])
  })

  it('says what is gone from the source and from the target', () => {
    expect(words(drift([web, db], [db]))).toEqual(['blocking: web-01: It is no longer in the inventory.'])
    const storageClasses = target.storageClasses.filter(({ name }) => name !== 'slow')
    expect(words(drift([web, db], [web, db], { target: { ...target, storageClasses } }))).toEqual([
      'blocking: Storage class slow: It is gone from the cluster; disks on silver were to go there.',
    ])
    expect(words(drift([web, db], [web, db], { target: { ...target, attachments: [] } }))).toEqual([
      'blocking: Network demo/vlan-2: It is gone from the cluster; cards in db were to go there.',
    ])
    const transferNetwork = { kind: 'attachment', namespace: 'demo', name: 'fast' } as const
    expect(words(drift([web, db], [web, db], { plan: { ...plan, transferNetwork } }))).toEqual([
      'blocking: Transfer network: demo/fast is gone from the cluster.',
    ])
  })

  it('is not known of VMs that were never looked at', () => {
    const grown = { ...db, memoryMiB: 1 }
    expect(planDrift(plan, undefined, estate([web, grown]), target)).toEqual({ unknownVms: 2, items: [] })
    const some = reviewOf([{ vmId: 'vm-2' }], estate([web, db]), AT)
    expect(planDrift(plan, some, estate([{ ...web, memoryMiB: 1 }, grown]), target)).toMatchObject({
      ...{ unknownVms: 1, reviewedAt: AT },
      items: [{ vmId: 'vm-2', name: 'db-01', kind: 'accept' }],
    })
  })
})

describe('the comparison, for any VMs', () => {
  const byKey = { selector: ({ key }: { key: number }) => key }
  const disk = fc
    .record({
      key: fc.integer({ min: 2000, max: 2010 }),
      capacityBytes: fc.integer({ min: 1, max: 2 ** 44 }),
      datastoreId: fc.constantFrom('datastore-1', 'datastore-2', 'datastore-3', 'datastore-4'),
      uuid: fc.constantFrom('', 'a', 'b', 'c'),
      changeTracking: fc.boolean(),
    })
    .map((part) => aDisk({ ...part, label: `Hard disk ${part.key - 1999}` }))
  const nic = fc
    .record({
      key: fc.integer({ min: 4000, max: 4006 }),
      networkId: fc.constantFrom(undefined, 'network-1', 'network-2', 'network-3', 'network-4'),
      mac: fc.constantFrom('00:50:56:00:00:01', '00:50:56:00:00:02'),
    })
    .map((part) => ({ ...aNic({ key: part.key, mac: part.mac }), networkId: part.networkId }))
  const snapshot = fc
    .tuple(fc.integer({ min: 1, max: 5 }), fc.constantFrom('backup', 'palletjack-1', 'before "patch"'))
    .map(([id, name]) => aSnapshot(`snapshot-${id}`, name))
  const vm = (id: string): fc.Arbitrary<Vm> =>
    fc
      .record({
        disks: fc.uniqueArray(disk, { ...byKey, maxLength: 4 }),
        nics: fc.uniqueArray(nic, { ...byKey, maxLength: 3 }),
        snapshots: fc.uniqueArray(snapshot, { selector: (one) => one.id, maxLength: 3 }),
        name: fc.constantFrom('a', 'b'),
        hostId: fc.constantFrom(undefined, 'host-1', 'host-2', 'host-9'),
        powerState: fc.constantFrom('poweredOn' as const, 'poweredOff' as const, 'suspended' as const),
        firmware: fc.constantFrom('bios' as const, 'efi' as const),
        memoryMiB: fc.integer({ min: 4, max: 2 ** 22 }),
        changeTracking: fc.boolean(),
      })
      .map(({ hostId, ...part }) => ({ ...aVm({ ...part, id }), hostId }))
  const pair = fc.tuple(vm('vm-1'), vm('vm-2'))
  const type = fc.constantFrom('cold' as const, 'warm' as const)

  it('finds nothing where nothing changed, in whatever order it is told', () => {
    fc.assert(
      fc.property(pair, type, ([one, two], kind) => {
        const turned = [two, one].map((each) => ({
          ...each,
          disks: each.disks.toReversed(),
          nics: each.nics.toReversed(),
          snapshots: each.snapshots.toReversed(),
        }))
        const same = drift([one, two], turned, { plan: { ...plan, type: kind } })
        expect(words(same)).toEqual([])
        expect(same.stamp).toBeUndefined()
      }),
    )
  })

  it('speaks of the VM that changed, never of another', () => {
    fc.assert(
      fc.property(pair, vm('vm-1'), type, ([one, two], other, kind) => {
        const { items } = drift([one, two], [other, two], { plan: { ...plan, type: kind } })
        expect(items.every(({ vmId }) => vmId === 'vm-1')).toBe(true)
      }),
    )
  })

  it('asks for each size, disk and card that is not what it was', () => {
    fc.assert(
      fc.property(pair, vm('vm-1'), ([one, two], other) => {
        const { items } = drift([one, two], [other, two])
        const open = items.filter(({ kind }) => kind !== 'info').map(({ message }) => message)
        const labels = new Set([...one.disks, ...other.disks].map(({ label }) => label))
        for (const label of labels) {
          const was = one.disks.find((each) => each.label === label)
          const is = other.disks.find((each) => each.label === label)
          if (was?.capacityBytes === is?.capacityBytes) continue
          expect(open.some((message) => message.startsWith(label))).toBe(true)
        }
        if (one.memoryMiB !== other.memoryMiB)
          expect(open.some((message) => message.startsWith('Its memory') || message.includes('memory'))).toBe(
            true,
          )
      }),
    )
  })

  it('has the same stamp for the same changes, and another one as soon as something more has to be accepted', () => {
    fc.assert(
      fc.property(pair, pair, ([one, two], [other, third]) => {
        const once = drift([one, two], [other, third])
        const moved = drift([one, two], [{ ...other, hostId: 'host-77' }, third])
        expect(moved.stamp).toBe(once.stamp)
        const more = drift([one, two], [{ ...other, cpuCount: one.cpuCount + 1 }, third])
        expect(more.stamp).not.toBe(once.stamp)
        expect(once.stamp !== undefined).toBe(once.items.some(({ kind }) => kind === 'accept'))
      }),
    )
  })

  const ABOUT_PLAN = new Set([
    ...['vm-gone', 'storage-unmapped', 'storage-class', 'network-unmapped', 'network-attachment'],
  ])

  it('calls blocking only what the review refuses too', () => {
    const clusters = fc.constantFrom(
      target,
      { ...target, attachments: [] },
      { ...target, storageClasses: [] },
    )
    fc.assert(
      fc.property(pair, fc.subarray(['vm-1', 'vm-2']), pair, clusters, ([one, two], left, now, cluster) => {
        const vms = now.filter(({ id }) => left.includes(id))
        const { items } = drift([one, two], vms, { target: cluster })
        const refused = blockers(planConsequences(plan, estate(vms), cluster)).map(({ rule }) => rule)
        if (items.some(({ kind }) => kind === 'blocking'))
          expect(refused.filter((rule) => ABOUT_PLAN.has(rule))).not.toEqual([])
      }),
    )
  })
})
