/** The part of an address behind the question mark, per screen: what can be copied and reopened. */
import * as z from 'zod'
import { inventoryKindSchema, treeKindSchema } from '../../shared/contract/inventory.ts'

const text = z.string().optional().catch(undefined)

const listSearch = z.object({
  /** In the query language. */
  q: text,
  tree: treeKindSchema.optional().catch(undefined),
  /** Id of a node of the tree. */
  node: text,
  /** A field, with "-" before it for the other direction. */
  sort: text,
})

export const inventorySearch = listSearch.extend({
  source: text,
  tab: inventoryKindSchema.optional().catch(undefined),
})

export const wizardVmsSearch = listSearch.extend({ chosen: z.boolean().optional().catch(undefined) })

export const runSearch = z.object({
  state: z.enum(['copying', 'running', 'waiting', 'failed', 'done', 'canceled']).optional().catch(undefined),
  vm: text,
})

export const CLUSTER_TABS = ['overview', 'rights', 'settings', 'probes'] as const

export const clusterSearch = z.object({
  tab: z.enum(CLUSTER_TABS).optional().catch(undefined),
  /** The target namespace that rights and probes are about. */
  namespace: text,
})

export const activitySearch = z.object({ run: text })

export type ListSearch = z.infer<typeof listSearch>
export type InventorySearch = z.infer<typeof inventorySearch>
export type ClusterSearch = z.infer<typeof clusterSearch>
export type ClusterTab = (typeof CLUSTER_TABS)[number]
export type RunSearch = z.infer<typeof runSearch>
