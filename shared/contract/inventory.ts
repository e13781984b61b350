import { eventIterator } from '@orpc/contract'
import * as z from 'zod'
import { inventorySchema } from '../inventory/model.ts'
import { problemSchema } from '../problem.ts'
import { targetSchema } from '../target/model.ts'
import { procedure } from './base.ts'

export const inventoryViewSchema = z.object({
  /** Rises with each change. */
  revision: z.number().int(),
  state: z.enum(['loading', 'ready', 'failed']),
  /** VMs read so far, while loading. */
  vmsRead: z.number().int(),
  inventory: inventorySchema.optional(),
  problem: problemSchema.optional(),
})

export const inventory = {
  /** The inventory of a source provider, at once and again after each change. */
  watch: procedure.input(z.object({ providerId: z.string() })).output(eventIterator(inventoryViewSchema)),
}

export const target = {
  /** What a target cluster offers; read anew on each call. */
  describe: procedure.input(z.object({ providerId: z.string() })).output(targetSchema),
}

export type InventoryView = z.infer<typeof inventoryViewSchema>
