import { describe, expect, it } from 'vitest'
import type { EstateVm } from '../../estate/model.ts'
import type { XmlNode } from '../vim/read-xml.ts'
import { child, readProperties, runTask, texts, vmId, useVcenter } from '../test-support/test-vcenter.ts'

const { lab, client } = useVcenter('each')

const target = (name: string): string => `VirtualMachine:${vmId(lab, name)}`
const vmNamed = (name: string): EstateVm => lab.estate.vms.find((vm) => vm.name === name)!
const change = (name: string, spec: string): Promise<XmlNode> =>
  runTask(client, target(name), 'ReconfigVM_Task', `<spec>${spec}</spec>`)

async function take(name: string): Promise<string> {
  const args = '<name>s</name><memory>false</memory><quiesce>false</quiesce>'
  return child(await runTask(client, target(name), 'CreateSnapshot_Task', args), 'result').text
}

/** Change ids of the disks of a VM or a snapshot. */
async function changeIds(object: string): Promise<string[]> {
  const values = await readProperties(client, object, ['config.hardware.device'])
  const devices = values.get('config.hardware.device')?.children ?? []
  return devices
    .filter((device) => device.xsiType === 'VirtualDisk')
    .flatMap((disk) => texts(disk, 'backing.changeId'))
}

function query(name: string, snapshot: string, changeId: string, more = {}): Promise<XmlNode[]> {
  const args = { deviceKey: 2000, startOffset: 0, changeId, ...more }
  const body = Object.entries(args).map(([key, value]) => `<${key}>${value}</${key}>`)
  const of = snapshot === '' ? '' : `<snapshot type="VirtualMachineSnapshot">${snapshot}</snapshot>`
  return client.call(target(name), 'QueryChangedDiskAreas', of + body.join(''))
}

/** All areas as "start+length", in as many calls as it takes. */
async function allAreas(name: string, snapshot: string, changeId: string): Promise<string[]> {
  const areas: string[] = []
  const size = vmNamed(name).disks[0]!.capacityBytes
  for (let at = 0; at < size;) {
    const [answer] = await query(name, snapshot, changeId, { startOffset: at })
    const starts = texts(answer!, 'changedArea.start')
    const lengths = texts(answer!, 'changedArea.length')
    areas.push(...starts.map((start, i) => `${start}+${lengths[i] ?? ''}`))
    expect(child(answer!, 'startOffset').text).toBe(String(at))
    at += Number(child(answer!, 'length').text)
  }
  return areas
}

describe('reconfiguring a VM', () => {
  it('switches change tracking on, from the next snapshot on', async () => {
    const name = 'cbt-off-independent-01'
    expect(await changeIds(target(name))).toEqual([])
    await change(name, '<changeTrackingEnabled>true</changeTrackingEnabled>')
    const path = 'config.changeTrackingEnabled'
    expect((await readProperties(client, target(name), [path])).get(path)?.text).toBe('true')
    expect(await changeIds(target(name))).toEqual([])
    // One of its two disks is independent.
    expect(await changeIds(`VirtualMachineSnapshot:${await take(name)}`)).toHaveLength(1)
  })

  it('switches change tracking on for a VM that is off, from its power-on on', async () => {
    const vm = vmNamed('web-01')
    await change('web-01', '<changeTrackingEnabled>false</changeTrackingEnabled>')
    await runTask(client, target('web-01'), 'PowerOffVM_Task')
    await runTask(client, target('web-01'), 'PowerOnVM_Task')
    expect(await changeIds(target('web-01'))).toEqual([])
    await change('web-01', '<changeTrackingEnabled>true</changeTrackingEnabled>')
    await runTask(client, target('web-01'), 'PowerOffVM_Task')
    await runTask(client, target('web-01'), 'PowerOnVM_Task')
    expect(await changeIds(target('web-01'))).toHaveLength(vm.disks.length)
  })

  it('sets and removes extra options', async () => {
    const option = (key: string, value: string): string =>
      `<extraConfig><key>${key}</key><value i:type="s:string">${value}</value></extraConfig>`
    await change('web-01', option('guestinfo.note', 'moved') + option('disk.EnableUUID', ''))
    expect(vmNamed('web-01').extraConfig).toMatchObject({ 'guestinfo.note': 'moved' })
    expect(vmNamed('web-01').extraConfig).not.toHaveProperty('disk.EnableUUID')
  })

  it('makes a disk larger, with zeros at its end, unless a snapshot has a part in it', async () => {
    const [disk] = vmNamed('web-01').disks
    const before = disk!.capacityBytes
    const image = lab.estate.image(disk!.file)!
    const head = image.read(image.layer()!, before - 4096, 4096)
    const grow = (bytes: number) =>
      change(
        'web-01',
        '<deviceChange><operation>edit</operation><device i:type="VirtualDisk">' +
          `<key>${disk!.key}</key><capacityInKB>${bytes / 1024}</capacityInKB></device></deviceChange>`,
      )
    const smaller = child(await grow(before - 1024), 'error')
    expect(child(smaller, 'fault').xsiType).toBe('NotSupported')
    await grow(before + 8192)
    expect([disk!.capacityBytes, image.capacityBytes]).toEqual([before + 8192, before + 8192])
    expect(image.read(image.layer()!, before - 4096, 65_536)).toEqual(
      Buffer.concat([head, Buffer.alloc(8192)]),
    )
    await take('web-01')
    expect(child(child(await grow(before + 16_384), 'error'), 'fault').xsiType).toBe('NotSupported')
  })

  it('names what it cannot change', async () => {
    const error = child(await change('web-01', '<numCPUs>4</numCPUs>'), 'error')
    expect(child(error, 'fault').xsiType).toBe('NotSupported')
    expect(child(error, 'localizedMessage').text).toContain('numCPUs')
  })

  it('has no change tracking for old hardware', async () => {
    Object.assign(vmNamed('web-01'), { hardwareVersion: 'vmx-04' })
    const error = child(
      await change('web-01', '<changeTrackingEnabled>true</changeTrackingEnabled>'),
      'error',
    )
    expect(child(error, 'fault').xsiType).toBe('NotSupported')
  })
})

describe('changed areas', () => {
  it('are what was written between two snapshots', async () => {
    const image = lab.estate.image(vmNamed('web-01').disks[0]!.file)!
    const first = await take('web-01')
    image.write(5 * 65_536 + 7, Buffer.from('guest'))
    const second = await take('web-01')
    image.write(0, Buffer.from('later'))
    const [id = ''] = await changeIds(`VirtualMachineSnapshot:${first}`)
    expect(id).toMatch(/^([0-9a-f]{2}[ -]){15}[0-9a-f]{2}\/\d+$/)
    expect(await allAreas('web-01', second, id)).toEqual([`${5 * 65_536}+65536`])
    expect(await allAreas('web-01', first, id)).toEqual([])
    await runTask(
      client,
      `VirtualMachineSnapshot:${first}`,
      'RemoveSnapshot_Task',
      '<removeChildren>false</removeChildren>',
    )
    expect(await allAreas('web-01', second, id)).toEqual([`${5 * 65_536}+65536`])
  })

  it('come in parts when there are many', async () => {
    const image = lab.estate.image(vmNamed('web-01').disks[0]!.file)!
    const first = await take('web-01')
    const written = Array.from({ length: 70 }, (_, i) => i * 3 * 65_536)
    for (const at of written) image.write(at, Buffer.from('x'))
    const second = await take('web-01')
    const [id = ''] = await changeIds(`VirtualMachineSnapshot:${first}`)
    expect(await allAreas('web-01', second, id)).toEqual(written.map((at) => `${at}+65536`))
  })

  it('are all that is allocated for "*"', async () => {
    const image = lab.estate.image(vmNamed('web-01').disks[0]!.file)!
    const areas = await allAreas('web-01', await take('web-01'), '*')
    const bytes = areas.reduce((sum, area) => sum + Number(area.split('+')[1]), 0)
    const blocks = Array.from({ length: image.capacityBytes / 1024 ** 2 }, (_, i) => i)
    expect(bytes).toBe(blocks.filter((block) => image.hadData(block)).length * 1024 ** 2)
  })

  it('need ids that belong to the disk, and a history', async () => {
    const first = await take('web-01')
    const second = await take('web-01')
    const [id = ''] = await changeIds(`VirtualMachineSnapshot:${second}`)
    const fault = (type: string, invalidProperty?: string): object =>
      expect.objectContaining(
        invalidProperty === undefined
          ? { type }
          : { type, message: expect.stringContaining(invalidProperty) as string },
      ) as object
    const bad = 'InvalidArgument'
    await expect(query('web-01', second, 'nonsense')).rejects.toEqual(fault(bad, 'changeId'))
    await expect(query('web-01', second, id, { deviceKey: 1 })).rejects.toEqual(fault(bad, 'deviceKey'))
    await expect(query('web-01', second, id, { startOffset: -1 })).rejects.toEqual(fault(bad, 'startOffset'))
    await expect(query('web-01', second, id, { startOffset: 1e15 })).rejects.toEqual(
      fault(bad, 'startOffset'),
    )
    await expect(query('web-01', first, id)).rejects.toEqual(fault('FileFault'))
    await expect(query('web-01', 'snapshot-0', '*')).rejects.toEqual(fault('ManagedObjectNotFound'))
    await expect(query('web-01', '', '*')).rejects.toEqual(fault(bad, 'snapshot'))
    const untracked = await take('cbt-off-independent-01')
    await expect(query('cbt-off-independent-01', untracked, '*')).rejects.toEqual(fault('FileFault'))
  })
})
