/** The log of what was done with credentials: appended to, never changed, each entry bound to the one before. */
import type { AuditEntry, AuditFact, AuditVerdict } from '../../shared/audit/model.ts'
import type { Result } from '../../shared/problem.ts'
import type { AuditQuery } from '../journal/service.ts'

export interface Audit {
  /** Written before the thing is done, so that nothing goes unrecorded; all or none. Problem journal.disk-full. */
  record(...facts: readonly AuditFact[]): Result<void>
  /** Newest first. `total`: of all pages. Throws the problem audit.unreadable. */
  list(query: AuditQuery): { entries: AuditEntry[]; total: number }
  /** The last use of each secret that was ever used. */
  lastUses(): ReadonlyMap<string, { readonly at: string; readonly purpose: string }>
  /** `noted`: head that was noted earlier, and must be that of an entry. */
  verify(noted?: string): Promise<AuditVerdict>
  /** The whole log as JSON lines; see shared/audit/export.ts. */
  export(): Promise<File>
}
