import { describe, expect, it } from 'vitest'
import { createHarness } from './test-support/harness.ts'
import {
  failedInfo,
  readsFrom,
  startsTask,
  taskObject,
  type ScriptedObjects,
} from './test-support/scripted-objects.ts'
import { fault, returned, type Script } from './test-support/scripted-vcenter.ts'

const { open } = createHarness()

/** A VM that is on, and what the server does when it is told to power it off. */
async function world(onPowerOff: (objects: ScriptedObjects) => void, script: (o: ScriptedObjects) => Script) {
  const objects: ScriptedObjects = new Map()
  setPower(objects, 'poweredOn')
  return {
    objects,
    ...(await open({
      ...readsFrom(objects),
      PowerOffVM_Task: startsTask('PowerOffVM_Task', () => onPowerOff(objects)),
      ...script(objects),
    })),
  }
}

function setPower(objects: ScriptedObjects, state: string): void {
  objects.set('vm-1', { type: 'VirtualMachine', properties: { name: 'web', 'runtime.powerState': state } })
}

const none = () => ({})
const running = (objects: ScriptedObjects) =>
  void objects.set('task-1', taskObject('<state>running</state><progress>5</progress>'))

describe('a task', () => {
  it('tells its progress, rising', async () => {
    const percents = [3, 40, 20]
    const told: number[] = []
    const { session } = await world(running, (objects) => {
      const reads = readsFrom(objects)
      return {
        RetrievePropertiesEx: (call) => {
          if (call.body.includes('task-1')) {
            const next = percents.shift()
            objects.set(
              'task-1',
              taskObject(
                next === undefined
                  ? '<state>success</state>'
                  : `<state>running</state><progress>${next}</progress>`,
              ),
            )
          }
          return reads['RetrievePropertiesEx']!(call)
        },
      }
    })
    const result = await session.powerOff('vm-1', { onProgress: (percent) => told.push(percent) })
    expect(result).toEqual({ ok: true, value: undefined })
    expect(told).toEqual([3, 40])
  })

  it('is canceled when the caller gives up', async () => {
    const { session, server } = await world(running, (objects) => ({
      CancelTask: () => {
        objects.set('task-1', taskObject(failedInfo('RequestCanceled', 'The task was canceled by a user.')))
        return returned('CancelTask', '')
      },
    }))
    const stop = new AbortController()
    const result = await session.powerOff('vm-1', { signal: stop.signal, onProgress: () => stop.abort() })
    expect(result).toMatchObject({
      ok: false,
      problem: { code: 'vsphere.task-canceled', message: 'Power-off of VM "web" was canceled.' },
    })
    expect(server.count('CancelTask')).toBe(1)
  })

  it('ends as it ends when it is too late to cancel it', async () => {
    const { session } = await world(running, (objects) => ({
      CancelTask: () => {
        objects.set('task-1', taskObject('<state>success</state>'))
        return fault('InvalidState', 'It has ended.')
      },
    }))
    const stop = new AbortController()
    expect(await session.powerOff('vm-1', { signal: stop.signal, onProgress: () => stop.abort() })).toEqual({
      ok: true,
      value: undefined,
    })
  })

  it('is not begun for a caller who has given up already', async () => {
    const { session, server } = await world(running, none)
    expect(await session.powerOff('vm-1', { signal: AbortSignal.abort() })).toMatchObject({
      ok: false,
      problem: { code: 'vsphere.task-canceled', meaning: 'Nothing was changed.' },
    })
    expect(server.count('PowerOffVM_Task')).toBe(0)
  })

  it('was canceled by somebody in vSphere', async () => {
    const { session } = await world(
      (objects) => objects.set('task-1', taskObject(failedInfo('RequestCanceled', 'Canceled.'))),
      none,
    )
    expect(await session.powerOff('vm-1')).toMatchObject({
      ok: false,
      problem: { code: 'vsphere.task-canceled', message: 'Power-off of VM "web" was canceled in vSphere.' },
    })
  })

  it('is not waited for beyond the limit', async () => {
    const { session } = await world(running, none)
    expect(await session.powerOff('vm-1', { limitMs: 1 })).toMatchObject({
      ok: false,
      problem: {
        code: 'vsphere.task-timeout',
        message: 'Power-off of VM "web" has not ended within 0 seconds.',
        detail: 'task task-1',
      },
    })
  })

  it('is started once when the session is lost while it runs', async () => {
    const { session, server } = await world(running, (objects) => {
      const reads = readsFrom(objects)
      return {
        RetrievePropertiesEx: (call) => {
          if (call.body.includes('task-1')) {
            if (!call.cookie?.includes('session-2')) return fault('NotAuthenticated', 'Not any more.')
            objects.set('task-1', taskObject('<state>success</state>'))
          }
          return reads['RetrievePropertiesEx']!(call)
        },
      }
    })
    expect(await session.powerOff('vm-1')).toEqual({ ok: true, value: undefined })
    expect(server.count('Login')).toBe(2)
    expect(server.count('PowerOffVM_Task')).toBe(1)
  })

  it('is followed through a connection that breaks', async () => {
    let drops = 2
    const { session, server } = await world(running, (objects) => {
      const reads = readsFrom(objects)
      return {
        RetrievePropertiesEx: (call) => {
          if (!call.body.includes('task-1')) return reads['RetrievePropertiesEx']!(call)
          if (drops-- > 0) return (response) => void response.socket?.destroy()
          objects.set('task-1', taskObject('<state>success</state>'))
          return reads['RetrievePropertiesEx']!(call)
        },
      }
    })
    expect(await session.powerOff('vm-1')).toEqual({ ok: true, value: undefined })
    expect(server.count('PowerOffVM_Task')).toBe(1)
  })

  it('whose start was cut off is judged by its effect, and never sent twice', async () => {
    const { session, server } = await world(running, (objects) => ({
      PowerOffVM_Task: () => (response) => {
        setPower(objects, 'poweredOff')
        response.socket?.destroy()
      },
    }))
    expect(await session.powerOff('vm-1')).toEqual({ ok: true, value: undefined })
    expect(server.count('PowerOffVM_Task')).toBe(1)
  })

  it('without an effect is told as it is: lost, or not known to have begun', async () => {
    const { session, server, objects } = await world(
      () => undefined,
      () => ({ PowerOnVM_Task: () => (response) => void response.socket?.destroy() }),
    )
    objects.set('vm-2', { type: 'VirtualMachine', properties: { 'runtime.powerState': 'poweredOff' } })
    const [lost, unclear] = await Promise.all([session.powerOff('vm-1'), session.powerOn('vm-2')])
    expect(lost).toMatchObject({ ok: false, problem: { code: 'vsphere.task-lost' } })
    expect(unclear).toMatchObject({
      ok: false,
      problem: {
        code: 'vsphere.connection-lost',
        meaning: 'It is not known whether vSphere began it; its effect was not there when it was looked for.',
      },
    })
    expect([server.count('PowerOffVM_Task'), server.count('PowerOnVM_Task')]).toEqual([1, 1])
  })
})
