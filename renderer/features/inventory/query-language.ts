/** The query language as the screens use it: one vocabulary per kind of row. */
import type { InventoryKind } from '../../../shared/contract/inventory.ts'
import { fieldsOf } from '../../../shared/inventory/fields/tables.ts'
import { readQuery } from '../../../shared/query/parse.ts'
import { suggest, type Suggestions } from '../../../shared/query/suggest.ts'

export { fieldsOf }

export interface QueryFault {
  /** What is wrong, with its place; what could be written instead. */
  readonly message: string
  readonly remedy: string
  /** What to underline, in UTF-16 units. */
  readonly position: number
  readonly length: number
}

export type Completion = Suggestions

/** What keeps `text` from being a query over rows of `kind`; undefined when it is one. */
export function queryFault(kind: InventoryKind, text: string): QueryFault | undefined {
  const read = readQuery(text, fieldsOf(kind))
  if (read.ok) return undefined
  const { problem, position, length } = read
  return { message: problem.message, remedy: problem.remedy, position, length }
}

export function complete(kind: InventoryKind, text: string, caret: number): Completion {
  return suggest(text, caret, fieldsOf(kind))
}

interface Example {
  readonly query: string
  readonly meaning: string
}

/** One for each thing that people come for. */
export const EXAMPLES: Readonly<Record<InventoryKind, readonly Example[]>> = {
  vms: [
    { query: 'web prod', meaning: 'both words occur' },
    { query: "power = on and disks > 2 and name ~ 'db*'", meaning: 'running databases with many disks' },
    { query: 'critical > 0', meaning: 'what cannot be migrated as it is' },
    { query: 'migratable and memory >= 64GiB', meaning: 'large VMs that can be in a plan' },
    { query: 'snapshots > 0 and not template', meaning: 'VMs that run on snapshots' },
  ],
  hosts: [
    { query: 'state != connected or maintenance', meaning: 'hosts that are not at work' },
    { query: 'vms > 50', meaning: 'crowded hosts' },
  ],
  clusters: [{ query: 'drs and not ha', meaning: 'clusters with DRS, without HA' }],
  datastores: [
    { query: 'free < 100GiB', meaning: 'nearly full' },
    { query: 'type = nfs', meaning: 'NFS exports' },
  ],
  networks: [
    { query: 'vlan = 110', meaning: 'one VLAN' },
    { query: 'kind = distributed and vms > 0', meaning: 'distributed port groups in use' },
  ],
}
