import { afterEach, describe, expect, it } from 'vitest'
import { KubeError } from './client.ts'
import { createController } from './controller.ts'

let abort = new AbortController()
afterEach(() => {
  abort.abort()
  abort = new AbortController()
})

function options(reconcile: (namespace: string, name: string) => Promise<number | undefined>) {
  return { reconcile, signal: abort.signal, onGiveUp: () => undefined }
}

describe('a controller', () => {
  it('works on one object once at a time, and again for what came meanwhile', async () => {
    const runs: string[] = []
    const first = Promise.withResolvers<undefined>()
    const second = Promise.withResolvers<undefined>()
    const controller = createController(
      options(async (_, name) => {
        runs.push(name)
        if (runs.length === 1) await first.promise
        else second.resolve(undefined)
        return undefined
      }),
    )
    controller.enqueue({ namespace: 'ns', name: 'a' })
    controller.enqueue({ namespace: 'ns', name: 'a' })
    controller.enqueue({ namespace: 'ns', name: 'a' })
    expect(runs).toEqual(['a'])
    first.resolve(undefined)
    await second.promise
    await controller.idle()
    expect(runs).toEqual(['a', 'a'])
  })

  it.each([
    ['a conflict', new KubeError(409, 'Conflict', 'changed')],
    ['a failure', new Error('connection lost')],
  ])('tries again after %s', async (_, error) => {
    let runs = 0
    const done = Promise.withResolvers<undefined>()
    const controller = createController(
      options(() => {
        runs += 1
        if (runs < 3) return Promise.reject(error)
        done.resolve(undefined)
        return Promise.resolve(undefined)
      }),
    )
    controller.enqueue({ namespace: 'ns', name: 'a' })
    await done.promise
    expect(runs).toBe(3)
  })

  it('looks again when it was told to', async () => {
    let runs = 0
    const done = Promise.withResolvers<undefined>()
    const controller = createController(
      options(() => {
        runs += 1
        if (runs === 2) done.resolve(undefined)
        return Promise.resolve(runs === 1 ? 1 : undefined)
      }),
    )
    controller.enqueue({ name: 'a' })
    await done.promise
    expect(runs).toBe(2)
  })

  it('takes nothing on after its end', () => {
    let runs = 0
    const controller = createController(
      options(() => {
        runs += 1
        return Promise.resolve(undefined)
      }),
    )
    abort.abort()
    controller.enqueue({ name: 'a' })
    expect(runs).toBe(0)
  })
})
