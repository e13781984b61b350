import * as z from 'zod'
import { providerSchema } from '../provider/model.ts'
import { accountInputSchema } from '../target/account.ts'
import { targetSchema } from '../target/model.ts'
import { permissionReportSchema } from '../target/permissions.ts'
import { procedure } from './base.ts'

const ofProvider = z.object({ providerId: z.string() })

export const target = {
  /** What a target cluster offers, with the provider's own settings applied; read anew on each call. */
  describe: procedure.input(ofProvider).output(targetSchema),
  /**
   * What the credentials may do, verb by verb, for a target namespace (it need not exist yet). Asks the
   * cluster's own access review; changes nothing.
   */
  permissions: procedure
    .input(ofProvider.extend({ namespace: z.string().min(1).max(63) }))
    .output(permissionReportSchema),
  /** Makes a namespace for migrated VMs; `created` is false when it was there already. */
  createNamespace: procedure
    .input(ofProvider.extend({ name: z.string().min(1).max(63) }))
    .output(z.object({ name: z.string(), created: z.boolean() })),
  /** The service account and its least rights as YAML, to read or to hand to an administrator. */
  accountManifests: procedure.input(accountInputSchema).output(z.object({ yaml: z.string() })),
  /**
   * Applies those manifests, all or nothing, and mints a bounded token. The token goes into the vault as the
   * provider's new login, or with `saveKubeconfigTo` (command line only) into a new file of this user; it is
   * never answered.
   */
  createAccount: procedure
    .input(accountInputSchema.extend({ saveKubeconfigTo: z.string().optional() }))
    .output(
      z.object({
        /** "Role palletjack in namespace demo", each object that was applied. */
        applied: z.array(z.string()),
        /** ISO 8601. */
        tokenExpiresAt: z.string(),
        provider: providerSchema,
      }),
    ),
}
