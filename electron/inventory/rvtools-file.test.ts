import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { inventorySchema, type Inventory } from '../../shared/inventory/model.ts'
import type { Result } from '../../shared/problem.ts'
import { createInventoryFileStore } from './inventory-file-store.ts'
import { FULL, sheet } from './test-support/full-workbook.ts'
import {
  MADE,
  prefixedParts,
  smallest,
  V_INFO,
  workbook,
  zipOf,
  type Cells,
} from './test-support/workbooks.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rvtools-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const keep = (file: Blob) => createInventoryFileStore(folder).keep('one', file)
const read = async (sheets: Record<string, readonly Cells[]>) => value(await keep(await workbook(sheets)))

function value(result: Result<Inventory>): Inventory {
  if (!result.ok) throw new Error(`${result.problem.message} ${result.problem.detail ?? ''}`)
  return result.value
}

describe('an RVTools workbook', () => {
  it('becomes an inventory with all that it tells', async () => {
    const inventory = await read(FULL)
    expect(inventorySchema.parse(inventory)).toEqual(inventory)
    expect(inventory).toMatchObject({
      about: {
        name: 'RVTools of vc.example.com',
        version: '8.0.3',
        build: '24022515',
        apiType: 'VirtualCenter',
      },
      takenAt: '2026-02-28T17:15:00.000Z',
      clusters: [{ name: 'prod', highAvailability: true, drs: true, drsBehavior: 'manual' }],
      switches: [{ name: 'dvs-1', mtu: 9000, hostIds: ['esx-01'] }],
    })
    expect(inventory.hosts).toMatchObject([
      {
        name: 'esx-01',
        clusterId: 'prod',
        version: '8.0.2',
        build: '22380479',
        cpuCores: 16,
        memoryBytes: 256 * 2 ** 30,
        datastoreIds: ['gold'],
        networkIds: ['VM Network'],
      },
    ])
    expect(inventory.datastores).toMatchObject([
      { name: 'gold', capacityBytes: 2 ** 40, freeBytes: 2 ** 39, shared: true, backing: ['naa.1'] },
      { name: 'silver' },
    ])
    expect(inventory.networks).toMatchObject([
      {
        name: 'dv-web',
        kind: 'distributed',
        vlanTrunk: '0-4094',
        switchId: 'dvs-1',
        promiscuous: true,
        macChanges: false,
      },
      { name: 'VM Network', kind: 'standard', vlan: 120 },
    ])
    const [vm] = inventory.vms
    expect(vm).toMatchObject({
      id: 'vm-101',
      name: 'web-01',
      path: 'DC1/Web/Front',
      hostId: 'esx-01',
      datastoreIds: ['gold', 'silver'],
      networkIds: ['VM Network'],
      powerState: 'poweredOn',
      consolidationNeeded: true,
      uuid: '4200-a',
      instanceUuid: '5000-a',
      firmware: 'efi',
      secureBoot: true,
      guestName: 'Red Hat Enterprise Linux 9 (64-bit)',
      configuredGuestName: 'Red Hat Enterprise Linux 8 (64-bit)',
      guestHostName: 'web-01.example.com',
      tools: 'running',
      toolsVersion: 'guestToolsNeedUpgrade',
      guestOperationsReady: true,
      ipAddresses: ['192.0.2.10', '198.51.100.7', 'fe80::1'],
      guestDisks: [{ path: '/boot', capacityBytes: 500 * 2 ** 20, freeBytes: 50 * 2 ** 20, diskKey: 2000 }],
      cpuCount: 4,
      coresPerSocket: 2,
      memoryMiB: 8192,
      cpuHotAdd: true,
      memoryHotAdd: true,
      changeTracking: false,
      diskUuidsShown: true,
      faultTolerance: false,
      hardwareVersion: 'vmx-09',
      usedBytes: 10 * 2 ** 30,
      snapshotCount: 2,
      snapshots: [
        { name: 'before', createdAt: '2026-02-01T10:00:00.000Z', quiesced: true },
        { name: 'after', createdAt: '2026-02-02T11:30:00.000Z', quiesced: false },
      ],
      controllers: [
        { key: 1001, busNumber: 1, sharedBus: 'physicalSharing' },
        { key: 31000, sharedBus: 'noSharing' },
      ],
    })
    expect(vm?.disks).toMatchObject([
      {
        label: 'Hard disk 1',
        file: '[gold] web-01/web-01.vmdk',
        currentFile: '[gold] web-01/web-01-000002.vmdk',
        capacityBytes: 100 * 2 ** 30,
        bus: 'scsi',
        unitNumber: 3,
        thin: true,
        rdm: 'none',
      },
      {
        capacityBytes: 2 ** 30,
        bus: 'nvme',
        shared: true,
        rdm: 'physical',
        lunUuid: '0200',
        mode: 'independent_persistent',
      },
    ])
    expect(vm?.nics).toMatchObject([
      { mac: '00:50:56:aa:bb:cc', model: 'VirtualVmxnet3', networkId: 'VM Network', addressType: 'assigned' },
    ])
    expect(inventory.folders.map(({ name, kind }) => [name, kind])).toEqual([
      ['DC1', 'datacenter'],
      ['Web', 'vm'],
      ['Front', 'vm'],
    ])
  })

  it('names what it cannot tell, more of it for a workbook with less', async () => {
    const full = (await read(FULL)).unknown ?? []
    expect(full).toEqual(
      expect.arrayContaining(['vms.guestId', 'vms.devices', 'vms.encrypted', 'hosts.services']),
    )
    expect(full).not.toEqual(expect.arrayContaining(['vms.changeTracking']))
    expect(full.filter((property) => property.startsWith('vms.disks'))).toEqual([
      'vms.disks.backing',
      'vms.disks.chainLength',
      'vms.disks.encrypted',
      'vms.disks.changeTracking',
    ])
    const small = (await read(smallest())).unknown ?? []
    expect(small).toEqual(
      expect.arrayContaining(['vms.disks', 'vms.nics', 'vms.changeTracking', 'vms.snapshots']),
    )
    expect(small).not.toContain('vms.powerState')
    expect(small).not.toContain('vms.disks.mode')
  })

  it('can be looked at after a restart, as a saved inventory', async () => {
    const inventory = await read(FULL)
    expect(await createInventoryFileStore(folder).load('one')).toEqual({ ok: true, value: inventory })
  })

  it('is read by name: other order, older names, other units, another case', async () => {
    const inventory = await read({
      Notes: [['hello']],
      TABVINFO: [
        ['Export of 2019'],
        [],
        ['memory', 'VM', 'Custom', 'POWERSTATE', '# CPUs', 'In Use MB', 'Host', 'Custom', 'OS'],
        [2048, 'db-01', 'x', 'poweredOff', 1, 100, 'esx-09', 'y', 'CentOS 7'],
      ],
      tabvDisk: [
        ['VM', 'Disk', 'Capacity (GB)', 'Path', 'Mode'],
        ['db-01', 'Hard disk 1', 2, '[old] db-01/db-01.vmdk', 'persistent'],
      ],
    })
    expect(inventory.vms).toMatchObject([
      {
        id: 'db-01',
        hostId: 'esx-09',
        memoryMiB: 2048,
        cpuCount: 1,
        usedBytes: 100 * 2 ** 20,
        guestName: 'CentOS 7',
        disks: [{ capacityBytes: 2 * 2 ** 30, mode: 'persistent' }],
      },
    ])
    expect(inventory.hosts.map((host) => host.name)).toEqual(['esx-09'])
    expect(inventory.takenAt).toBe(MADE)
  })

  it('gives each row to its VM, by id or by name and place', async () => {
    const at = (host: string, more: object) => ({ VM: 'twin', Host: host, ...more })
    const inventory = await read({
      vInfo: sheet(
        {
          ...at('esx-1', {}),
          Powerstate: 'poweredOn',
          CPUs: 1,
          Memory: 1,
          'VM ID': 'vm-1',
          'SRM Placeholder': false,
        },
        {
          ...at('esx-2', {}),
          Powerstate: 'poweredOn',
          CPUs: 1,
          Memory: 1,
          'VM ID': 'vm-2',
          'SRM Placeholder': false,
        },
        {
          ...at('esx-3', {}),
          Powerstate: 'poweredOn',
          CPUs: 1,
          Memory: 1,
          'VM ID': 'vm-2',
          'SRM Placeholder': false,
        },
        {
          ...at('esx-4', {}),
          Powerstate: 'poweredOff',
          CPUs: 1,
          Memory: 1,
          'VM ID': 'vm-9',
          'SRM Placeholder': true,
        },
      ),
      vDisk: sheet(
        { ...at('esx-2', {}), 'Capacity MiB': 2, 'VM ID': '' },
        { ...at('elsewhere', {}), 'Capacity MiB': 1, 'VM ID': 'vm-1' },
        { VM: 'stranger', Host: 'esx-1', 'Capacity MiB': 7, 'VM ID': '' },
      ),
    })
    const sizes = inventory.vms.map(({ id, disks }) => [
      id,
      disks.map((disk) => disk.capacityBytes / 2 ** 20),
    ])
    expect(sizes).toEqual([
      ['vm-1', [1]],
      ['vm-2', [2]],
      ['vm-2#2', []],
    ])
  })

  it('takes the value of a formula and leaves errors and formulas without one out', async () => {
    const inventory = await read({
      vInfo: [
        [...V_INFO, 'CBT'],
        [
          { formula: 'A9', result: 'web-07' },
          'poweredOn',
          { formula: '1+1', result: 2 },
          { formula: '1/0' },
          'TRUE',
        ],
      ],
    })
    expect(inventory.vms).toMatchObject([{ name: 'web-07', cpuCount: 2, memoryMiB: 0, changeTracking: true }])
  })

  it('takes empty sheets and rows', async () => {
    const inventory = await read({
      ...smallest([], [null, null]),
      vDisk: [],
      vNetwork: [['VM', 'Network']],
      vHost: [[]],
    })
    expect(inventory.vms).toHaveLength(1)
    expect(inventory.unknown).toContain('vms.disks')
  })

  it('may be written with prefixes, texts in place and stored parts', async () => {
    const cells = (texts: string[]) =>
      `<x:row>${texts.map((text) => `<x:c t="inlineStr"><x:is><x:t>${text}</x:t></x:is></x:c>`).join('')}</x:row>`
    const parts = prefixedParts(cells([...V_INFO]) + cells(['a &amp; b', 'poweredOn', '2', '1,024']))
    for (const stored of [true, false]) {
      const inventory = value(await keep(new File([zipOf(parts, { stored })], 'x.xlsx')))
      expect(inventory.vms).toMatchObject([{ name: 'a & b', cpuCount: 2, memoryMiB: 1024 }])
    }
  })

  it('is read with 10,000 VMs while others have their turn', async () => {
    const vms = Array.from({ length: 10_000 }, (_, n) => `vm-${n}`)
    const file = await workbook({
      vInfo: [[...V_INFO, 'VM ID'], ...vms.map((id) => [`name-${id}`, 'poweredOn', 2, 4096, id])],
      vDisk: [
        ['VM', 'VM ID', 'Disk', 'Capacity MiB', 'Disk Path'],
        ...vms.map((id) => [`name-${id}`, id, 'Hard disk 1', 1024, `[gold] ${id}/${id}.vmdk`]),
      ],
    })
    let turns = 0
    const timer = setInterval(() => turns++, 5)
    const inventory = value(await keep(file))
    clearInterval(timer)
    expect(inventory.vms).toHaveLength(10_000)
    expect(inventory.vms.every((vm) => vm.disks.length === 1)).toBe(true)
    expect(turns).toBeGreaterThan(3)
  })
})

describe('a file that is no RVTools workbook', () => {
  const OFFICE = Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])
  const parts = prefixedParts('')

  it.each([
    ['has no vInfo', () => workbook({ Sheet1: [['a', 'b']] }), 'rvtools.no-vinfo', ''],
    ['has an empty vInfo', () => workbook({ vInfo: [] }), 'rvtools.no-vinfo', ''],
    [
      'lacks columns',
      () =>
        workbook({
          vInfo: [
            ['VM', 'Memory'],
            ['a', 1],
          ],
        }),
      'rvtools.missing-columns',
      'Powerstate, CPUs',
    ],
    ['lists no VM', () => workbook({ vInfo: [[...V_INFO]] }), 'rvtools.no-vms', ''],
    ['is a zip file of something else', () => new Blob([zipOf({ 'a.txt': 'hello' })]), 'rvtools.damaged', ''],
    [
      'has a password',
      () => new Blob([OFFICE, Buffer.from('EncryptedPackage', 'utf16le')]),
      'rvtools.password',
      '',
    ],
    ['is an old .xls', () => new Blob([OFFICE, new Uint8Array(4_000)]), 'rvtools.old-format', ''],
    [
      'defines entities',
      () => new Blob([zipOf({ ...parts, 'xl/workbook.xml': '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>' })]),
      'rvtools.damaged',
      '',
    ],
    [
      'unpacks without end',
      () => new Blob([zipOf({ ...parts, 'xl/workbook.xml': new Uint8Array(40 * 2 ** 20).fill(32) })]),
      'rvtools.too-large',
      '',
    ],
    ['is text', () => new Blob(['hello']), 'inventory-file.not-inventory', ''],
  ])('is refused when it %s', async (_what, file, code, words) => {
    const result = await keep(await file())
    expect(result).toMatchObject({ ok: false, problem: { code } })
    if (!result.ok) expect(result.problem.message).toContain(words)
  })

  it('is refused, or read right, when it was cut off or a byte went bad anywhere', async () => {
    const bytes = new Uint8Array(await (await workbook(smallest())).arrayBuffer())
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.boolean(), async (at, cut) => {
        const bad = cut ? bytes.slice(0, at) : bytes.slice()
        if (!cut) bad[at] = (bad[at] ?? 0) ^ 0x40
        const result = await keep(new File([bad], 'x.xlsx'))
        if (!result.ok) expect(result.problem.code).toMatch(/^(?:rvtools|inventory-file)\./)
      }),
      { numRuns: 300 },
    )
  })
})
