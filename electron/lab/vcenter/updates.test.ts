import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  child,
  COLLECTOR,
  containerView,
  follow,
  runTask,
  specOf,
  startTestVcenter,
  texts,
  viewSpec,
  type TestClient,
  type TestVcenter,
} from './test-support/test-vcenter.ts'
import type { XmlNode } from './vim/read-xml.ts'

let lab: TestVcenter
let client: TestClient
beforeAll(async () => {
  lab = await startTestVcenter(24)
})
afterAll(() => lab.close())
beforeEach(async () => {
  client = lab.client()
  await client.login()
})

const newCollector = async (): Promise<string> =>
  `PropertyCollector:${(await client.call(COLLECTOR, 'CreatePropertyCollector'))[0]!.text}`
const allVms = async (paths: readonly string[]): Promise<string> =>
  viewSpec(await containerView(client, 'VirtualMachine'), 'VirtualMachine', paths)
const updates = (set: XmlNode | undefined): XmlNode[] =>
  (set?.children ?? []).flatMap((f) => f.children.filter((c) => c.name === 'objectSet'))
const NOW = '<maxWaitSeconds>0</maxWaitSeconds>'

/** A change that no other test makes, told to the vCenter. */
function touch(name: string, change: (vm: TestVcenter['estate']['vms'][number]) => void): string {
  const vm = lab.estate.vms.find((v) => v.name === name)!
  change(vm)
  lab.estate.touch(vm.id)
  return vm.id
}

describe('following properties', () => {
  it('begins with everything, then is silent', async () => {
    const next = await follow(client, await allVms(['name', 'runtime.powerState']))
    const first = updates(await next(NOW))
    expect(first).toHaveLength(24)
    expect(new Set(first.map((u) => child(u, 'kind').text))).toEqual(new Set(['enter']))
    expect(await next(NOW)).toBeUndefined()
  })

  it('reports a change to a caller that waits already', async () => {
    const next = await follow(client, await allVms(['name', 'runtime.consolidationNeeded']))
    await next(NOW)
    const waiting = next()
    const id = touch('web-01', (vm) => (vm.consolidationNeeded = true))
    const [update, ...others] = updates(await waiting)
    expect(others).toEqual([])
    expect(child(update!, 'obj').text).toBe(id)
    expect(child(update!, 'kind').text).toBe('modify')
    expect(texts(update!, 'changeSet.name')).toEqual(['runtime.consolidationNeeded'])
    expect(texts(update!, 'changeSet.val')).toEqual(['true'])
  })

  it('keeps silent about a change of something else', async () => {
    const next = await follow(client, await allVms(['name']))
    await next(NOW)
    touch('app-01', (vm) => (vm.consolidationNeeded = true))
    expect(await next(NOW)).toBeUndefined()
  })

  it('comes in parts of the size asked for', async () => {
    const next = await follow(client, await allVms(['name']))
    const sizes: number[] = []
    for (let more = true; more;) {
      const set = await next(`${NOW}<maxObjectUpdates>10</maxObjectUpdates>`)
      sizes.push(updates(set).length)
      more = texts(set!, 'truncated')[0] === 'true'
    }
    expect(sizes).toEqual([10, 10, 4])
  })

  it('reports nested and keyed changes where partial updates are asked for', async () => {
    const vm = 'VirtualMachine:vm-1003'
    const next = await follow(client, specOf(vm, ['config.hardware.device', 'runtime']), true)
    await next(NOW)
    await runTask(
      client,
      vm,
      'CreateSnapshot_Task',
      '<name>n</name><memory>false</memory><quiesce>false</quiesce>',
    )
    const set = await next()
    expect(texts(set!, 'filterSet.objectSet.changeSet.name')).toEqual([
      'config.hardware.device[2000]',
      'config.hardware.device[2001]',
      'config.hardware.device[2002]',
    ])
    expect(texts(set!, 'filterSet.objectSet.changeSet.val.backing.fileName')[0]).toBe(
      '[vmfs-gold-01] db-01/db-01-000001.vmdk',
    )
  })

  it('tells when an object goes, and when a property becomes unset', async () => {
    const vm = 'VirtualMachine:vm-1002'
    const args = '<name>n</name><memory>false</memory><quiesce>false</quiesce>'
    const created = await runTask(client, vm, 'CreateSnapshot_Task', args)
    const snapshot = `VirtualMachineSnapshot:${child(created, 'result').text}`
    const onVm = await follow(client, specOf(vm, ['snapshot']))
    const onSnapshot = await follow(client, specOf(snapshot, ['vm']))
    await Promise.all([onVm(NOW), onSnapshot(NOW)])
    await runTask(client, snapshot, 'RemoveSnapshot_Task', '<removeChildren>false</removeChildren>')
    const change = (await onVm())!
    expect(texts(change, 'filterSet.objectSet.changeSet.name')).toEqual(['snapshot'])
    expect(texts(change, 'filterSet.objectSet.changeSet.val')).toEqual([])
    expect(texts((await onSnapshot())!, 'filterSet.objectSet.kind')).toEqual(['leave'])
  })
})

describe('versions', () => {
  it('answer a repeated call with the same updates', async () => {
    const target = await newCollector()
    await client.call(
      target,
      'CreateFilter',
      `<spec>${await allVms(['name'])}</spec><partialUpdates>false</partialUpdates>`,
    )
    const wait = async (version: string): Promise<XmlNode | undefined> =>
      (
        await client.call(
          target,
          'WaitForUpdatesEx',
          `<version>${version}</version><options>${NOW}</options>`,
        )
      )[0]
    const first = child((await wait(''))!, 'version').text
    touch('web-01', (vm) => (vm.cleanPowerOff = !vm.cleanPowerOff))
    await wait(first)
    await client.call(
      target,
      'CreateFilter',
      `<spec>${specOf('Folder:group-d1', ['name'])}</spec><partialUpdates>false</partialUpdates>`,
    )
    const second = await wait(first)
    expect(texts(second!, 'filterSet.objectSet.obj')).toEqual(['group-d1'])
    expect(texts((await wait(first))!, 'filterSet.objectSet.obj')).toEqual(['group-d1'])
    expect(await wait(child(second!, 'version').text)).toBeUndefined()
  })

  it('that were never given out are refused', async () => {
    const target = await newCollector()
    await expect(
      client.call(target, 'WaitForUpdatesEx', `<version>7</version><options>${NOW}</options>`),
    ).rejects.toMatchObject({ type: 'InvalidCollectorVersion' })
  })
})

describe('a wait', () => {
  it('ends with RequestCanceled when it is canceled', async () => {
    const target = await newCollector()
    const waiting = client.call(target, 'WaitForUpdatesEx', '<version></version>')
    const cancelled = expect(waiting).rejects.toMatchObject({ type: 'RequestCanceled' })
    // The wait may arrive after the first cancel: cancel until it has ended.
    const state = { ended: false }
    void cancelled.finally(() => (state.ended = true))
    while (!state.ended) await client.call(target, 'CancelWaitForUpdates')
    await cancelled
  })

  it('ends when its session does', async () => {
    const other = lab.client()
    await other.login()
    const target = await newCollector()
    const waiting = client.call(target, 'WaitForUpdatesEx', '<version></version>')
    const ended = expect(waiting).rejects.toMatchObject({
      type: expect.stringMatching(/^(RequestCanceled|NotAuthenticated|ManagedObjectNotFound)$/) as string,
    })
    await client.call('SessionManager:SessionManager', 'Logout')
    await ended
  })

  it('ends when the vCenter closes', async () => {
    const own = await startTestVcenter(3)
    const waiter = own.client()
    await waiter.login()
    const next = await follow(waiter, specOf('VirtualMachine:vm-1001', ['name']))
    await next(NOW)
    const ended = expect(next()).rejects.toThrow()
    await own.close()
    await ended
  })
})
