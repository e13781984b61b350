import * as z from 'zod'
import {
  clusterSchema,
  datastoreSchema,
  hostSchema,
  inventorySchema,
  networkSchema,
  tagReadingSchema,
  vmSchema,
} from '../inventory/model.ts'
import { INVENTORY_KINDS, TREE_KINDS } from '../inventory/kinds.ts'
import { findingSchema } from '../preflight/model.ts'
import { problemSchema } from '../problem.ts'
import { procedure, streamOf } from './base.ts'

/** How a source's inventory is: never the inventory itself, which can be 50,000 VMs. */
const inventoryViewSchema = z.object({
  /** Rises with each change of the inventory; what was asked for at a lower one may be out of date. */
  revision: z.number().int(),
  /** `reconnecting` keeps what was read last and says in `problem` why it is not live. */
  state: z.enum(['loading', 'ready', 'reconnecting', 'failed']),
  /** VMs read so far, while loading. */
  vmsRead: z.number().int(),
  /** There is something to query. */
  available: z.boolean(),
  /** Opened from an inventory file: nothing changes, and nothing can be done with the VMs. */
  offline: z.boolean(),
  about: inventorySchema.shape.about.optional(),
  /** ISO 8601: when what is known was last in step with the server. */
  syncedAt: z.string().optional(),
  counts: z.object({
    vms: z.number().int(),
    templates: z.number().int(),
    /** VMs that vSphere itself cannot reach: orphaned, inaccessible, invalid, disconnected. */
    unreachable: z.number().int(),
    clusters: z.number().int(),
    hosts: z.number().int(),
    datastores: z.number().int(),
    networks: z.number().int(),
  }),
  problem: problemSchema.optional(),
})

/** What can be asked for in rows. Each kind has its own table of fields (shared/inventory/fields). */
const inventoryKindSchema = z.enum(INVENTORY_KINDS)
const treeKindSchema = z.enum(TREE_KINDS)

/** A value of a field: text, count, bytes, yes or no, or several texts; null where it is unknown. */
const fieldValueSchema = z.union([z.string(), z.number(), z.boolean(), z.array(z.string()), z.null()])

const selectionSchema = z.object({
  providerId: z.string(),
  kind: inventoryKindSchema,
  /** In the query language (shared/query); "" for everything. */
  where: z.string().max(4_000).default(''),
  /** Only what is in this node of a tree or below it. */
  within: z.object({ tree: treeKindSchema, id: z.string() }).optional(),
  /** Only these. */
  ids: z.array(z.string()).max(50_000).optional(),
})

const inventoryQuerySchema = selectionSchema.extend({
  /** Names of fields; all when left out. */
  fields: z.array(z.string()).max(300).optional(),
  sort: z
    .array(z.object({ field: z.string(), descending: z.boolean().default(false) }))
    .max(3)
    .default([]),
  offset: z.number().int().min(0).default(0),
  limit: z.number().int().min(1).max(1_000).default(100),
})

const inventoryRowSchema = z.object({
  id: z.string(),
  values: z.record(z.string(), fieldValueSchema),
})

const inventoryPageSchema = z.object({
  revision: z.number().int(),
  /** All of this kind. */
  total: z.number().int(),
  /** Those that the query matches. */
  matched: z.number().int(),
  rows: z.array(inventoryRowSchema),
})

const vmDetailsSchema = z.object({
  vm: vmSchema,
  host: hostSchema.optional(),
  cluster: clusterSchema.optional(),
  datastores: z.array(datastoreSchema),
  networks: z.array(networkSchema),
  findings: z.array(findingSchema),
  /** How old its tags are, or why there are none. */
  tagReading: tagReadingSchema.optional(),
})

const treeNodeSchema = z.object({
  id: z.string(),
  parentId: z.string().optional(),
  name: z.string(),
  /** Words for an icon and a screen reader: datacenter, folder, vapp, cluster, host, datastore, network, ... */
  kind: z.string(),
  /** VMs in it and below it, templates included. */
  vms: z.number().int(),
})

export const inventory = {
  /** How the inventory of a source is, at once and again after each change. */
  watch: procedure.input(z.object({ providerId: z.string() })).output(streamOf(inventoryViewSchema)),
  /** One page of rows. Problems: query.* with the position of the mistake, provider.*. */
  query: procedure.input(inventoryQuerySchema).output(inventoryPageSchema),
  /** Ids of all that match, in the order of the inventory, for "choose all": `migratable` can be in a plan. */
  ids: procedure
    .input(selectionSchema)
    .output(
      z.object({ revision: z.number().int(), ids: z.array(z.string()), migratable: z.array(z.string()) }),
    ),
  /** One VM with what is around it. */
  vm: procedure.input(z.object({ providerId: z.string(), id: z.string() })).output(vmDetailsSchema),
  /** The nodes of a tree, parents before children, siblings by name. */
  tree: procedure
    .input(z.object({ providerId: z.string(), tree: treeKindSchema }))
    .output(z.object({ revision: z.number().int(), nodes: z.array(treeNodeSchema) })),
  /** The inventory as one file, to be opened later without the network (providers.openInventoryFile). */
  save: procedure.input(z.object({ providerId: z.string() })).output(z.file()),
}

export type InventoryView = z.infer<typeof inventoryViewSchema>
export type InventoryKind = z.infer<typeof inventoryKindSchema>
export type TreeKind = z.infer<typeof treeKindSchema>
export type FieldValue = z.infer<typeof fieldValueSchema>
export type InventorySelection = z.infer<typeof selectionSchema>
export type InventoryQuery = z.infer<typeof inventoryQuerySchema>
export type InventoryRow = z.infer<typeof inventoryRowSchema>
export type InventoryPage = z.infer<typeof inventoryPageSchema>
export type VmDetails = z.infer<typeof vmDetailsSchema>
export type TreeNode = z.infer<typeof treeNodeSchema>
