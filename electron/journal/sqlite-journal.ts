import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import type { MigrationEvent } from '../../shared/migration/model.ts'
import type { VmRecord } from '../../shared/migration/record.ts'
import type { Plan } from '../../shared/plan/model.ts'
import { ProblemError, type Problem } from '../../shared/problem.ts'
import { createEsxiTable } from './esxi-table.ts'
import { createPreflightTable } from './preflight-table.ts'
import { createProbeTable } from './probe-table.ts'
import { migrateSchema } from './schema.ts'
import type { Journal, StoredMigration, StoredProvider } from './service.ts'

/** Opens (or makes) `journal.sqlite` in `home`. Throws the problems journal.newer, journal.disk-full and journal.damaged. */
export function openJournal(home: string): Journal {
  const file = join(home, 'journal.sqlite')
  const database = openDatabase(file)

  const statements = new Map<string, StatementSync>()
  const prepared = (sql: string): StatementSync => {
    const known = statements.get(sql) ?? database.prepare(sql)
    statements.set(sql, known)
    return known
  }
  const all = <T>(sql: string, ...values: (string | number)[]): T[] =>
    prepared(sql)
      .all(...values)
      .map((row) => JSON.parse(String(row['data'])) as T)
  const writing = <T>(write: () => T): T => {
    try {
      return write()
    } catch (error) {
      throw isFull(error) ? new ProblemError(diskFull(file)) : error
    }
  }
  const run = (sql: string, ...values: (string | number | Uint8Array | null)[]): void => {
    writing(() => prepared(sql).run(...values))
  }
  const transaction = (fn: () => void): void => {
    writing(() => database.exec('BEGIN IMMEDIATE'))
    try {
      fn()
      writing(() => database.exec('COMMIT'))
    } catch (error) {
      // A full disk has rolled it back already.
      if (database.isTransaction) database.exec('ROLLBACK')
      throw error
    }
  }
  const preflight = createPreflightTable({
    all: (sql, ...values) => prepared(sql).all(...values),
    run,
    transaction,
  })
  const probed = createProbeTable({ all, run, transaction })
  const esxi = createEsxiTable({ all, run })

  return {
    ...preflight,
    ...probed,
    ...esxi,
    providers: () => all<StoredProvider>('SELECT data FROM provider ORDER BY id'),
    putProvider: (provider) => run(PUT_PROVIDER, provider.id, JSON.stringify(provider)),
    removeProvider(id) {
      transaction(() => {
        run('DELETE FROM provider WHERE id = ?', id)
        preflight.forgetPreflight(id)
        probed.forgetProbes(id)
        esxi.forgetEsxi(id)
      })
    },
    plans: () => all<Plan>('SELECT data FROM plan ORDER BY created_at DESC, id'),
    plan: (id) => all<Plan>('SELECT data FROM plan WHERE id = ?', id)[0],
    putPlan: (plan) => run(PUT_PLAN, plan.id, plan.createdAt, JSON.stringify(plan)),
    removePlan: (id) => run('DELETE FROM plan WHERE id = ?', id),
    migrations: () => all<StoredMigration>('SELECT data FROM migration ORDER BY started_at DESC, id'),
    migration: (id) => all<StoredMigration>('SELECT data FROM migration WHERE id = ?', id)[0],
    putMigration: (one) => run(PUT_MIGRATION, one.id, one.startedAt, JSON.stringify(one)),
    vmRecords: (id) =>
      all<VmRecord>('SELECT data FROM migration_vm WHERE migration_id = ? ORDER BY position', id),
    putVmRecord: (id, record) => run(PUT_VM, id, record.vmId, id, JSON.stringify(record)),
    appendEvent(id, event) {
      const last = prepared(LAST_SEQ).get(id)
      const stored: MigrationEvent = { seq: Number(last?.['seq'] ?? 0) + 1, ...event }
      run(PUT_EVENT, id, stored.seq, JSON.stringify(stored))
      return stored
    },
    events: (id, seq, limit) =>
      all<MigrationEvent>(
        'SELECT data FROM event WHERE migration_id = ? AND seq > ? ORDER BY seq LIMIT ?',
        id,
        seq,
        limit,
      ),
    close: () => database.close(),
  }
}

const PUT_PROVIDER =
  'INSERT INTO provider (id, data) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET data = excluded.data'
const PUT_PLAN =
  'INSERT INTO plan (id, created_at, data) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET data = excluded.data'
const PUT_MIGRATION =
  'INSERT INTO migration (id, started_at, data) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET data = excluded.data'
const PUT_VM = `INSERT INTO migration_vm (migration_id, vm_id, position, data)
  VALUES (?, ?, (SELECT COUNT(*) FROM migration_vm WHERE migration_id = ?), ?)
  ON CONFLICT (migration_id, vm_id) DO UPDATE SET data = excluded.data`

function openDatabase(file: string): DatabaseSync {
  let database: DatabaseSync | undefined
  try {
    database = new DatabaseSync(file)
    chmodSync(file, 0o600)
    // FULL: a committed state change must survive a power cut, since effects rely on it.
    database.exec('PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;')
    migrateSchema(database)
    return database
  } catch (error) {
    database?.close()
    throw error instanceof ProblemError
      ? error
      : new ProblemError(isFull(error) ? diskFull(file) : damagedJournal(file, error))
  }
}

/** SQLITE_FULL (sqlite.org/rescode.html): the disk, not the file, is the trouble. */
function isFull(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === 13
}

function diskFull(file: string): Problem {
  return {
    code: 'journal.disk-full',
    message: `The journal ${file} cannot be written: its disk is full.`,
    meaning: 'What it holds is safe. Nothing goes on that could not be noted there.',
    remedy: 'Make room on that disk.',
  }
}

function damagedJournal(file: string, error: unknown): Problem {
  return {
    code: 'journal.damaged',
    message: `The journal ${file} cannot be opened.`,
    meaning: 'It was not changed. Runs that it knows cannot be shown or resumed.',
    remedy: 'Restore it from a backup, or move it aside to begin with an empty one.',
    detail: String(error),
  }
}

const LAST_SEQ = 'SELECT MAX(seq) AS seq FROM event WHERE migration_id = ?'
const PUT_EVENT = 'INSERT INTO event (migration_id, seq, data) VALUES (?, ?, ?)'
