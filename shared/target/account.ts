/** The service account that Palletjack proposes instead of asking for cluster-admin. */
import * as z from 'zod'

const dnsLabel = z
  .string()
  .trim()
  .max(63)
  .regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, 'Use lower-case letters, digits and dashes.')

export const accountInputSchema = z.object({
  providerId: z.string(),
  name: dnsLabel.default('palletjack'),
  /** Where the account itself lives; made if it does not exist. */
  accountNamespace: dnsLabel.default('palletjack'),
  /** Namespaces that VMs migrate into; each gets a Role and a RoleBinding, and is made if it does not exist. */
  targetNamespaces: z.array(dnsLabel).min(1).max(50),
  /** Rights on pods/log, Jobs and what else the probes need. */
  probes: z.boolean().default(true),
  /** How long the token is good for, in hours; the cluster may give less. */
  tokenHours: z.number().int().min(1).max(720).default(24),
})

export type AccountInput = z.infer<typeof accountInputSchema>
