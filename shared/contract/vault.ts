import * as z from 'zod'
import { objectIdSchema } from '../vault/copied-provider.ts'
import { diskPassphrasesSchema } from '../vault/disk-passphrases.ts'
import {
  copyOutcomeSchema,
  createVaultSchema,
  passphraseSchema,
  proofSchema,
  recoveryCodeSchema,
  shownPassphraseSchema,
  unlockSchema,
  vaultEntrySchema,
  vaultStatusSchema,
} from '../vault/model.ts'
import { procedure, streamOf } from './base.ts'

/** Nothing here answers with a secret: passphrases and codes go in, and a copy comes out sealed. */
export const vault = {
  /** State at once and again after each change. */
  watch: procedure.output(streamOf(vaultStatusSchema)),
  /** What is stored for whom, also while the vault is locked. */
  entries: procedure.output(z.array(vaultEntrySchema)),
  /** Seals what is in memory so far. Needs a passphrase or a recovery code. Problems vault.exists, vault.last-slot. */
  create: procedure.input(createVaultSchema).output(vaultStatusSchema),
  /** Whether the operating system keeps a key; the name of its store, or why not. */
  device: procedure.output(z.object({ backend: z.string() })),
  /** Secrets stay in memory, and nobody is asked again until the next start. */
  useMemory: procedure.output(vaultStatusSchema),
  /** Problems vault.wrong-passphrase, vault.wait, vault.wrong-code, vault.no-slot, vault.keychain-changed, vault.corrupt. */
  unlock: procedure.input(unlockSchema).output(vaultStatusSchema),
  lock: procedure.output(vaultStatusSchema),
  setPassphrase: procedure
    .input(z.object({ proof: proofSchema, passphrase: passphraseSchema }))
    .output(vaultStatusSchema),
  setRecoveryCode: procedure
    .input(z.object({ proof: proofSchema, code: recoveryCodeSchema }))
    .output(vaultStatusSchema),
  setDevice: procedure.input(z.object({ proof: proofSchema })).output(vaultStatusSchema),
  removeWay: procedure
    .input(z.object({ proof: proofSchema, kind: z.enum(['passphrase', 'recovery', 'device']) }))
    .output(vaultStatusSchema),
  rotate: procedure
    .input(z.object({ proof: proofSchema, recoveryCode: recoveryCodeSchema.optional() }))
    .output(vaultStatusSchema),
  /**
   * Forgets secrets by their ids, and all below each. What is connected stays so; it cannot log in again. Problem
   * vault.locked.
   */
  forget: procedure.input(z.object({ ids: z.array(z.string()).min(1).max(1000) })).output(vaultStatusSchema),
  /**
   * Keeps the passphrases of a VM's encrypted disks (LUKS), all of which its conversion tries on each disk; `forget`
   * with `<provider>/luks/<vm>` takes them away. Problems provider.unknown, vault.locked, vault.not-written.
   */
  setDiskPassphrases: procedure
    .input(z.object({ providerId: z.string(), vmId: objectIdSchema, passphrases: diskPassphrasesSchema }))
    .output(vaultStatusSchema),
  /** A person is there: the time until the vault locks by itself begins anew. Called at most once in 30 s. */
  active: procedure.output(z.object({})),
  /**
   * Providers with their secrets and the keys of hosts that they trust, sealed under a passphrase of their own, for a
   * backup or for another computer. All of them when `providerIds` is left out, but no inventory files and not the
   * lab's two. Problems vault.locked, vault.nothing-to-copy, vault.not-in-copies, provider.unknown.
   */
  exportCopy: procedure
    .input(z.object({ passphrase: passphraseSchema, providerIds: z.array(z.string()).min(1).optional() }))
    .output(z.file()),
  /**
   * Adds the providers of a copy, with their secrets, and begins to connect them. One that is known here (same id, or
   * same name) is left as it is, and one that fits no description is left out as a whole.
   * Problems vault.wrong-passphrase, vault.corrupt, vault.newer, vault.locked.
   */
  importCopy: procedure
    .input(z.object({ file: z.file(), passphrase: shownPassphraseSchema }))
    .output(copyOutcomeSchema),
  restorePrevious: procedure.output(z.object({ kept: z.string() })),
  /** `confirm`: typed by a person, so that no slip of a hand does it. */
  forgetAll: procedure.input(z.object({ confirm: z.literal('forget everything') })).output(vaultStatusSchema),
}
