/** Plans: which VMs go where, and how. */
import * as z from 'zod'
import { findingSchema } from '../preflight/model.ts'

export const networkTargetSchema = z.discriminatedUnion('kind', [
  /** The pod network of the target namespace (masquerade). */
  z.object({ kind: z.literal('pod') }),
  /** A NetworkAttachmentDefinition (bridge). */
  z.object({ kind: z.literal('multus'), namespace: z.string(), name: z.string() }),
  /** The NIC is left out of the target VM. */
  z.object({ kind: z.literal('ignored') }),
])

const networkPairSchema = z.object({ sourceId: z.string(), target: networkTargetSchema })

export const storagePairSchema = z.object({
  /** Datastore id. */
  sourceId: z.string(),
  storageClass: z.string(),
  /** Left out: CDI takes both from the StorageProfile. */
  volumeMode: z.enum(['Block', 'Filesystem']).optional(),
  accessMode: z.enum(['ReadWriteOnce', 'ReadWriteMany']).optional(),
})

export const planVmSchema = z.object({
  vmId: z.string(),
  /** Name of the VirtualMachine; left out: derived from the source name. */
  targetName: z.string().optional(),
})

export const planOptionsSchema = z.object({
  /** How long a guest may take to shut down, in ms, before the plan's next rule applies. */
  shutdownTimeoutMs: z.number().int().min(1000).default(300_000),
  /**
   * When the guest does not shut down in time, or has no Tools that could be asked: `ask` a person, power it off
   * hard, or give the VM up and put it back.
   */
  onShutdownTimeout: z.enum(['ask', 'power-off', 'give-up']).default('ask'),
  /** auto: running after the migration if it ran before. */
  targetPowerState: z.enum(['auto', 'on', 'off']).default('auto'),
  /** Keep the copied disks of a VM whose conversion failed, so that it can be tried again without another copy. */
  keepDisksOnConversionFailure: z.boolean().default(true),
  /** Power the source on again if its migration fails or is canceled and it was on before. */
  restoreSourcePower: z.boolean().default(true),
  /**
   * Consent to convert guests with a privileged pod: the target namespace gets the label and the service account
   * that allow it for the time of the run. For OpenShift without the Forklift operator.
   */
  privilegedConversion: z.boolean().default(false),
  /** Warm: minutes from the end of one copy to the next delta. */
  precopyIntervalMinutes: z
    .number()
    .int()
    .min(1)
    .max(7 * 24 * 60)
    .default(60),
  /** Warm: consent to switch changed block tracking on where it is off, with a short stun of the VM. */
  enableChangeTracking: z.boolean().default(false),
  /** Warm: consent to snapshots without quiescing where the guest cannot be brought to rest. */
  crashConsistent: z.boolean().default(false),
})

/** The network that importer and conversion pods use, beside the pod network. */
export const transferNetworkSchema = z.discriminatedUnion('kind', [
  /** What the target provider's settings say. */
  z.object({ kind: z.literal('default') }),
  /** The pod network, whatever the provider says. */
  z.object({ kind: z.literal('pod') }),
  z.object({ kind: z.literal('attachment'), namespace: z.string(), name: z.string() }),
])

export const planInputSchema = z.object({
  name: z.string(),
  description: z.string().max(1000).default(''),
  sourceId: z.string(),
  targetId: z.string(),
  targetNamespace: z.string(),
  /** warm: the source runs while it is copied again and again, until the cutover. */
  type: z.enum(['cold', 'warm']),
  vms: z.array(planVmSchema).min(1),
  networkMap: z.array(networkPairSchema),
  storageMap: z.array(storagePairSchema),
  /** Left out: default. */
  transferNetwork: transferNetworkSchema.optional(),
  options: planOptionsSchema,
})

export const planSchema = planInputSchema.extend({
  id: z.string(),
  createdAt: z.string(),
  /** Put aside: it is kept and can be looked at, and starts only once it is taken back. ISO 8601. */
  archivedAt: z.string().optional(),
})

/** A suggested mapping row: the choice, and why it was made. */
const networkSuggestionSchema = networkPairSchema.extend({
  sourceName: z.string(),
  reason: z.string(),
})
const storageSuggestionSchema = storagePairSchema.extend({
  sourceName: z.string(),
  reason: z.string(),
})
export const suggestionSchema = z.object({
  networks: z.array(networkSuggestionSchema),
  storage: z.array(storageSuggestionSchema),
})

/** Everything that will happen when the plan runs: what the consequence rail shows. */
export const consequencesSchema = z.object({
  vmCount: z.number().int(),
  diskCount: z.number().int(),
  diskBytes: z.number(),
  /** Source VMs that run now and will be shut down for the whole copy (cold). */
  stopping: z.array(z.string()),
  /** Source name to target name where they differ. */
  renamed: z.array(z.object({ from: z.string(), to: z.string() })),
  createsNamespace: z.boolean(),
  findings: z.array(findingSchema),
  /** What happens to source and target if the run fails or is canceled, in words. */
  undo: z.array(z.string()),
})

export type NetworkTarget = z.infer<typeof networkTargetSchema>
export type NetworkPair = z.infer<typeof networkPairSchema>
export type StoragePair = z.infer<typeof storagePairSchema>
export type TransferNetwork = z.infer<typeof transferNetworkSchema>
export type PlanVm = z.infer<typeof planVmSchema>
export type PlanOptions = z.infer<typeof planOptionsSchema>
export type PlanInput = z.infer<typeof planInputSchema>
export type Plan = z.infer<typeof planSchema>
export type Suggestion = z.infer<typeof suggestionSchema>
export type Consequences = z.infer<typeof consequencesSchema>
