import { afterEach, describe, expect, it } from 'vitest'
import {
  child,
  follow,
  readProperties,
  specOf,
  startTestVcenter,
  texts,
  vmId,
  type TestClient,
  type TestVcenter,
} from './test-support/test-vcenter.ts'

const ARGS = '<name>s</name><memory>false</memory><quiesce>true</quiesce>'

let lab: TestVcenter
let client: TestClient

async function start(timeScale: number): Promise<{ vm: string; task: string }> {
  lab = await startTestVcenter(3, timeScale)
  client = lab.client()
  await client.login()
  const vm = `VirtualMachine:${vmId(lab, 'web-01')}`
  const [task] = await client.call(vm, 'CreateSnapshot_Task', ARGS)
  return { vm, task: task!.text }
}

describe('a task', () => {
  afterEach(() => lab.close())

  it('rises, and is seen on its VM and in the list of the vCenter', async () => {
    const { vm, task } = await start(2)
    const next = await follow(client, specOf(`Task:${task}`, ['info.progress', 'info.state']))
    const seen: number[] = []
    for (let state = ''; state !== 'success';) {
      const values = texts((await next())!, 'filterSet.objectSet.changeSet.val')
      seen.push(...values.filter((value) => /^\d+$/.test(value)).map(Number))
      state = values.find((value) => value === 'success') ?? ''
    }
    expect(seen).toEqual([...seen].sort((a, b) => a - b))
    expect(new Set(seen).size).toBeGreaterThan(1)
    for (const object of [vm, 'TaskManager:TaskManager']) {
      const recent = (await readProperties(client, object, ['recentTask'])).get('recentTask')
      expect(recent?.children.map((ref) => ref.text)).toEqual([task])
    }
  })

  it('can be canceled while a snapshot is made, which leaves none', async () => {
    // So slow that the snapshot cannot be done before.
    const { vm, task } = await start(0.02)
    await client.call(`Task:${task}`, 'CancelTask')
    const next = await follow(client, specOf(`Task:${task}`, ['info.state']))
    while (texts((await next())!, 'filterSet.objectSet.changeSet.val').at(-1) !== 'error');
    const info = (await readProperties(client, `Task:${task}`, ['info'])).get('info')!
    expect(child(child(info, 'error'), 'fault').xsiType).toBe('RequestCanceled')
    expect([...texts(info, 'cancelable'), ...texts(info, 'cancelled')]).toEqual(['true', 'true'])
    expect(await readProperties(client, vm, ['snapshot'])).toEqual(new Map())
    await expect(client.call(`Task:${task}`, 'CancelTask')).rejects.toMatchObject({ type: 'InvalidState' })
  })
})
