/** The vault's file, version 1. Everything but what is sealed can be read by everybody who can read the file. */
import * as z from 'zod'
import { secretKindSchema } from '../../shared/vault/model.ts'
import { stretchSchema } from './stretch.ts'

export const FORMAT = 'palletjack-vault'
export const FORMAT_VERSION = 1

const sealedSchema = z.strictObject({ nonce: z.base64(), data: z.base64() })
const moment = z.iso.datetime()

const slotBase = { id: z.string().min(1), createdAt: moment, sealed: sealedSchema }

/** One way to the vault's key: each slot holds the same key, sealed by another one. */
const slotSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('passphrase'), ...slotBase, stretch: stretchSchema }),
  z.strictObject({ kind: z.literal('recovery'), ...slotBase }),
  z.strictObject({
    kind: z.literal('device'),
    ...slotBase,
    /** Where the device's key is kept, for example `gnome_libsecret` or `keychain`. */
    backend: z.string(),
    /** The device's key as the operating system sealed it, in Base64; empty where that keeps the key itself. */
    deviceKey: z.base64(),
  }),
])

const recordSchema = z.strictObject({
  id: z.string().min(1),
  kind: secretKindSchema,
  /** Counts the replacements, so that each has a key of its own. */
  revision: z.int().min(1),
  updatedAt: moment,
  /** Tells whether two secrets are the same, to who holds the vault's key only. */
  fingerprint: z.string(),
  sealed: sealedSchema,
})

export const documentSchema = z.strictObject({
  format: z.literal(FORMAT),
  version: z.literal(FORMAT_VERSION),
  vaultId: z.string().min(1),
  /** Counts the writes. */
  counter: z.int().min(1),
  slots: z.array(slotSchema).min(1),
  records: z.array(recordSchema),
  /** Over all of the above, by a key that comes from the vault's: nothing can be taken away or put back. */
  mac: z.base64(),
})

/** Enough to tell an other version from no vault at all. */
export const headSchema = z.looseObject({ format: z.literal(FORMAT), version: z.int() })

export type VaultDocument = z.infer<typeof documentSchema>
export type Slot = VaultDocument['slots'][number]
export type VaultRecord = VaultDocument['records'][number]
