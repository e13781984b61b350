/**
 * Which properties of the inventory a field reads. Found by letting it read from a sample estate that notes what it
 * is asked for, so that a field that is added later is right by itself.
 */
import * as z from 'zod'
import { createEstate, type Row } from '../inventory/fields/estate.ts'
import { inventorySchema, type Inventory } from '../inventory/model.ts'
import type { Field } from '../query/field.ts'

type List = 'vms' | 'hosts' | 'networks' | 'datastores' | 'clusters'

/** "vms.changeTracking", "vms.disks.mode"; sorted. Ids and names are known from every source. */
export function needsOf<Item>(list: List, fields: readonly Field<Row<Item>>[]): string[] {
  const seen = new Set<string>()
  const inventory = sampleOf(inventorySchema, '', seen) as Inventory
  const row = { it: inventory[list][0], estate: createEstate(inventory) } as unknown as Row<Item>
  seen.clear()
  for (const field of fields) field.get(row)
  return [...seen].filter((name) => name.includes('.') && !/\.(?:id|name)$/.test(name)).sort()
}

/** A value of the schema: one item in each list, all optional parts there, objects noting what they are asked for. */
function sampleOf(schema: z.core.$ZodType, path: string, seen: Set<string>): unknown {
  if (schema instanceof z.ZodObject) return noting(schema, path, seen)
  if (schema instanceof z.ZodArray) return [sampleOf(schema.element, path, seen)]
  if (schema instanceof z.ZodOptional) return sampleOf(schema.unwrap(), path, seen)
  if (schema instanceof z.ZodEnum) return schema.options[0]
  if (schema instanceof z.ZodNumber) return 0
  if (schema instanceof z.ZodBoolean) return false
  return ''
}

function noting(schema: z.ZodObject, path: string, seen: Set<string>): object {
  const parts: Record<string, unknown> = {}
  const shape: Record<string, z.core.$ZodType> = schema.shape
  for (const [name, part] of Object.entries(shape))
    parts[name] = sampleOf(part, path === '' ? name : `${path}.${name}`, seen)
  return new Proxy(parts, {
    get(target, name) {
      if (typeof name === 'string' && path !== '') seen.add(`${path}.${name}`)
      return Reflect.get(target, name) as unknown
    },
  })
}
