/** The audit log, kept in the journal. */
import { createChainCheck, entryHash, NO_HEAD, plainText } from '../../shared/audit/chain.ts'
import { entryLine, headerLine } from '../../shared/audit/export.ts'
import { auditEntrySchema, type AuditEntry } from '../../shared/audit/model.ts'
import { fail, ok, ProblemError, type Problem } from '../../shared/problem.ts'
import { createBreath } from '../breath.ts'
import type { AuditJournal, StoredAuditEntry } from '../journal/service.ts'
import { accountName } from './account-name.ts'
import type { Audit } from './service.ts'

export interface AuditOptions {
  readonly journal: AuditJournal
  /** The door that it is done through. */
  readonly shell: string
  /** Who does it; the account of the operating system unless given. */
  readonly user?: string
  readonly now?: () => Date
}

/** Entries that are read at once. */
const PAGE = 1000

export function createAudit(options: AuditOptions): Audit {
  const { journal, shell, user = accountName(), now = () => new Date() } = options

  const record: Audit['record'] = (...facts) => {
    const follow = (last: StoredAuditEntry | undefined): StoredAuditEntry[] => {
      const who = { at: now().toISOString(), user: plainText(user), shell }
      let { seq, hash } = last ?? { seq: 0, hash: NO_HEAD }
      return facts.map(({ action, subject, purpose }) => {
        const about = subject === undefined ? {} : { subject: plainText(subject) }
        const entry = { seq: ++seq, ...who, action, ...about, purpose: plainText(purpose) }
        hash = entryHash(hash, entry)
        return { ...entry, hash }
      })
    }
    if (facts.length === 0) return ok(undefined)
    try {
      journal.appendAudit(follow)
      return ok(undefined)
    } catch (error) {
      if (error instanceof ProblemError) return fail(error.problem)
      throw error
    }
  }

  /** Oldest first; others have their turns between pages. */
  async function* pages(): AsyncGenerator<readonly StoredAuditEntry[]> {
    const breathe = createBreath()
    let seq: number | undefined
    for (;;) {
      const page = journal.auditAfter(seq, PAGE)
      yield page
      if (page.length < PAGE) return
      seq = page.at(-1)?.seq
      await breathe()
    }
  }

  return {
    record,
    list(query) {
      const { entries, total } = journal.auditPage(query)
      return { entries: entries.map(readable), total }
    },
    lastUses: () =>
      new Map(journal.lastAuditOf('used').map(({ subject = '', at, purpose }) => [subject, { at, purpose }])),
    async verify(noted) {
      const check = createChainCheck(noted)
      for await (const page of pages()) if (!page.every((entry) => check.take(entry))) break
      return check.verdict()
    },
    async export() {
      const last = journal.lastAudit()
      const head = last?.hash ?? NO_HEAD
      const parts = [`${headerLine({ head, entries: last?.seq ?? 0 })}\n`]
      for await (const page of pages()) {
        // What was added meanwhile is not part of what the header promises.
        const its = last ? page.filter(({ seq }) => seq <= last.seq) : []
        parts.push(its.map((entry) => `${entryLine(entry)}\n`).join(''))
        if (its.length < page.length) break
      }
      return new File(parts, 'palletjack-audit.jsonl', { type: 'application/jsonl' })
    },
  }
}

function readable(entry: StoredAuditEntry): AuditEntry {
  const read = auditEntrySchema.safeParse(entry)
  if (read.success) return read.data
  throw new ProblemError(unreadable(entry.seq))
}

function unreadable(seq: number): Problem {
  return {
    code: 'audit.unreadable',
    message: `Entry ${seq} of the audit log is none that Palletjack writes.`,
    meaning: 'Something else has written to the journal. Nothing was changed now.',
    remedy: 'Verify the log, export it, and compare the export with an earlier one.',
  }
}
