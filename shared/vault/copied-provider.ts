/**
 * A provider as a copy of the vault carries it from one computer to another. A copy may come from anywhere: what does
 * not look as this describes it is refused, and consent that was given on one computer never travels.
 */
import * as z from 'zod'
import { hostKeySchema } from '../esxi/model.ts'
import { fail, ok, type Result } from '../problem.ts'
import { parseVsphereAddress } from '../provider/address.ts'
import { certificateSchema, clusterSettingsSchema, vsphereInputSchema } from '../provider/model.ts'

export const COPIED_VERSION = 1
/** More than any vCenter has. */
const MAX_HOSTS = 10_000

/** Text on one line, as a person types it: nothing in it moves a terminal's cursor. */
const line = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .regex(/^[^\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+$/u)
/** Ids of vSphere become parts of the ids of secrets. */
export const objectIdSchema = z
  .string()
  .max(128)
  .regex(/^[\w.:-]+$/)
const moment = z.iso.datetime()
const username = line(320)

const sourceSchema = z.strictObject({
  url: z
    .string()
    .max(512)
    .refine((url) => parseVsphereAddress(url).ok),
  username,
  trust: vsphereInputSchema.shape.trust,
})

const clusterUrl = z.url({ protocol: /^https$/ }).max(512)

/** `allowProgram` is not here: on another computer it would be consent that nobody gave. */
const targetSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('token'),
    url: clusterUrl,
    caPem: z.string().max(1_048_576).optional(),
    namespace: line(253).optional(),
  }),
  z.strictObject({ kind: z.literal('kubeconfig'), url: clusterUrl, context: line(512).optional() }),
])

const described = {
  /** A file of its inventory may be named by it. */
  id: z.uuid(),
  name: line(63),
  version: z.union([z.literal(''), line(256)]),
  thumbprint: z.string().regex(/^$|^[0-9A-F]{2}(:[0-9A-F]{2}){19}$/),
  certificate: certificateSchema.optional(),
}

const providerSchema = z.union([
  z.strictObject({ ...described, source: sourceSchema }),
  z.strictObject({ ...described, target: targetSchema, settings: clusterSettingsSchema.optional() }),
])

/** What is known of a host and holds elsewhere too: logins and the key that was trusted, no runs and no locks. */
const hostSchema = z.strictObject({
  hostId: objectIdSchema,
  vcenter: line(512).optional(),
  login: z.strictObject({ kind: z.enum(['password', 'key']), username }).optional(),
  hostKey: z
    .strictObject({
      type: line(64),
      sha256: hostKeySchema.shape.sha256.regex(/^SHA256:[A-Za-z0-9+/]{43}$/),
      pinnedAt: moment,
    })
    .optional(),
  network: z.strictObject({ device: line(64), address: line(256), username }).optional(),
})

const copiedSchema = z.strictObject({
  version: z.literal(COPIED_VERSION),
  provider: providerSchema,
  hosts: z.array(hostSchema).max(MAX_HOSTS),
})

export type CopiedProvider = z.infer<typeof copiedSchema>

const headSchema = z.looseObject({ version: z.int(), provider: z.looseObject({ name: line(63) }) })

/** Id of the record that describes a provider in a copy. */
export function copiedId(providerId: string): string {
  return `${providerId}/provider`
}

/** The text of a record. Problems vault.copy-newer, vault.copy-unfit; `name` in them is the provider's where it has one. */
export function readCopied(text: string): Result<CopiedProvider> & { readonly name: string } {
  const json = parsed(text)
  const head = headSchema.safeParse(json)
  const name = head.success ? head.data.provider.name : ''
  if (head.success && head.data.version > COPIED_VERSION) return { ...fail(newer(name)), name }
  const copied = copiedSchema.safeParse(json)
  if (copied.success) return { ...ok(copied.data), name }
  return { ...fail(unfit(name, copied.error.issues[0]?.path.join('.') ?? '')), name }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function newer(name: string) {
  return {
    code: 'vault.copy-newer',
    message: `${name} was written by a newer Palletjack.`,
    meaning: 'Nothing of it was taken over.',
    remedy: 'Import the copy with that version.',
  }
}

/** Only where it is wrong, never what is there. */
export function unfit(name: string, where: string) {
  return {
    code: 'vault.copy-unfit',
    message: `${name === '' ? 'A provider of the copy' : name} is not described as Palletjack does it.`,
    meaning: 'Nothing of it was taken over.',
    remedy: 'Make the copy again, on the computer that it came from.',
    ...(where !== '' && { detail: `Not as it should be: ${where.slice(0, 200)}` }),
  }
}
