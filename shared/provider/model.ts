/** Providers: a vCenter (or ESXi host) as the source, a cluster as the target. Never holds a secret. */
import * as z from 'zod'
import { problemSchema } from '../problem.ts'

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
export const trustSchema = z.discriminatedUnion('kind', [
  /** SHA-1 or SHA-256 in any usual format. */
  z.object({ kind: z.literal('fingerprint'), value: z.string() }),
  /** PEM bundle of the authority that signed it. */
  z.object({ kind: z.literal('ca'), pem: z.string() }),
  /** The authorities that this machine trusts. */
  z.object({ kind: z.literal('system') }),
])

export const providerStatusSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('connected'), since: z.string() }),
  z.object({ state: z.literal('connecting') }),
  /** Known from an earlier session; its credentials are not in memory. */
  z.object({ state: z.literal('needsCredentials') }),
  z.object({ state: z.literal('failed'), problem: problemSchema }),
])

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
  /** What it is logged in with, and asks for again after a restart. */
  credential: z.enum(['password', 'token', 'kubeconfig']),
  /** True for the two providers of the embedded lab. */
  lab: z.boolean(),
  status: providerStatusSchema,
})

export const vsphereInputSchema = z.object({
  name: z.string().trim().min(1).max(63),
  url: z.string().trim().min(1).max(512),
  username: z.string().min(1).max(320),
  password: z.string().min(1).max(256),
  trust: trustSchema,
})

export const clusterInputSchema = z.object({
  name: z.string().trim().min(1).max(63),
  access: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('token'),
      url: z.string(),
      token: z.string().min(1),
      caPem: z.string().optional(),
    }),
    z.object({ kind: z.literal('kubeconfig'), text: z.string().min(1), context: z.string().optional() }),
  ]),
})

export type Certificate = z.infer<typeof certificateSchema>
export type Trust = z.infer<typeof trustSchema>
export type ProviderStatus = z.infer<typeof providerStatusSchema>
export type Provider = z.infer<typeof providerSchema>
export type VsphereInput = z.infer<typeof vsphereInputSchema>
export type ClusterInput = z.infer<typeof clusterInputSchema>
