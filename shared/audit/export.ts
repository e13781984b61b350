/**
 * The audit log as a file of JSON lines: a header, then the entries, oldest first. Each line is written in one way
 * only, so that what a person reads in it is what was hashed.
 */
import * as z from 'zod'
import { createChainCheck, type ChainEntry } from './chain.ts'
import type { AuditVerdict } from './model.ts'

const FORMAT_VERSION = 1

const auditHeaderSchema = z.strictObject({
  product: z.literal('Palletjack'),
  format: z.literal('audit log'),
  version: z.literal(FORMAT_VERSION),
  /** Hash of the last entry; empty without one. */
  head: z.string(),
  entries: z.number().int(),
})
export type AuditHeader = z.infer<typeof auditHeaderSchema>

const entryLineSchema = z.object({
  seq: z.number().int(),
  at: z.string(),
  user: z.string(),
  shell: z.string(),
  action: z.string(),
  subject: z.string().optional(),
  purpose: z.string(),
  hash: z.string(),
})

/** Without its line break. */
export function headerLine({ head, entries }: Pick<AuditHeader, 'head' | 'entries'>): string {
  const header: AuditHeader = {
    product: 'Palletjack',
    format: 'audit log',
    version: FORMAT_VERSION,
    head,
    entries,
  }
  return JSON.stringify(header)
}

/** Without its line break. */
export function entryLine({ seq, at, user, shell, action, subject, purpose, hash }: ChainEntry): string {
  return JSON.stringify({ seq, at, user, shell, action, subject, purpose, hash })
}

/** The header; undefined when the line is none that this version reads. */
export function readHeader(line: string): AuditHeader | undefined {
  return auditHeaderSchema.safeParse(parsed(line)).data
}

export interface ExportCheck {
  /** Takes the next line after the header. False when the verdict is known. */
  take(line: string): boolean
  verdict(): AuditVerdict
}

/** Checks the lines after a header. `noted` as in createChainCheck. */
export function createExportCheck(header: AuditHeader, noted?: string): ExportCheck {
  const chain = createChainCheck(noted)
  let taken = 0
  let unreadable: string | undefined
  return {
    take(line) {
      const entry = entryLineSchema.safeParse(parsed(line)).data
      if (entry === undefined || entryLine(entry) !== line) {
        unreadable = `The line of entry ${taken + 1} is not as Palletjack writes it: it was changed after the export.`
        return false
      }
      if (!chain.take(entry)) return false
      taken++
      return true
    },
    verdict() {
      const broken = (message: string) => ({ state: 'broken', seq: taken + 1, message }) as const
      if (unreadable !== undefined) return broken(unreadable)
      const verdict = chain.verdict()
      if (verdict.state === 'broken') return verdict
      if (verdict.entries !== header.entries || verdict.head !== header.head)
        return broken(
          `The file begins with the promise of ${header.entries} entries and holds ${verdict.entries}, or ends with another one: its end was cut off or added.`,
        )
      return verdict
    },
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
