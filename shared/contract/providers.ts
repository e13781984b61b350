import { eventIterator } from '@orpc/contract'
import * as z from 'zod'
import {
  certificateSchema,
  clusterInputSchema,
  providerSchema,
  vsphereInputSchema,
} from '../provider/model.ts'
import { procedure } from './base.ts'

export const providers = {
  list: procedure.output(z.array(providerSchema)),
  /** The list at once and again after each change. */
  watch: procedure.output(eventIterator(z.array(providerSchema))),
  /** The certificate that a server shows, for a person to compare. Trusts nothing, sends nothing. */
  certificate: procedure.input(z.object({ url: z.string() })).output(certificateSchema),
  /** Logs in and, if that works, keeps the provider. Problems: provider.*, vsphere.*. */
  addVsphere: procedure.input(vsphereInputSchema).output(providerSchema),
  /** Asks the cluster who it is and, if it answers, keeps the provider. Problems: provider.*, cluster.*. */
  addCluster: procedure.input(clusterInputSchema).output(providerSchema),
  /** Gives a known vCenter its password again (credentials live as long as the process). */
  unlockVsphere: procedure
    .input(z.object({ id: z.string(), password: z.string().min(1) }))
    .output(providerSchema),
  /** Gives a known cluster its token or kubeconfig text again: what Provider.credential names. */
  unlockCluster: procedure
    .input(z.object({ id: z.string(), secret: z.string().min(1) }))
    .output(providerSchema),
  /** Forgets a provider and its credentials. Refused while a migration uses it. */
  remove: procedure.input(z.object({ id: z.string() })).output(z.object({ removed: z.boolean() })),
}
