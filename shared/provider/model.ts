/** Providers: a vCenter (or ESXi host) as the source, a cluster as the target. Never holds a secret. */
import * as z from 'zod'
import { problemSchema } from '../problem.ts'
import { secretInput } from '../secret-input.ts'

export const certificateSchema = z.object({
  subject: z.string(),
  issuer: z.string(),
  /** ISO 8601. */
  notBefore: z.string(),
  notAfter: z.string(),
  /** Upper-case hex pairs joined by colons. */
  sha1: z.string(),
  sha256: z.string(),
})

/** How the server's certificate is judged. Trust is always an explicit act. */
const trustSchema = z.discriminatedUnion('kind', [
  /** SHA-1 or SHA-256 in any usual format. */
  z.object({ kind: z.literal('fingerprint'), value: z.string() }),
  /** PEM bundle of the authority that signed it. */
  z.object({ kind: z.literal('ca'), pem: z.string() }),
  /** The authorities that this computer trusts. */
  z.object({ kind: z.literal('system') }),
])

const providerStatusSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('connected'), since: z.string() }),
  /** It was connected and is being tried again by itself; what is known of it is shown as it was. */
  z.object({ state: z.literal('reconnecting'), since: z.string(), problem: problemSchema }),
  /** An inventory file: there is nothing to connect to. `takenAt` is the age of what it holds. */
  z.object({ state: z.literal('offline'), takenAt: z.string() }),
  z.object({ state: z.literal('connecting') }),
  /** Known from an earlier session; its credentials are not in memory. */
  z.object({ state: z.literal('needsCredentials') }),
  /** Its credentials are in the vault, which is locked. */
  z.object({ state: z.literal('locked') }),
  z.object({ state: z.literal('failed'), problem: problemSchema }),
])

/** A NetworkAttachmentDefinition. */
const attachmentRefSchema = z.object({ namespace: z.string().min(1), name: z.string().min(1) })

const imageReference = z
  .string()
  .trim()
  .max(512)
  .regex(/^\S*$/, 'An image reference has no spaces.')
  .optional()

/** What a person decided about a target cluster; left out (or empty): what the cluster itself says. */
export const clusterSettingsSchema = z.object({
  /** Default network for disk copies; a plan may choose another. Left out: the pod network. */
  transferNetwork: attachmentRefSchema.optional(),
  /** Image with the VDDK library. */
  vddkImage: imageReference,
  /** Image with virt-v2v. */
  conversionImage: imageReference,
  /** Image with a shell for the network probe. */
  probeImage: imageReference,
})

/** One context of a kubeconfig that a person may choose. Holds no secret. */
export const kubeconfigContextSchema = z.object({
  name: z.string(),
  current: z.boolean(),
  server: z.string(),
  user: z.string(),
  namespace: z.string(),
  /** How it logs in; `program` needs consent. */
  login: z.enum(['token', 'certificate', 'password', 'program', 'none']),
  /** The exact command line of an exec plugin: what `allowProgram` has to repeat. */
  program: z.string().optional(),
  /** Why it cannot be used; a `program` login has none here. */
  problem: problemSchema.optional(),
})

export const providerSchema = z.object({
  id: z.string(),
  kind: z.enum(['vsphere', 'cluster']),
  name: z.string(),
  url: z.string(),
  /** vCenter user; empty for a cluster. */
  username: z.string(),
  /** Product and version once connected, for example "8.0.3" or "v1.33.0". */
  version: z.string(),
  /** SHA-1 of the server certificate, upper-case colon hex; what VDDK wants as thumbprint. */
  thumbprint: z.string(),
  /** What the last good connection saw: the old one, should another be shown now. Undefined for a cluster. */
  certificate: certificateSchema.optional(),
  /** How the certificate of a vCenter is judged; undefined for others. */
  trust: z.enum(['fingerprint', 'ca', 'system']).optional(),
  /** What it is logged in with, and asks for again after a restart; none for an inventory file. */
  credential: z.enum(['password', 'token', 'kubeconfig', 'none']),
  /** Of an inventory file: what it is; files that an earlier version opened are `inventory`. */
  inventoryFileKind: z.enum(['inventory', 'rvtools']).optional(),
  /** Of a source whose inventory is known. */
  inventory: z
    .object({
      vms: z.number().int(),
      hosts: z.number().int(),
      /** ISO 8601: when it was last in step with the server. */
      syncedAt: z.string(),
    })
    .optional(),
  /** Of a cluster. */
  settings: clusterSettingsSchema.optional(),
  /** True for the two providers of the demo lab. */
  lab: z.boolean(),
  status: providerStatusSchema,
})

/** One step of "Check connection". */
export const connectionCheckSchema = z.object({
  /** address, certificate, login, clock, inventory, privileges-cold, privileges-warm, privileges-host-edit, ... */
  id: z.string(),
  /** For a person: "Clock". */
  title: z.string(),
  state: z.enum(['ok', 'warning', 'failed', 'skipped']),
  /** What was seen: one sentence. */
  message: z.string(),
  remedy: z.string().optional(),
  /** Further lines, for example the missing privileges, each with the object it is missing on. */
  details: z.array(z.string()),
})

export const passwordSchema = secretInput(z.string().min(1).max(256), 'a password')

/** A password, a token or the text of a kubeconfig: what Provider.credential names. */
export const secretSchema = secretInput(
  z
    .string()
    .min(1)
    .max(1024 * 1024),
  'a password, a token or a kubeconfig',
)

/** One that is not kept, only looked at; it may be empty. */
export const kubeconfigTextSchema = secretInput(z.string().max(1024 * 1024), 'a kubeconfig')

export const vsphereInputSchema = z.object({
  name: z.string().trim().min(1).max(63),
  url: z.string().trim().min(1).max(512),
  username: z.string().min(1).max(320),
  password: passwordSchema,
  trust: trustSchema,
})

export const clusterInputSchema = z.object({
  name: z.string().trim().min(1).max(63),
  access: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('token'),
      url: z.string(),
      token: secretSchema,
      caPem: z.string().optional(),
    }),
    z.object({
      kind: z.literal('kubeconfig'),
      text: secretSchema,
      context: z.string().optional(),
      /**
       * Consent to run the login program of the context: its exact command line, as `providers.contexts` tells
       * it. Another program than that one is refused.
       */
      allowProgram: z.string().optional(),
    }),
  ]),
})

/**
 * Changes of a known vCenter. Without a password the one in memory is used, for the same address and user only;
 * without a trust the known one stays, for the same address only.
 */
export const vsphereEditSchema = vsphereInputSchema.extend({
  id: z.string(),
  password: vsphereInputSchema.shape.password.optional(),
  trust: vsphereInputSchema.shape.trust.optional(),
})

/** Changes of a known cluster. Without an access the known one stays. */
export const clusterEditSchema = z.object({
  id: z.string(),
  name: clusterInputSchema.shape.name,
  access: clusterInputSchema.shape.access.optional(),
})

export type Certificate = z.infer<typeof certificateSchema>
export type Trust = z.infer<typeof trustSchema>
export type ProviderStatus = z.infer<typeof providerStatusSchema>
export type Provider = z.infer<typeof providerSchema>
export type ClusterSettings = z.infer<typeof clusterSettingsSchema>
export type AttachmentRef = z.infer<typeof attachmentRefSchema>
export type KubeconfigContext = z.infer<typeof kubeconfigContextSchema>
export type ConnectionCheck = z.infer<typeof connectionCheckSchema>
export type VsphereInput = z.infer<typeof vsphereInputSchema>
export type VsphereEdit = z.infer<typeof vsphereEditSchema>
export type ClusterEdit = z.infer<typeof clusterEditSchema>
export type ClusterInput = z.infer<typeof clusterInputSchema>
