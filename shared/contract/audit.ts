import * as z from 'zod'
import { auditActionSchema, auditEntrySchema, auditVerdictSchema } from '../audit/model.ts'
import { procedure } from './base.ts'

export const audit = {
  /** Newest first. `total`: of those asked for. */
  list: procedure
    .input(
      z.object({
        /** Only entries before this number. */
        before: z.number().int().optional(),
        limit: z.number().int().min(1).max(500).default(100),
        actions: z.array(auditActionSchema).optional(),
        /** Only of this secret and those below it. */
        subject: z.string().optional(),
      }),
    )
    .output(z.object({ entries: z.array(auditEntrySchema), total: z.number().int() })),
  /** Follows the chain of hashes from the first entry to the last. */
  verify: procedure.output(auditVerdictSchema),
  /** The whole log as JSON lines, oldest first. */
  export: procedure.output(z.file()),
}
