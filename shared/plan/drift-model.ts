/** What changed since a plan was reviewed. */
import * as z from 'zod'

const driftItemSchema = z.object({
  /**
   * `info`: nothing hangs on it. `accept`: the run would do something else than was reviewed, so a person has to
   * accept it. `blocking`: the plan cannot run as it is; the review of today says what to do.
   */
  kind: z.enum(['info', 'accept', 'blocking']),
  /** Id of the VM that it is about; left out for the target. */
  vmId: z.string().optional(),
  /** Name of that VM, or what of the target it is about. */
  name: z.string(),
  /** A sentence in plain words. */
  message: z.string(),
})

export const driftSchema = z.object({
  /** ISO 8601: the oldest of the reviews that it is compared with; left out where no facts of any are kept. */
  reviewedAt: z.string().optional(),
  /** VMs of which no facts are kept: nobody can say what changed about them. */
  unknownVms: z.number().int(),
  /** In the order of the plan, what blocks and what has to be accepted first. */
  items: z.array(driftItemSchema),
  /** Stands for all that has to be accepted, word by word; left out where nothing has to be. */
  stamp: z.string().optional(),
})

export type DriftItem = z.infer<typeof driftItemSchema>
export type Drift = z.infer<typeof driftSchema>
