import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { at } from './json.ts'
import type { Json } from './json.ts'
import { startTestApi } from './test-support/test-api.ts'
import type { TestApi } from './test-support/test-api.ts'

let lab: TestApi

beforeAll(async () => {
  lab = await startTestApi()
})

afterAll(() => lab.close())

interface Room {
  readonly path: string
  readonly create: (name: string, owners?: readonly Json[], finalizers?: readonly string[]) => Promise<Json>
  readonly exists: (name: string) => Promise<boolean>
  /** Returns once the object is gone. */
  readonly gone: (name: string) => Promise<void>
}

function room(namespace: string): Room {
  lab.api.seed({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } })
  const path = `/api/v1/namespaces/${namespace}/configmaps`
  return {
    path,
    create: async (name, owners = [], finalizers = []) => {
      const made = await lab.call('POST', path, { metadata: { name, ownerReferences: owners, finalizers } })
      expect(made.code).toBe(201)
      return { apiVersion: 'v1', kind: 'ConfigMap', name, uid: at(made.body, 'metadata', 'uid') }
    },
    exists: async (name) => (await lab.call('GET', `${path}/${name}`)).code === 200,
    gone: async (name) => {
      const watch = await lab.watch(
        `${path}?watch=true&fieldSelector=metadata.name%3D${name}&sendInitialEvents=true&resourceVersionMatch=NotOlderThan`,
      )
      const first = await watch.until(({ type }) => type === 'BOOKMARK')
      if (first.length > 1) await watch.until(({ type }) => type === 'DELETED')
      watch.close()
    },
  }
}

describe('owners', () => {
  it('take their dependents with them, and those of these', async () => {
    const { path, create, gone, exists } = room('chain')
    const top = await create('top')
    const middle = await create('middle', [top])
    await create('bottom', [middle])
    await create('stranger')
    await lab.call('DELETE', `${path}/top`)
    await gone('middle')
    await gone('bottom')
    expect(await exists('stranger')).toBe(true)
  })

  it('leave a dependent alone that has another', async () => {
    const { path, create, gone, exists } = room('shared')
    const [one, two] = [await create('one'), await create('two')]
    await create('child', [one, two])
    await lab.call('DELETE', `${path}/one`)
    const watch = await lab.watch(`${path}?watch=true`)
    await watch.until(({ object }) => {
      const refs = at(object, 'metadata', 'ownerReferences')
      return at(object, 'metadata', 'name') === 'child' && JSON.stringify(refs) === JSON.stringify([two])
    })
    watch.close()
    expect(await exists('child')).toBe(true)
    await lab.call('DELETE', `${path}/two`)
    await gone('child')
  })

  it('that never were count as gone; owners of unknown kinds do not', async () => {
    const { create, gone, exists } = room('absent')
    await create('unknown', [{ apiVersion: 'x.example/v1', kind: 'Plan', name: 'p', uid: '1' }])
    await create('orphan', [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'nobody', uid: '2' }])
    await gone('orphan')
    expect(await exists('unknown')).toBe(true)
  })

  it('wait for blocking dependents in the foreground', async () => {
    const { path, create, gone, exists } = room('foreground')
    const owner = await create('owner')
    const blocking = { ...(owner as object), blockOwnerDeletion: true }
    await create('slow', [blocking], ['x.example/hold'])
    await lab.call('DELETE', `${path}/owner?propagationPolicy=Foreground`)
    const watch = await lab.watch(`${path}?watch=true&fieldSelector=metadata.name%3Dslow`)
    await watch.until(({ object }) => at(object, 'metadata', 'deletionTimestamp') !== undefined)
    watch.close()
    expect(await exists('owner')).toBe(true)
    await lab.patch(`${path}/slow`, 'merge', { metadata: { finalizers: null } })
    await gone('slow')
    await gone('owner')
  })

  it('let their dependents go with Orphan', async () => {
    const { path, create, gone, exists } = room('orphan')
    const owner = await create('owner')
    await create('child', [owner])
    await lab.call('DELETE', `${path}/owner`, { propagationPolicy: 'Orphan' })
    await gone('owner')
    expect(await exists('child')).toBe(true)
    const child = (await lab.call('GET', `${path}/child`)).body
    expect(at(child, 'metadata', 'ownerReferences')).toBeUndefined()
    expect((await lab.call('DELETE', `${path}/child?propagationPolicy=Sideways`)).code).toBe(400)
  })
})

describe('namespaces', () => {
  it('are active, labelled, and have an account', async () => {
    const made = await lab.call('POST', '/api/v1/namespaces', { metadata: { name: 'fresh' } })
    expect(made.body).toMatchObject({
      metadata: { labels: { 'kubernetes.io/metadata.name': 'fresh' } },
      status: { phase: 'Active' },
    })
    const watch = await lab.watch('/api/v1/namespaces/fresh/serviceaccounts?watch=true')
    await watch.until(({ object }) => at(object, 'metadata', 'name') === 'default')
    watch.close()
  })

  it('wait for their contents, and take nothing new meanwhile', async () => {
    const { path, create } = room('leaving')
    await create('plain')
    await create('held', [], ['x.example/hold'])
    const leaving = await lab.call('DELETE', '/api/v1/namespaces/leaving')
    expect(leaving.body).toMatchObject({ status: { phase: 'Terminating' } })
    expect(await lab.call('POST', path, { metadata: { name: 'late' } })).toMatchObject({
      code: 403,
      body: { details: { causes: [{ reason: 'NamespaceTerminating' }] } },
    })
    const watch = await lab.watch('/api/v1/namespaces?watch=true&fieldSelector=metadata.name%3Dleaving')
    await lab.patch(`${path}/held`, 'merge', { metadata: { finalizers: [] } })
    await watch.until(({ type }) => type === 'DELETED')
    watch.close()
    expect((await lab.call('GET', '/api/v1/namespaces/leaving')).code).toBe(404)
    expect((await lab.call('GET', path)).body['items']).toEqual([])
  })
})
