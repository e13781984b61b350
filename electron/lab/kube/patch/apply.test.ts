import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ApiObject, Json, JsonObject } from '../json.ts'
import { asObject } from '../json.ts'
import { builtInKinds, createKindTable } from '../kinds/all.ts'
import { StatusError } from '../status.ts'
import { applyConfiguration } from './apply.ts'
import { fieldsOf, fromFieldsV1, sameSet, subtract, toFieldsV1, union } from './field-set.ts'
import { trackUpdate } from './managed-fields.ts'

const kinds = createKindTable(builtInKinds)
const configMap = kinds.byKind('v1', 'ConfigMap')!
const pod = kinds.byKind('v1', 'Pod')!

const writer = (manager: string) => ({ manager, subresource: undefined, time: '2026-01-01T00:00:00Z' })

function map(data: Readonly<Record<string, string>>): ApiObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'm' }, data }
}

function apply(live: ApiObject | undefined, manager: string, config: ApiObject, force = false): ApiObject {
  return applyConfiguration(config.kind === 'Pod' ? pod : configMap, live, config, writer(manager), force)
}

function podWith(...containers: readonly JsonObject[]): ApiObject {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: { containers } }
}

function fieldsOfManager(object: ApiObject, manager: string): Json | undefined {
  return object.metadata.managedFields?.find((entry) => entry.manager === manager)?.fieldsV1
}

function conflictsOf(action: () => unknown): readonly unknown[] {
  try {
    action()
  } catch (error) {
    if (error instanceof StatusError && error.code === 409)
      return asObject(error.status['details'])['causes'] as readonly unknown[]
    throw error
  }
  return []
}

describe('applyConfiguration', () => {
  it('creates, and records what the manager applied', () => {
    const made = apply(undefined, 'one', map({ a: '1' }))
    expect(made['data']).toEqual({ a: '1' })
    expect(made.metadata.managedFields).toMatchObject([
      { manager: 'one', operation: 'Apply', fieldsV1: { 'f:data': { 'f:a': {} } } },
    ])
  })

  it('removes what the manager no longer applies, and nothing of others', () => {
    const first = apply(undefined, 'one', map({ a: '1', b: '2' }))
    const second = apply(first, 'two', map({ c: '3' }))
    const third = apply(second, 'one', map({ b: '2' }))
    expect(third['data']).toEqual({ b: '2', c: '3' })
  })

  it('shares a field that two managers apply with one value, and keeps it for the other', () => {
    const first = apply(undefined, 'one', map({ a: '1' }))
    const shared = apply(first, 'two', map({ a: '1' }))
    const left = apply(shared, 'one', map({}))
    expect(left['data']).toEqual({ a: '1' })
    expect(apply(left, 'two', map({}))['data']).toEqual({})
  })

  it('names each conflict, and changes hands when forced', () => {
    const first = apply(undefined, 'one', map({ a: '1', b: '2' }))
    const config = map({ a: '9', b: '2' })
    expect(conflictsOf(() => apply(first, 'two', config))).toEqual([
      { reason: 'FieldManagerConflict', message: 'conflict with "one"', field: '.data.a' },
    ])
    const forced = apply(first, 'two', config, true)
    expect(forced['data']).toEqual({ a: '9', b: '2' })
    expect(fieldsOfManager(forced, 'one')).toEqual({ 'f:data': { 'f:b': {} } })
  })

  it('meets the owner of a plain update as a conflict', () => {
    const first = apply(undefined, 'one', map({ a: '1' }))
    const edited = trackUpdate(configMap, first, { ...first, data: { a: '5' } }, writer('editor'))
    expect(conflictsOf(() => apply(edited, 'one', map({ a: '1' })))).toEqual([
      { reason: 'FieldManagerConflict', message: 'conflict with "editor" using v1', field: '.data.a' },
    ])
  })

  it('takes an object without managers to be owned by whoever came before', () => {
    const live = map({ a: '1' })
    expect(conflictsOf(() => apply(live, 'one', map({ a: '2' })))).toMatchObject([
      { message: 'conflict with "before-first-apply" using v1' },
    ])
  })

  it('merges lists by their keys and removes only its own items', () => {
    const first = apply(undefined, 'one', podWith({ name: 'a', image: 'a:1' }, { name: 'b', image: 'b:1' }))
    const second = apply(first, 'two', podWith({ name: 'side', image: 's' }))
    const third = apply(second, 'one', podWith({ name: 'a', image: 'a:2' }))
    expect(third['spec']).toEqual({
      containers: [
        { name: 'a', image: 'a:2' },
        { name: 'side', image: 's' },
      ],
    })
  })

  it('keeps the keys of an item that someone else still uses', () => {
    const first = apply(undefined, 'one', podWith({ name: 'a', image: 'a:1', workingDir: '/x' }))
    const edited = { ...first, spec: { containers: [{ name: 'a', image: 'a:1', workingDir: '/y' }] } }
    const tracked = trackUpdate(pod, first, edited, writer('editor'))
    const left = apply(tracked, 'one', podWith({ name: 'b', image: 'b' }))
    expect(left['spec']).toEqual({
      containers: [
        { name: 'a', workingDir: '/y' },
        { name: 'b', image: 'b' },
      ],
    })
  })

  it('tells ports apart by number and protocol, where TCP goes without saying', () => {
    const one = podWith({ name: 'a', image: 'a', ports: [{ containerPort: 53, protocol: 'TCP' }] })
    const both = podWith({
      name: 'a',
      image: 'a',
      ports: [{ containerPort: 53 }, { containerPort: 53, protocol: 'UDP' }],
    })
    const made = apply(apply(undefined, 'one', one), 'one', both)
    expect(made['spec']).toMatchObject({
      containers: [{ ports: [{ containerPort: 53 }, { containerPort: 53, protocol: 'UDP' }] }],
    })
  })
})

describe('applying in general', () => {
  const data = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.constantFrom('1', '2'))
  const steps = fc.array(fc.tuple(fc.constantFrom('one', 'two', 'three'), data), {
    minLength: 1,
    maxLength: 12,
  })

  it('ends with exactly what the managers last applied', () => {
    fc.assert(
      fc.property(steps, (all) => {
        let live: ApiObject | undefined
        const wanted = new Map<string, Readonly<Record<string, string>>>()
        for (const [manager, config] of all) {
          live = apply(live, manager, map(config), true)
          wanted.set(manager, config)
          // A forced value is no longer the other's wish.
          for (const [other, values] of wanted)
            if (other !== manager)
              wanted.set(
                other,
                Object.fromEntries(Object.entries(values).filter(([k, v]) => (config[k] ?? v) === v)),
              )
        }
        const expected = Object.assign({}, ...wanted.values()) as JsonObject
        expect(live?.['data'] ?? {}).toEqual(expected)
      }),
    )
  })

  it('changes nothing when applied again', () => {
    fc.assert(
      fc.property(data, (config) => {
        const once = apply(undefined, 'one', map(config))
        expect(apply(once, 'one', map(config))).toEqual(once)
      }),
    )
  })
})

describe('field sets', () => {
  const value = fc.dictionary(
    fc.string({ maxLength: 4 }),
    fc.dictionary(fc.string({ maxLength: 4 }), fc.integer()),
  )

  it('survive their wire form', () => {
    fc.assert(
      fc.property(value, (one) => {
        const set = fieldsOf(undefined, one)
        expect(sameSet(fromFieldsV1(toFieldsV1(set)), set)).toBe(true)
      }),
    )
  })

  it('obey the laws of sets', () => {
    fc.assert(
      fc.property(value, value, (one, two) => {
        const [a, b] = [fieldsOf(undefined, one), fieldsOf(undefined, two)]
        expect(sameSet(subtract(union(a, b), b), subtract(a, b))).toBe(true)
        expect(sameSet(union(subtract(a, b), b), union(a, b))).toBe(true)
      }),
    )
  })
})
