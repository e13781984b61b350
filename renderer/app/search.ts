/** The part of an address behind the question mark, per screen: what can be copied and reopened. */
import * as z from 'zod'

const text = z.string().optional().catch(undefined)

const vmFilterSearch = z.object({ q: text, folder: text, place: text })

export const inventorySearch = vmFilterSearch.extend({
  source: text,
  tab: z.enum(['vms', 'hosts', 'datastores', 'networks']).optional().catch(undefined),
})

export const wizardVmsSearch = vmFilterSearch.extend({ chosen: z.boolean().optional().catch(undefined) })

export const runSearch = z.object({
  state: z.enum(['copying', 'running', 'waiting', 'failed', 'done', 'canceled']).optional().catch(undefined),
  vm: text,
})

export const activitySearch = z.object({ run: text })

export type InventorySearch = z.infer<typeof inventorySearch>
export type RunSearch = z.infer<typeof runSearch>
