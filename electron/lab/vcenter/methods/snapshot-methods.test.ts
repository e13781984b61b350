import { describe, expect, it } from 'vitest'
import { takeSnapshot } from '../../estate/vm-history.ts'
import type { XmlNode } from '../vim/read-xml.ts'
import { child, readProperties, runTask, texts, vmId, useVcenter } from '../test-support/test-vcenter.ts'

const { lab, client } = useVcenter('each')

const target = (name: string): string => `VirtualMachine:${vmId(lab, name)}`
const snapshotArgs = (quiesce = true): string =>
  `<name>s</name><description>d</description><memory>false</memory><quiesce>${quiesce}</quiesce>`
const property = async (object: string, path: string): Promise<XmlNode | undefined> =>
  (await readProperties(client, object, [path])).get(path)

async function take(name: string, quiesce = true): Promise<string> {
  const info = await runTask(client, target(name), 'CreateSnapshot_Task', snapshotArgs(quiesce))
  return `VirtualMachineSnapshot:${child(info, 'result').text}`
}

const remove = (snapshot: string, children = false, more = ''): Promise<XmlNode> =>
  runTask(client, snapshot, 'RemoveSnapshot_Task', `<removeChildren>${children}</removeChildren>${more}`)

function faultOf(info: XmlNode): string | undefined {
  const error = info.children.find((node) => node.name === 'error')
  return error && child(error, 'fault').xsiType
}

async function names(name: string): Promise<string[]> {
  const tree = await property(target(name), 'snapshot')
  const walk = (path: string): string[] => {
    const found = tree === undefined ? [] : texts(tree, `${path}.name`)
    return found.length === 0 ? [] : [...found, ...walk(`${path}.childSnapshotList`)]
  }
  return walk('rootSnapshotList')
}

/** Backing files of each disk, from the newest down to the base. */
async function chains(object: string): Promise<string[][]> {
  const devices = await property(object, 'config.hardware.device')
  const down = (backing: XmlNode): string[] => [
    child(backing, 'fileName').text.replace(/^.*\//, ''),
    ...backing.children.filter((node) => node.name === 'parent').flatMap(down),
  ]
  const disks = devices?.children.filter((device) => device.xsiType === 'VirtualDisk') ?? []
  return disks.map((disk) => down(child(disk, 'backing')))
}

describe('snapshots', () => {
  it('freeze the disks, whose files grow chains', async () => {
    const first = await take('web-01')
    const second = await take('web-01')
    expect(await names('web-01')).toEqual(['s', 's'])
    expect(await chains(target('web-01'))).toEqual([
      ['web-01-000002.vmdk', 'web-01-000001.vmdk', 'web-01.vmdk'],
    ])
    expect(await chains(second)).toEqual([['web-01-000001.vmdk', 'web-01.vmdk']])
    expect(await chains(first)).toEqual([['web-01.vmdk']])
    expect((await property(first, 'childSnapshot'))?.children.map((ref) => ref.text)).toEqual([
      second.split(':')[1],
    ])
  })

  it('close up when one goes', async () => {
    const first = await take('web-01')
    const second = await take('web-01')
    await remove(first, false, '<consolidate>true</consolidate>')
    expect(await names('web-01')).toEqual(['s'])
    expect(await chains(second)).toEqual([['web-01.vmdk']])
    expect(await chains(target('web-01'))).toEqual([['web-01-000002.vmdk', 'web-01.vmdk']])
    await expect(remove(first)).rejects.toMatchObject({ type: 'ManagedObjectNotFound' })
  })

  it('go with their children, or all at once', async () => {
    await take('web-01')
    const second = await take('web-01')
    await take('web-01')
    await remove(second, true)
    expect(await names('web-01')).toEqual(['s'])
    await runTask(client, target('web-01'), 'RemoveAllSnapshots_Task')
    expect(await property(target('web-01'), 'snapshot')).toBeUndefined()
    expect(await chains(target('web-01'))).toEqual([['web-01.vmdk']])
  })

  it('leave deltas behind where merging is put off', async () => {
    const snapshot = await take('web-01')
    await remove(snapshot, false, '<consolidate>false</consolidate>')
    expect(await names('web-01')).toEqual([])
    expect(await chains(target('web-01'))).toEqual([['web-01-000001.vmdk', 'web-01.vmdk']])
    expect((await property(target('web-01'), 'runtime.consolidationNeeded'))?.text).toBe('true')
    expect(faultOf(await runTask(client, target('web-01'), 'ConsolidateVMDisks_Task'))).toBeUndefined()
    expect((await property(target('web-01'), 'runtime.consolidationNeeded'))?.text).toBe('false')
    expect(await chains(target('web-01'))).toEqual([['web-01.vmdk']])
  })

  it('of a VM that needs consolidation stand on one delta too many', async () => {
    const before = await chains(target('snapshot-chain-01'))
    expect(before.map((chain) => chain.length)).toEqual([4, 4])
    await runTask(client, target('snapshot-chain-01'), 'ConsolidateVMDisks_Task')
    expect((await chains(target('snapshot-chain-01'))).map((chain) => chain.length)).toEqual([3, 3])
  })

  it('leave independent disks alone', async () => {
    await take('cbt-off-independent-01')
    expect((await chains(target('cbt-off-independent-01'))).map((chain) => chain.length)).toEqual([2, 1])
  })

  it('are gone back to, which leaves the VM off', async () => {
    const disk = lab.estate.vms[0]!.disks[0]!
    const image = lab.estate.image(disk.file)!
    image.write(0, Buffer.from('old'))
    const first = await take('web-01')
    image.write(0, Buffer.from('new'))
    await take('web-01')
    await runTask(client, first, 'RevertToSnapshot_Task')
    expect((await property(target('web-01'), 'runtime.powerState'))?.text).toBe('poweredOff')
    expect((await property(target('web-01'), 'snapshot.currentSnapshot'))?.text).toBe(first.split(':')[1])
    expect(lab.estate.disk(image.layer()!.file)!.read(0, 3).toString()).toBe('old')
  })

  it('with memory are gone back to as the VM ran', async () => {
    const args = '<name>x</name><memory>true</memory><quiesce>false</quiesce>'
    const info = await runTask(client, target('web-01'), 'CreateSnapshot_Task', args)
    await runTask(client, target('web-01'), 'PowerOffVM_Task')
    await runTask(client, `VirtualMachineSnapshot:${child(info, 'result').text}`, 'RevertToSnapshot_Task')
    expect(lab.estate.vms[0]).toMatchObject({ powerState: 'poweredOn', tools: 'running' })
    await runTask(client, target('web-01'), 'PowerOffVM_Task')
    await runTask(client, target('web-01'), 'RevertToCurrentSnapshot_Task')
    expect(lab.estate.vms[0]).toMatchObject({ powerState: 'poweredOn', tools: 'running' })
    expect(faultOf(await runTask(client, target('app-01'), 'RevertToCurrentSnapshot_Task'))).toBe('NotFound')
  })

  it('keep the bytes of their time for whoever reads the files below', async () => {
    const image = lab.estate.image(lab.estate.vms[0]!.disks[0]!.file)!
    image.write(1000, Buffer.from('before the snapshot!'))
    await take('web-01')
    image.write(1000, Buffer.from('written by the guest'))
    const url = (file: string): string => `/folder/web-01/${file}?dcPath=Lab-DC&dsName=vmfs-gold-01`
    const read = async (file: string): Promise<string> =>
      (await client.http(url(file), { headers: { Range: 'bytes=1000-1019' } })).bytes.toString()
    expect(await read('web-01-flat.vmdk')).toBe('before the snapshot!')
    expect(await read('web-01-000001-flat.vmdk')).toBe('written by the guest')
    const descriptor = (await client.http(url('web-01-000001.vmdk'))).bytes.toString()
    expect(descriptor).toContain('parentFileNameHint="web-01.vmdk"')
    await runTask(client, target('web-01'), 'RemoveAllSnapshots_Task')
    expect((await client.http(url('web-01-000001.vmdk'))).status).toBe(404)
    expect(await read('web-01-flat.vmdk')).toBe('written by the guest')
  })

  it('have their files in the layout', async () => {
    const snapshot = await take('web-01')
    const layout = (await property(target('web-01'), 'layoutEx'))!
    expect(texts(layout, 'file.name')).toContain('[vmfs-gold-01] web-01/web-01-Snapshot1.vmsn')
    expect(texts(layout, 'snapshot.key')).toEqual([snapshot.split(':')[1]])
    const units = (path: string): number => {
      const [disk] = layout.children.filter((node) => node.name === path)
      const owner = path === 'disk' ? disk : disk && child(disk, 'disk')
      return owner?.children.filter((node) => node.name === 'chain').length ?? 0
    }
    expect([units('disk'), units('snapshot')]).toEqual([2, 1])
  })

  it('are refused with a reason', async () => {
    const refusal = async (name: string, quiesce = false): Promise<string | undefined> =>
      faultOf(await runTask(client, target(name), 'CreateSnapshot_Task', snapshotArgs(quiesce)))
    expect(await refusal('tools-stopped-iso-01', true)).toBe('FilesystemQuiesceFault')
    expect(await refusal('tools-stopped-iso-01')).toBeUndefined()
    expect(await refusal('parked-off-01', true)).toBeUndefined()
    expect(await refusal('cluster-node-a')).toBe('SnapshotFault')
    expect(await refusal('legacy-rdm-01')).toBe('SnapshotFault')
    expect(await refusal('tpl-rhel9')).toBe('NotSupported')
    const facts = { name: 's', description: '', createdAt: 0, quiesced: false, memory: false }
    for (let level = 0; level < 32; level += 1) takeSnapshot(lab.estate, lab.estate.vms[0]!, facts)
    expect(await refusal('web-01')).toBe('TooManySnapshotLevels')
  })

  it('are quiesced by CreateSnapshotEx_Task where it is asked to', async () => {
    const args = '<name>x</name><memory>false</memory><quiesceSpec><timeout>5</timeout></quiesceSpec>'
    await runTask(client, target('web-01'), 'CreateSnapshotEx_Task', args)
    const tree = (await property(target('web-01'), 'snapshot'))!
    expect(texts(tree, 'rootSnapshotList.quiesced')).toEqual(['true'])
  })
})
