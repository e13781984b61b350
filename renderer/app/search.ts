/** The part of an address behind the question mark, per screen: what can be copied and reopened. */
import * as z from 'zod'
import { INVENTORY_KINDS, TREE_KINDS } from '../../shared/inventory/kinds.ts'
import { CATEGORIES, SCOPES } from '../../shared/preflight/model.ts'

const text = z.string().optional().catch(undefined)

const listSearch = z.object({
  /** In the query language. */
  q: text,
  tree: z.enum(TREE_KINDS).optional().catch(undefined),
  /** Id of a node of the tree. */
  node: text,
  /** A field, with "-" before it for the other direction. */
  sort: text,
})

export const inventorySearch = listSearch.extend({
  source: text,
  tab: z.enum(INVENTORY_KINDS).optional().catch(undefined),
})

export const wizardVmsSearch = listSearch.extend({ chosen: z.boolean().optional().catch(undefined) })

export const HOST_FILTERS = ['login', 'key', 'default', 'raised', 'trouble'] as const

export const esxiSearch = z.object({
  /** Id of the source. */
  source: text,
  q: text,
  show: z.enum(HOST_FILTERS).optional().catch(undefined),
  /** Id of the host whose details are open. */
  host: text,
  /** Ids of the chosen hosts. */
  chosen: z.array(z.string()).max(1_000).optional().catch(undefined),
  /** What is done with the chosen hosts; left out: the list. */
  do: z.enum(['memory', 'restore', 'network']).optional().catch(undefined),
  /** Id of the backup that is put back; left out: the newest. */
  backup: text,
  /** Where to go back to. */
  from: z.enum(['wizard']).optional().catch(undefined),
})

export const runSearch = z.object({
  state: z
    .enum(['copying', 'running', 'idle', 'waiting', 'asks', 'failed', 'done', 'canceled'])
    .optional()
    .catch(undefined),
  vm: text,
})

export const CLUSTER_TABS = ['overview', 'rights', 'settings', 'probes'] as const

export const clusterSearch = z.object({
  tab: z.enum(CLUSTER_TABS).optional().catch(undefined),
  /** The target namespace that rights and probes are about. */
  namespace: text,
  /** Id of the source that the network probe looks at to begin with. */
  source: text,
})

export const activitySearch = z.object({ run: text })

export const PREFLIGHT_TABS = ['findings', 'forecast', 'checks', 'rules'] as const
const GROUPINGS = ['rule', 'object', 'none'] as const

export const preflightSearch = z.object({
  /** Ids of providers. */
  source: text,
  target: text,
  /** Id of a plan; `none` where the shown run is about one. */
  plan: text,
  run: text,
  tab: z.enum(PREFLIGHT_TABS).optional().catch(undefined),
  group: z.enum(GROUPINGS).optional().catch(undefined),
  scope: z.enum(SCOPES).optional().catch(undefined),
  cat: z.array(z.enum(CATEGORIES)).optional().catch(undefined),
  /** Left out: open findings. */
  show: z.enum(['waived', 'unknown', 'all']).optional().catch(undefined),
  fresh: z.boolean().optional().catch(undefined),
  q: text,
  /** The chosen group: id of a rule or of an object. */
  rule: text,
  object: text,
})

/** Actions in the audit log that a person looks for together. */
export const AUDIT_KINDS = ['use', 'lock', 'refused', 'stored', 'ways', 'copies'] as const

export const VAULT_TABS = ['stored', 'ways', 'copies', 'audit'] as const

export const vaultSearch = z.object({
  tab: z.enum(VAULT_TABS).optional().catch(undefined),
  /** Search in what is stored. */
  q: text,
  /** Of the audit log: a kind of action, and the id of a secret. */
  act: z.enum(AUDIT_KINDS).optional().catch(undefined),
  of: text,
  /** What is asked about at once, for a command. */
  do: z.enum(['verify', 'forget']).optional().catch(undefined),
})

export const reportsSearch = z.object({ run: text })

export type ListSearch = z.infer<typeof listSearch>
export type InventorySearch = z.infer<typeof inventorySearch>
export type ClusterSearch = z.infer<typeof clusterSearch>
export type ClusterTab = (typeof CLUSTER_TABS)[number]
export type EsxiSearch = z.infer<typeof esxiSearch>
export type HostFilter = (typeof HOST_FILTERS)[number]
export type PreflightSearch = z.infer<typeof preflightSearch>
export type PreflightTab = (typeof PREFLIGHT_TABS)[number]
export type Grouping = (typeof GROUPINGS)[number]
export type VaultSearch = z.infer<typeof vaultSearch>
export type VaultTab = (typeof VAULT_TABS)[number]
export type AuditKind = (typeof AUDIT_KINDS)[number]
export type RunSearch = z.infer<typeof runSearch>
