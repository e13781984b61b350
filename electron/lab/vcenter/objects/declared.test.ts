import { describe, expect, it } from 'vitest'
import { createLabClock } from '../../clock.ts'
import { createEstate } from '../../estate/create-estate.ts'
import type { Estate } from '../../estate/model.ts'
import { allSnapshots } from '../../estate/snapshots.ts'
import { hostEstate } from '../../esxi/host-estate.ts'
import { aboutVcenter } from '../managers.ts'
import { isScalar, type Declared, type Schema } from '../vim/schema.ts'
import { isArray, isObject, Ref, type Vim, type VimObject } from '../vim/value.ts'
import { createVimService } from '../vim-service.ts'
import type { VimState } from '../vim-state.ts'
import { product } from './host.ts'

const whole = createEstate({ seed: 'test', vms: 60, hosts: 5 })
const first = whole.hosts[0]!

function vim(estate: Estate, about: VimObject): VimState {
  const options = { clock: createLabClock(1), signal: new AbortController().signal, accounts: [] }
  return createVimService({ ...options, estate, about }).vim
}

/** Paths of values that the schema does not declare so. */
function mistakes(schema: Schema, value: Vim, type: Declared, path: string): string[] {
  if (value === undefined) return []
  if (type.array) {
    if (!isArray(value)) return [`${path} is not an array`]
    return value.flatMap((item, i) => mistakes(schema, item, { ...type, array: false }, `${path}[${i}]`))
  }
  if (type.type === 'any') return []
  if (type.type === 'ref') return value instanceof Ref ? [] : [`${path} is not a reference`]
  if (isObject(value)) {
    const actual = value.$type ?? type.type
    if (!schema.has(actual)) return [`${path} has the unknown type ${actual}`]
    if (!schema.isA(actual, type.type)) return [`${path}: ${actual} is not a ${type.type}`]
    const fields = schema.fields(actual)
    return Object.entries(value).flatMap(([name, part]) => {
      if (name === '$type') return []
      const field = fields.get(name)
      return field === undefined
        ? [`${path}.${name} is not declared`]
        : mistakes(schema, part, field, `${path}.${name}`)
    })
  }
  return scalarFits(value, type.type, schema) ? [] : [`${path} is not a ${type.type}`]
}

function scalarFits(value: Vim, type: string, schema: Schema): boolean {
  if (['int', 'long', 'short', 'byte'].includes(type)) return Number.isSafeInteger(value)
  if (type === 'boolean') return typeof value === 'boolean'
  if (type === 'dateTime') return value instanceof Date
  // What is neither scalar nor object is an enumeration.
  return typeof value === 'string' && (isScalar(type) || !schema.has(type))
}

describe.each([
  ['a vCenter', vim(whole, aboutVcenter('uuid'))],
  ['a host', vim(hostEstate(whole, first, whole.credentials, []), product(first))],
])('the properties of all objects of %s', (_name, here) => {
  const { estate, schema } = here
  const ids = [
    ...estate.folders,
    estate.datacenter,
    ...estate.clusters,
    ...estate.clusters.map((cluster) => ({ id: cluster.resourcePoolId })),
    ...estate.hosts,
    ...estate.datastores,
    ...estate.switches,
    ...estate.networks,
    ...estate.vms,
    ...estate.vms.flatMap((vm) => allSnapshots(vm.snapshots)),
    ...['ServiceInstance', 'ViewManager', 'AuthorizationManager', 'TaskManager', 'SessionManager'].map(
      (id) => ({ id }),
    ),
    ...[...here.owners.keys()].map((id) => ({ id })),
  ].map((item) => item.id)

  it('are what the API declares', () => {
    const found = ids.flatMap((id) => {
      const object = here.find(id)!
      const { type } = object.ref
      return [...schema.fields(type)].flatMap(([name, field]) =>
        mistakes(schema, object.get(name), field, `${type}.${name}`),
      )
    })
    expect([...new Set(found)]).toEqual([])
  })

  it('refer to objects that exist', () => {
    // These are named, but the lab has no methods or properties for them.
    const unserved = /^Host(.*System|.*Manager|DatastoreBrowser)$|^OptionManager$/
    const refs = (value: Vim): Ref[] => {
      if (value instanceof Ref) return [value]
      if (isArray(value)) return value.flatMap(refs)
      return isObject(value) ? Object.values(value).flatMap(refs) : []
    }
    const dangling = ids.flatMap((id) => {
      const object = here.find(id)!
      return [...schema.fields(object.ref.type).keys()]
        .flatMap((name) => refs(object.get(name)))
        .filter((ref) => !unserved.test(ref.type) && here.find(ref.id)?.ref.type !== ref.type)
    })
    expect(dangling).toEqual([])
  })
})
