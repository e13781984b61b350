import * as z from 'zod'
import {
  certificateSchema,
  clusterEditSchema,
  clusterInputSchema,
  clusterSettingsSchema,
  connectionCheckSchema,
  kubeconfigContextSchema,
  kubeconfigTextSchema,
  providerSchema,
  secretSchema,
  vsphereEditSchema,
  vsphereInputSchema,
} from '../provider/model.ts'
import { procedure, streamOf } from './base.ts'

export const providers = {
  list: procedure.output(z.array(providerSchema)),
  /** The list at once and again after each change. */
  watch: procedure.output(streamOf(z.array(providerSchema))),
  /** The certificate that a server shows, for a person to compare. Trusts nothing, sends nothing. */
  certificate: procedure.input(z.object({ url: z.string() })).output(certificateSchema),
  /** Logs in and, if that works, keeps the provider. Problems: provider.*, vsphere.*. */
  addVsphere: procedure.input(vsphereInputSchema).output(providerSchema),
  /** Asks the cluster who it is and, if it answers, keeps the provider. Problems: provider.*, cluster.*. */
  addCluster: procedure.input(clusterInputSchema).output(providerSchema),
  /**
   * Changes name, address, user or trust of a known vCenter; without a password the known one is used, and
   * only where address and user stay. If the new way does not work, the old one stays. Refused while a run
   * uses the provider.
   */
  editVsphere: procedure.input(vsphereEditSchema).output(providerSchema),
  /** Changes name and, if given, the access of a known cluster, by the same rules. */
  editCluster: procedure.input(clusterEditSchema).output(providerSchema),
  /** The contexts of a kubeconfig text, so that a person can choose one. Keeps nothing, runs nothing. */
  contexts: procedure
    .input(z.object({ text: kubeconfigTextSchema }))
    .output(z.array(kubeconfigContextSchema)),
  /** Replaces the settings of a known cluster; fields left out go back to what the cluster itself says. */
  saveClusterSettings: procedure
    .input(z.object({ id: z.string(), settings: clusterSettingsSchema }))
    .output(providerSchema),
  /**
   * Looks at everything that a connection needs, step by step; changes nothing. `namespace`: the target namespace
   * whose rights matter; left out, that of the newest plan or, failing that, a guess.
   */
  check: procedure
    .input(z.object({ id: z.string(), namespace: z.string().min(1).max(63).optional() }))
    .output(z.array(connectionCheckSchema)),
  /**
   * Connects again. `secret` is what Provider.credential names, and takes the place of the known one; without it,
   * that is used. `kept: false`: it ends with this process, and needs no vault to be open. Problems
   * provider.needs-credentials where nothing is known, vault.locked.
   */
  reconnect: procedure
    .input(z.object({ id: z.string(), secret: secretSchema.optional(), kept: z.boolean().optional() }))
    .output(providerSchema),
  /** Opens a file that inventory.save made as a source to look at. Problems: inventory-file.*, provider.name-taken. */
  openInventoryFile: procedure
    .input(z.object({ name: vsphereInputSchema.shape.name.optional(), file: z.file() }))
    .output(providerSchema),
  /**
   * Opens a file that may be a newer look at something that is known: a provider that was opened this way from a
   * file of the same kind and the same vCenter (by its instance UUID; where neither file has one, from the same
   * `origin`) takes the newer content, and keeps its runs and waivers. Problems as of openInventoryFile.
   */
  renewInventoryFile: procedure
    .input(
      z.object({
        name: vsphereInputSchema.shape.name,
        file: z.file(),
        /** Where the file is, as an absolute path. */
        origin: z.string().min(1).max(4_096),
      }),
    )
    .output(
      z.object({
        /** `older`: than what is known, which stays as it is; nothing was opened. */
        state: z.enum(['opened', 'renewed', 'older']),
        provider: providerSchema,
      }),
    ),
  /** Forgets a provider and its credentials. Refused while a plan or a run uses it, which the problem names. */
  remove: procedure.input(z.object({ id: z.string() })).output(z.object({ removed: z.boolean() })),
}
