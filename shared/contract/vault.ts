import { eventIterator } from '@orpc/contract'
import * as z from 'zod'
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
import { procedure } from './base.ts'

/** Nothing here answers with a secret: passphrases and codes go in, and a copy comes out sealed. */
export const vault = {
  /** State at once and again after each change. */
  watch: procedure.output(eventIterator(vaultStatusSchema)),
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
  /** A person is there: the time until the vault locks by itself begins anew. Called at most once in 30 s. */
  active: procedure.output(z.object({})),
  /**
   * Providers with their secrets, sealed under a passphrase of their own, for a backup or for another computer. All
   * of them when `providerIds` is left out. Problem vault.locked.
   */
  exportCopy: procedure
    .input(z.object({ passphrase: passphraseSchema, providerIds: z.array(z.string()).min(1).optional() }))
    .output(z.file()),
  /**
   * Adds the providers of a copy, with their secrets. One that is known here (same id, or same name) is left as it is.
   * Problems vault.wrong-passphrase, vault.corrupt, vault.newer, vault.locked.
   */
  importCopy: procedure
    .input(z.object({ file: z.file(), passphrase: shownPassphraseSchema }))
    .output(copyOutcomeSchema),
  restorePrevious: procedure.output(z.object({ kept: z.string() })),
  /** `confirm`: typed by a person, so that no slip of a hand does it. */
  forgetAll: procedure.input(z.object({ confirm: z.literal('forget everything') })).output(vaultStatusSchema),
}
