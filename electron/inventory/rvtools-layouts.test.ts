import { describe, expect, it } from 'vitest'
import { sheet } from './test-support/full-workbook.ts'
import { value, workbookStore } from './test-support/workbook-store.ts'
import { MADE, prefixedParts, smallest, V_INFO, workbook, zipOf } from './test-support/workbooks.ts'

const { keep, read } = workbookStore()

describe('an RVTools workbook', () => {
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
