/** The SQLite file behind the journal. */
import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { ProblemError, type Problem } from '../../shared/problem.ts'
import { migrateSchema } from './schema.ts'

type Value = string | number | Uint8Array | null

/** Statements that are prepared once, and writes that throw journal.disk-full when there is no room. */
export interface Database {
  readonly rows: (sql: string, ...values: Value[]) => Record<string, unknown>[]
  /** What the column `data` of each row holds. */
  readonly all: <T>(sql: string, ...values: Value[]) => T[]
  readonly run: (sql: string, ...values: Value[]) => void
  /** All of `fn` or nothing of it. */
  readonly transaction: (fn: () => void) => void
  readonly close: () => void
}

/** Opens (or makes) `journal.sqlite` in `home`. Throws journal.newer, journal.disk-full and journal.damaged. */
export function openDatabase(home: string): Database {
  const file = join(home, 'journal.sqlite')
  const database = openFile(file)
  const statements = new Map<string, StatementSync>()
  const prepared = (sql: string): StatementSync => {
    const known = statements.get(sql) ?? database.prepare(sql)
    statements.set(sql, known)
    return known
  }
  const writing = (write: () => unknown): void => {
    try {
      write()
    } catch (error) {
      throw isFull(error) ? new ProblemError(diskFull(file)) : error
    }
  }
  const rows: Database['rows'] = (sql, ...values) => prepared(sql).all(...values)
  return {
    rows,
    all: <T>(sql: string, ...values: Value[]) =>
      rows(sql, ...values).map((row) => JSON.parse(String(row['data'])) as T),
    run: (sql, ...values) => writing(() => prepared(sql).run(...values)),
    transaction(fn) {
      writing(() => database.exec('BEGIN IMMEDIATE'))
      try {
        fn()
        writing(() => database.exec('COMMIT'))
      } catch (error) {
        // A full disk has rolled it back already.
        if (database.isTransaction) database.exec('ROLLBACK')
        throw error
      }
    },
    close: () => database.close(),
  }
}

function openFile(file: string): DatabaseSync {
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
