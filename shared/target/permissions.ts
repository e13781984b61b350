/** What the credentials of a cluster may do, right by right. */
import * as z from 'zod'

/** What a group of rights is for. */
export const RIGHT_USES = [
  'look',
  'migrate',
  'lease',
  'create-namespace',
  'probe',
  'create-account',
  'privileged-conversion',
] as const

const rightSchema = z.object({
  /** "create", "get", ... */
  verb: z.string(),
  /** Plural name with its group and subresource: "datavolumes.cdi.kubevirt.io", "pods/log". */
  resource: z.string(),
  /** Empty for rights on the whole cluster. */
  namespace: z.string(),
  /** `unknown`: the review itself failed. */
  state: z.enum(['allowed', 'denied', 'unknown']),
  /** The server's own reason, where it gives one. */
  reason: z.string(),
  /** What does not work without it, in words. */
  purpose: z.string(),
})

const permissionGroupSchema = z.object({
  use: z.enum(RIGHT_USES),
  title: z.string(),
  /** True where nothing can be migrated without it; the others are conveniences. */
  required: z.boolean(),
  /** Sum of the rights: works, works in part, does not work, or could not be asked. */
  state: z.enum(['works', 'partly', 'denied', 'unknown']),
  /** What works or does not, in one sentence. */
  message: z.string(),
  rights: z.array(rightSchema),
})

export const permissionReportSchema = z.object({
  namespace: z.string(),
  /** Who the cluster says we are (SelfSubjectReview); empty where it does not tell. */
  user: z.string(),
  groups: z.array(permissionGroupSchema),
})

export type RightUse = (typeof RIGHT_USES)[number]
export type Right = z.infer<typeof rightSchema>
export type PermissionGroup = z.infer<typeof permissionGroupSchema>
export type PermissionReport = z.infer<typeof permissionReportSchema>
