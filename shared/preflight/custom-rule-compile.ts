/** From a written rule to one that runs. */
import { CLUSTER_FIELDS } from '../inventory/fields/clusters.ts'
import { DATASTORE_FIELDS } from '../inventory/fields/datastores.ts'
import { createEstate, type Estate, type RowTable } from '../inventory/fields/estate.ts'
import { HOST_FIELDS } from '../inventory/fields/hosts.ts'
import { NETWORK_FIELDS } from '../inventory/fields/networks.ts'
import { VM_FIELDS } from '../inventory/fields/vms.ts'
import type { Inventory } from '../inventory/model.ts'
import { fail, ok, type Result } from '../problem.ts'
import { compile } from '../query/compile.ts'
import type { Field, FieldValue } from '../query/field.ts'
import { readQuery } from '../query/parse.ts'
import type { Query } from '../query/query.ts'
import { formatBytes } from '../units.ts'
import type { WrittenRule } from './custom-rule-file.ts'
import { needsOf } from './custom-rule-needs.ts'
import { queryProblem } from './custom-rule-problems.ts'
import type { Rule, Subjects } from './rule.ts'

const TABLES = {
  vm: VM_FIELDS,
  host: HOST_FIELDS,
  network: NETWORK_FIELDS,
  datastore: DATASTORE_FIELDS,
  cluster: CLUSTER_FIELDS,
} as const

const LISTS = {
  vm: 'vms',
  host: 'hosts',
  network: 'networks',
  datastore: 'datastores',
  cluster: 'clusters',
} as const

type CustomScope = keyof typeof TABLES

export function compileCustomRule(written: WrittenRule): Result<Rule> {
  const { scope } = written.definition
  // Each table is only used for objects of its own scope.
  return compileWith(written, scope, TABLES[scope] as unknown as RowTable<Subjects[CustomScope]>)
}

function compileWith<S extends CustomScope>(
  written: WrittenRule,
  scope: S,
  table: RowTable<Subjects[S]>,
): Result<Rule> {
  const { id, category, question, applies, message, remedy, where } = written.definition
  const read = readQuery(where, table.fields)
  if (!read.ok) return fail(queryProblem(written.placeInQuery(read.position), read.problem))
  const names = fieldNames(read.value)
  const fields = table.fields.filter((field) => names.has(field.name))
  const holds = compile(read.value, table)
  const estateOf = rememberingEstate()
  const rule: Rule<S> = {
    id,
    scope,
    category,
    question,
    applies,
    catalogue: [],
    docs: { title: `Custom rule in ${written.file}`, url: '' },
    needs: needsOf(LISTS[scope], fields),
    remedy,
    templates: true,
    evaluate(it, facts) {
      const row = { it, estate: estateOf(facts.inventory) }
      if (!holds(row)) return []
      const evidence = fields.map((field) => ({
        property: field.name,
        value: valueText(field, field.get(row)),
      }))
      return [{ message, evidence }]
    },
  }
  return ok(rule)
}

/** One estate for all objects of a run. */
function rememberingEstate(): (inventory: Inventory) => Estate {
  let known: { readonly inventory: Inventory; readonly estate: Estate } | undefined
  return (inventory) => {
    if (known?.inventory !== inventory) known = { inventory, estate: createEstate(inventory) }
    return known.estate
  }
}

function fieldNames(query: Query): Set<string> {
  switch (query.kind) {
    case 'and':
    case 'or':
      return new Set(query.parts.flatMap((part) => [...fieldNames(part)]))
    case 'not':
      return fieldNames(query.part)
    case 'compare':
    case 'in':
      return new Set([query.field])
    case 'all':
      return new Set()
    case 'word':
      return new Set(['name'])
  }
}

const MAX_ITEMS = 5

function valueText<Row>({ type }: Field<Row>, value: FieldValue): string {
  if (value === null) return 'not known'
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'number') return type === 'bytes' ? formatBytes(value) : String(value)
  if (typeof value === 'string') return value
  if (value.length === 0) return 'none'
  const more = value.length > MAX_ITEMS ? ` and ${value.length - MAX_ITEMS} more` : ''
  return `${value.slice(0, MAX_ITEMS).join(', ')}${more}`
}
