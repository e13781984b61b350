import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ApiObject } from './json.ts'
import { builtInKinds, createKindTable } from './kinds/all.ts'
import { createStore } from './store.ts'
import type { Change } from './store.ts'

const kinds = createKindTable(builtInKinds)
const configMap = kinds.byKind('v1', 'ConfigMap')!
const secret = kinds.byKind('v1', 'Secret')!

function object(namespace: string, name: string, value = ''): ApiObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace, uid: `${namespace}/${name}` },
    value,
  }
}

describe('the store', () => {
  it('counts one revision over all kinds and orders by namespace and name', () => {
    const store = createStore(10)
    store.put(configMap, object('b', 'x'))
    store.put(configMap, object('a', 'y'))
    store.put(secret, object('a', 'z'))
    const names = store.list(configMap, undefined).map(({ metadata }) => metadata.name)
    expect(names).toEqual(['y', 'x'])
    expect(store.list(configMap, 'b')).toHaveLength(1)
    expect(store.revision()).toBe(4)
  })

  it('shows each list as it was at any revision that the history reaches', () => {
    const step = fc.tuple(
      fc.constantFrom('put', 'remove'),
      fc.constantFrom('a', 'b'),
      fc.constantFrom('x', 'y'),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const store = createStore(100)
        const seen = new Map<number, readonly ApiObject[]>([[store.revision(), []]])
        steps.forEach(([what, namespace, name], index) => {
          const there = store.get(configMap, namespace, name)
          if (what === 'put') store.put(configMap, object(namespace, name, String(index)))
          else if (there !== undefined) store.remove(configMap, there)
          seen.set(store.revision(), store.list(configMap, undefined))
        })
        for (const [revision, list] of seen)
          expect(store.listAt(configMap, undefined, revision)).toEqual(list)
      }),
    )
  })

  it('forgets changes beyond its limit, and says so', () => {
    const store = createStore(5)
    for (let index = 0; index < 30; index += 1) store.put(configMap, object('a', 'x', String(index)))
    expect(store.since(2)).toBeUndefined()
    expect(store.listAt(configMap, undefined, 2)).toBeUndefined()
    const recent = store.since(store.revision() - 3)
    expect(recent?.map((change) => change.revision)).toEqual([29, 30, 31])
    expect(store.since(store.revision())).toEqual([])
  })

  it('tells listeners in order, with the state before', () => {
    const store = createStore(10)
    const changes: Change[] = []
    const stop = store.onChange((change) => changes.push(change))
    store.put(configMap, object('a', 'x', '1'))
    const second = store.put(configMap, object('a', 'x', '2'))
    store.remove(configMap, second)
    stop()
    store.put(configMap, object('a', 'x', '3'))
    expect(changes.map(({ type, previous }) => [type, previous?.['value']])).toEqual([
      ['ADDED', undefined],
      ['MODIFIED', '1'],
      ['DELETED', '2'],
    ])
  })
})
