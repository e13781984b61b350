/** The log of what was done with credentials: appended to, never changed, each entry bound to the one before. */
import type { AuditAction, AuditEntry, AuditFact, AuditVerdict } from '../../shared/audit/model.ts'
import type { Result } from '../../shared/problem.ts'

export interface AuditQuery {
  readonly before?: number | undefined
  readonly limit: number
  readonly actions?: readonly AuditAction[] | undefined
  readonly subject?: string | undefined
}

export interface Audit {
  /** Written before the thing is done, so that nothing goes unrecorded. Problem journal.disk-full. */
  record(fact: AuditFact): Result<void>
  list(query: AuditQuery): { entries: AuditEntry[]; total: number }
  /** The last use of each secret that was ever used. */
  lastUses(): ReadonlyMap<string, { readonly at: string; readonly purpose: string }>
  verify(): AuditVerdict
  /** The whole log as JSON lines. */
  export(): File
}
