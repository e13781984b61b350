import { eventIterator } from '@orpc/contract'
import * as z from 'zod'
import {
  createVaultSchema,
  passphraseSchema,
  proofSchema,
  secretInfoSchema,
  unlockSchema,
  vaultStatusSchema,
} from '../vault/model.ts'
import { procedure } from './base.ts'

/** Nothing here answers with a secret: passphrases and codes go in, and a copy comes out sealed. */
export const vault = {
  /** State at once and again after each change. */
  watch: procedure.output(eventIterator(vaultStatusSchema)),
  /** What is stored for whom, also while the vault is locked. */
  entries: procedure.output(z.array(secretInfoSchema)),
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
    .input(z.object({ proof: proofSchema, code: z.string().max(64) }))
    .output(vaultStatusSchema),
  setDevice: procedure.input(z.object({ proof: proofSchema })).output(vaultStatusSchema),
  removeWay: procedure
    .input(z.object({ proof: proofSchema, kind: z.enum(['passphrase', 'recovery', 'device']) }))
    .output(vaultStatusSchema),
  rotate: procedure
    .input(z.object({ proof: proofSchema, recoveryCode: z.string().max(64).optional() }))
    .output(vaultStatusSchema),
  restorePrevious: procedure.output(z.object({ kept: z.string() })),
  /** `confirm`: typed by a person, so that no slip of a hand does it. */
  forgetAll: procedure.input(z.object({ confirm: z.literal('forget everything') })).output(vaultStatusSchema),
}
