import * as z from 'zod'
import { auditActionSchema, auditEntrySchema, auditHeadSchema, auditVerdictSchema } from '../audit/model.ts'
import { procedure } from './base.ts'

export const audit = {
  /** Newest first. `total`: of those asked for, on all pages. Problem audit.unreadable. */
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
  /** Follows the chain of hashes from the first entry to the last. `head`: noted earlier, and must be in it. */
  verify: procedure
    .input(z.object({ head: auditHeadSchema.optional() }).optional())
    .output(auditVerdictSchema),
  /** The whole log as JSON lines, oldest first; see shared/audit/export.ts. */
  export: procedure.output(z.file()),
}
