import * as z from 'zod'
import { driftSchema } from '../plan/drift-model.ts'
import {
  consequencesSchema,
  planInputSchema,
  planSchema,
  planVmSchema,
  suggestionSchema,
} from '../plan/model.ts'
import { procedure } from './base.ts'

export const plans = {
  list: procedure.output(z.array(planSchema)),
  get: procedure.input(z.object({ id: z.string() })).output(planSchema),
  /** One row per network and datastore that the VMs use, each with a default and its reason. */
  suggestMappings: procedure
    .input(
      z.object({
        sourceId: z.string(),
        targetId: z.string(),
        targetNamespace: z.string(),
        vmIds: z.array(z.string()),
      }),
    )
    .output(suggestionSchema),
  /**
   * What a plan or a draft would do as far as it can be said: without a target only the source side is judged. What
   * the target offers may be three seconds old. `planId`: it is this stored plan, so that VMs that its runs brought
   * over are left out, as a start leaves them out.
   */
  review: procedure
    .input(
      planInputSchema.extend({
        vms: z.array(planVmSchema),
        targetId: z.string().optional(),
        planId: z.string().optional(),
      }),
    )
    .output(consequencesSchema),
  /**
   * What changed about a stored plan since it was reviewed (created, or started with what had changed accepted), as of
   * now; of the named VMs (all without names) that are left to be migrated.
   */
  drift: procedure
    .input(z.object({ id: z.string(), vmIds: z.array(z.string()).min(1).optional() }))
    .output(driftSchema),
  /**
   * Validates against live source and target and stores. Refused with plan.* when a critical finding stands.
   * What the VMs were at the last review of the same draft is remembered (plans.drift).
   */
  create: procedure.input(planInputSchema).output(planSchema),
  /** Puts a plan aside or takes it back; plan.running while it runs. Its runs and what it copied stay. */
  archive: procedure.input(z.object({ id: z.string(), archived: z.boolean() })).output(planSchema),
  /** Stores the same plan again under another name (plan.name-taken), with all its VMs. Nothing is judged. */
  duplicate: procedure.input(z.object({ id: z.string(), name: z.string().min(1) })).output(planSchema),
  /** With the disks that its failed conversions left on the target; their sources are powered on again. */
  remove: procedure.input(z.object({ id: z.string() })).output(z.object({ removed: z.boolean() })),
}
