import { describe, expect, it } from 'vitest'
import {
  child,
  follow,
  readProperties,
  runTask,
  specOf,
  startTestVcenter,
  texts,
  vmId,
  useVcenter,
} from '../test-support/test-vcenter.ts'

const { lab, client } = useVcenter('each')

const target = (name: string): string => `VirtualMachine:${vmId(lab, name)}`
const value = async (name: string, path: string): Promise<string | undefined> =>
  (await readProperties(client, target(name), [path])).get(path)?.text

/** Follows one property from now on until it has `wanted`. */
async function until(name: string, path: string, wanted: string): Promise<void> {
  const next = await follow(client, specOf(target(name), [path]))
  for (;;) {
    const set = await next()
    if (set === undefined) throw new Error(`${path} did not become ${wanted}`)
    if (texts(set, 'filterSet.objectSet.changeSet.val').at(-1) === wanted) return
  }
}

describe('power', () => {
  it('goes down through the guest and comes up again with Tools', async () => {
    await client.call(target('web-01'), 'ShutdownGuest')
    await until('web-01', 'runtime.powerState', 'poweredOff')
    expect(await value('web-01', 'runtime.cleanPowerOff')).toBe('true')
    expect(await value('web-01', 'guest.ipAddress')).toBeUndefined()
    expect(await value('web-01', 'guest.toolsRunningStatus')).toBe('guestToolsNotRunning')

    expect(child(await runTask(client, target('web-01'), 'PowerOnVM_Task'), 'state').text).toBe('success')
    expect(await value('web-01', 'runtime.powerState')).toBe('poweredOn')
    await until('web-01', 'guest.toolsRunningStatus', 'guestToolsRunning')
    expect(await value('web-01', 'guest.ipAddress')).toBe(lab.estate.vms[0]!.nics[0]!.ips[0]!.address)
  })

  it('goes off hard', async () => {
    const info = await runTask(client, target('web-01'), 'PowerOffVM_Task')
    expect(child(info, 'state').text).toBe('success')
    expect(child(info, 'entityName').text).toBe('web-01')
    expect(texts(info, 'completeTime')).toHaveLength(1)
    expect(await value('web-01', 'runtime.cleanPowerOff')).toBe('false')
  })

  it.each([
    ['tools-stopped-iso-01', 'ToolsUnavailable'],
    ['freebsd-mixed-bus-no-tools-01', 'ToolsUnavailable'],
    ['parked-off-01', 'InvalidPowerState'],
    ['suspended-01', 'InvalidPowerState'],
    ['inaccessible-01', 'InvalidState'],
  ])('does not shut down %s: %s', async (name, type) => {
    await expect(client.call(target(name), 'ShutdownGuest')).rejects.toMatchObject({ type })
  })

  it.each([
    ['PowerOnVM_Task', 'web-01', 'InvalidPowerState'],
    ['PowerOffVM_Task', 'parked-off-01', 'InvalidPowerState'],
    ['ResetVM_Task', 'parked-off-01', 'InvalidPowerState'],
    ['PowerOnVM_Task', 'parked-off-01', 'InvalidHostState'],
    ['PowerOnVM_Task', 'tpl-rhel9', 'NotSupported'],
    ['PowerOffVM_Task', 'inaccessible-01', 'InvalidState'],
  ])('%s on %s ends in %s', async (method, name, fault) => {
    const error = child(await runTask(client, target(name), method), 'error')
    expect(child(error, 'fault').xsiType).toBe(fault)
    expect(child(error, 'localizedMessage').text).not.toBe('')
  })

  it('names both states in InvalidPowerState', async () => {
    const error = child(await runTask(client, target('web-01'), 'PowerOnVM_Task'), 'error')
    expect(texts(error, 'fault.existingState')).toEqual(['poweredOn'])
    expect(texts(error, 'fault.requestedState')).toEqual(['poweredOff'])
  })

  it('does one thing at a time', async () => {
    // Its first task goes on for longer than any test.
    const slow = await startTestVcenter(3, 0.001)
    const caller = slow.client()
    await caller.login()
    const vm = `VirtualMachine:${vmId(slow, 'web-01')}`
    await caller.call(vm, 'PowerOffVM_Task')
    const error = child(await runTask(caller, vm, 'ResetVM_Task'), 'error')
    expect(child(error, 'fault').xsiType).toBe('TaskInProgress')
    await slow.close()
  })

  it('shows the task on the VM and cannot cancel it', async () => {
    const [task] = await client.call(target('web-01'), 'PowerOffVM_Task')
    const recent = (await readProperties(client, target('web-01'), ['recentTask'])).get('recentTask')!
    expect(recent.children.map((ref) => ref.text)).toEqual([task!.text])
    await expect(client.call(`Task:${task!.text}`, 'CancelTask')).rejects.toMatchObject({
      type: 'NotSupported',
    })
  })
})
