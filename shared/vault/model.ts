/** What may be known of the vault without opening it. Nothing here is a secret. */
import * as z from 'zod'
import { problemSchema } from '../problem.ts'
import { secretInput } from '../secret-input.ts'

/** What a secret is for. `esxi-login`: of a host's shell; `esxi-password`: of its API. `provider`: no secret,
 * but what a provider is, in a copy for another computer. */
export const secretKindSchema = z.enum([
  'vcenter',
  'cluster',
  'esxi-login',
  'esxi-password',
  'luks',
  'provider',
])
export type SecretKind = z.infer<typeof secretKindSchema>

/** A way to open the vault. */
const slotKindSchema = z.enum(['passphrase', 'recovery', 'device'])
export type SlotKind = z.infer<typeof slotKindSchema>

const vaultSlotSchema = z.object({
  id: z.string(),
  kind: slotKindSchema,
  createdAt: z.string(),
  /** Of a device: the operating system's store, for example `gnome_libsecret`. */
  backend: z.string().optional(),
})
export type VaultSlot = z.infer<typeof vaultSlotSchema>

export const vaultStatusSchema = z.discriminatedUnion('state', [
  /** Nobody chose yet; secrets are in memory only. */
  z.object({ state: z.literal('unset') }),
  /** Somebody chose to keep them in memory only. */
  z.object({ state: z.literal('session') }),
  z.object({
    state: z.literal('locked'),
    slots: z.array(vaultSlotSchema),
    /** Why it was locked, for people; left out at the start. */
    because: z.string().optional(),
    /** ISO 8601. After several wrong passphrases: when the next one is taken. */
    retryAt: z.string().optional(),
  }),
  z.object({ state: z.literal('open'), slots: z.array(vaultSlotSchema), since: z.string() }),
  /** There is a file that cannot be used. `hasPrevious`: the generation before it can. */
  z.object({ state: z.literal('damaged'), problem: problemSchema, hasPrevious: z.boolean() }),
])
export type VaultStatus = z.infer<typeof vaultStatusSchema>

/** What a page may know of a secret. */
const secretInfoSchema = z.object({
  id: z.string(),
  kind: secretKindSchema,
  updatedAt: z.string(),
  /** The same for the same secret; tells nothing without the vault's key. Left out of what is in memory only. */
  fingerprint: z.string().optional(),
})
export type SecretInfo = z.infer<typeof secretInfoSchema>

/** A secret, and whom it concerns. */
export const vaultEntrySchema = secretInfoSchema.extend({
  /** Left out of what belongs to no provider that is known. */
  providerId: z.string().optional(),
  /** Name of the provider. */
  owner: z.string(),
  /** For people: "Password of root on esx-01". */
  what: z.string(),
  /** Names of the plans that need its provider. */
  plans: z.array(z.string()),
  /** ISO 8601; left out where it was never used. */
  lastUsedAt: z.string().optional(),
  lastUsedFor: z.string().optional(),
})
export type VaultEntry = z.infer<typeof vaultEntrySchema>

/** What became of the providers in a copy. */
export const copyOutcomeSchema = z.object({
  /** Names. */
  added: z.array(z.string()),
  left: z.array(z.object({ name: z.string(), reason: z.string() })),
})
export type CopyOutcome = z.infer<typeof copyOutcomeSchema>

/** Letters that a passphrase needs at least. Length is what counts; nothing is asked about kinds of letters. */
export const MIN_PASSPHRASE = 12
export const passphraseSchema = secretInput(z.string().min(MIN_PASSPHRASE).max(1024), 'a new passphrase')
/** One that somebody has; it may be mistyped. */
export const shownPassphraseSchema = secretInput(z.string().max(1024), 'a passphrase')

export const recoveryCodeSchema = secretInput(z.string().max(64), 'a recovery code')

/** What somebody shows to open the vault, or again before the ways into it are changed. */
export const proofSchema = z.discriminatedUnion('by', [
  z.object({ by: z.literal('passphrase'), passphrase: shownPassphraseSchema }),
  z.object({ by: z.literal('recovery'), code: recoveryCodeSchema }),
])
export const unlockSchema = z.discriminatedUnion('by', [
  ...proofSchema.options,
  z.object({ by: z.literal('device') }),
])
export type Proof = z.infer<typeof proofSchema>
export type UnlockInput = z.infer<typeof unlockSchema>

/** At least a passphrase, or a recovery code; `device`: also by the key that the operating system keeps. */
export const createVaultSchema = z.object({
  passphrase: passphraseSchema.optional(),
  /** Made by the page, which shows it once: this way no answer ever carries it. */
  recoveryCode: recoveryCodeSchema.optional(),
  device: z.boolean(),
})
export type CreateInput = z.infer<typeof createVaultSchema>
