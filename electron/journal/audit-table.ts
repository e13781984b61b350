/** The audit log. Triggers of the schema refuse all but the next entry. */
import type { Database } from './database.ts'
import type { AuditJournal, AuditQuery, StoredAuditEntry } from './service.ts'

export function createAuditTable({ rows, run, transaction }: Database): AuditJournal {
  const last = () => entriesOf(rows(`${SELECT} ORDER BY audit.seq DESC LIMIT 1`))[0]
  return {
    appendAudit(follow) {
      transaction(() => {
        for (const { seq, at, user, shell, action, subject, purpose, hash } of follow(last()))
          run(APPEND, seq, at, user, shell, action, subject ?? null, purpose, hash)
      })
    },
    lastAudit: last,
    auditPage(query) {
      const { where, values } = asked(query)
      const [count] = rows(`SELECT count(*) AS total FROM audit WHERE ${where}`, ...values)
      const { before } = query
      const above = before === undefined ? '' : 'AND audit.seq < ?'
      const page = `${SELECT} WHERE ${where} ${above} ORDER BY audit.seq DESC LIMIT ?`
      const bounds = before === undefined ? [query.limit] : [before, query.limit]
      return { entries: entriesOf(rows(page, ...values, ...bounds)), total: Number(count?.['total'] ?? 0) }
    },
    auditAfter(seq, limit) {
      if (seq === undefined) return entriesOf(rows(`${SELECT} ORDER BY audit.seq LIMIT ?`, limit))
      return entriesOf(rows(`${SELECT} WHERE audit.seq > ? ORDER BY audit.seq LIMIT ?`, seq, limit))
    },
    lastAuditOf: (action) => entriesOf(rows(LAST_OF, action)),
  }
}

const REST = 'at, user, shell, action, subject, purpose, hash'
/** A number that was put there by hand may be larger than any of JavaScript's. */
const SEQ = `max(min(seq, ${Number.MAX_SAFE_INTEGER}), ${Number.MIN_SAFE_INTEGER}) AS seq`
const SELECT = `SELECT ${SEQ}, ${REST} FROM audit`
const APPEND = `INSERT INTO audit (seq, ${REST}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`
const LAST_OF = `${SELECT} WHERE audit.seq IN (
  SELECT max(seq) FROM audit WHERE action = ? AND subject IS NOT NULL GROUP BY subject)`

function asked({ actions, subject }: AuditQuery): { where: string; values: string[] } {
  const where = ['TRUE']
  const values: string[] = []
  if (actions) {
    where.push(`action IN (${actions.map(() => '?').join(', ')})`)
    values.push(...actions)
  }
  if (subject !== undefined) {
    // All that begins with "subject/": "0" comes right after "/".
    where.push('(subject = ? OR (subject > ? AND subject < ?))')
    values.push(subject, `${subject}/`, `${subject}0`)
  }
  return { where: where.join(' AND '), values }
}

function entriesOf(rows: readonly Record<string, unknown>[]): StoredAuditEntry[] {
  const text = (value: unknown) => String(value)
  return rows.map(({ seq, at, user, shell, action, subject, purpose, hash }) => ({
    seq: Number(seq),
    ...{ at: text(at), user: text(user), shell: text(shell), action: text(action) },
    ...(subject !== null && { subject: text(subject) }),
    ...{ purpose: text(purpose), hash: text(hash) },
  }))
}
