/** The audit log: who did what with which credential. Holds no secret. */
import * as z from 'zod'

/** What was done. Words for people are in the pages and in the command line. */
export const auditActionSchema = z.enum([
  'vault-created',
  'memory-chosen',
  'unlocked',
  'unlock-refused',
  'locked',
  'stored',
  'used',
  'forgotten',
  'passphrase-changed',
  'recovery-code-changed',
  'device-added',
  'way-removed',
  'key-rotated',
  'copy-exported',
  'copy-imported',
  'generation-restored',
  'vault-forgotten',
  /** What an entry before it announced could not be carried out; entries are written before the effect. */
  'not-done',
])
export type AuditAction = z.infer<typeof auditActionSchema>

/** What one entry says; the rest of it is bookkeeping. */
const auditFactSchema = z.object({
  action: auditActionSchema,
  /** Id of the secret, as the vault lists it; left out where the whole vault is meant. */
  subject: z.string().optional(),
  /** For people: "to log in to vc.example.com as admin", "after 15 minutes without use". */
  purpose: z.string(),
})
export type AuditFact = z.infer<typeof auditFactSchema>

export const auditEntrySchema = auditFactSchema.extend({
  /** 1, 2, 3 ... without gaps. */
  seq: z.number().int(),
  /** ISO 8601. */
  at: z.string(),
  /** Account of the operating system. */
  user: z.string(),
  /** Which door: the desktop, the browser page or the command line. */
  shell: z.string(),
  /** SHA-256 in hex over the hash before and all of this entry; see chain.ts. */
  hash: z.string(),
})
export type AuditEntry = z.infer<typeof auditEntrySchema>

export const auditVerdictSchema = z.discriminatedUnion('state', [
  /** `head`: hash of the last entry; kept elsewhere, it shows later that nothing was cut off or rewritten. */
  z.object({
    state: z.literal('whole'),
    entries: z.number().int(),
    /** Empty while there is no entry. */
    head: z.string(),
    /** Number of the entry whose hash was noted, where one was asked about. */
    noted: z.number().int().optional(),
  }),
  z.object({
    state: z.literal('broken'),
    /** The first entry that does not fit. */
    seq: z.number().int(),
    /** One sentence for people. */
    message: z.string(),
  }),
])
export type AuditVerdict = z.infer<typeof auditVerdictSchema>

/** A head, as somebody noted it. */
export const auditHeadSchema = z.string().regex(/^[0-9a-f]{64}$/)
