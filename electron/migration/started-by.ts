/** Who starts runs here: noted with each run, whichever way it is started, and kept as it goes on. */
import type { StartedBy } from '../../shared/report/run/model.ts'
import type { Journal, StoredMigration } from '../journal/service.ts'

/** The same journal, whose starts carry the name of a person and a computer. */
export function withStarter(journal: Journal, startedBy: StartedBy): Journal {
  /** Whoever drives a run has it as it was before it was put. */
  const kept = (one: StoredMigration): StoredMigration => {
    const known = one.startedBy ?? journal.migration(one.id)?.startedBy
    return known ? { ...one, startedBy: known } : one
  }
  return {
    ...journal,
    putStart: (start) => journal.putStart({ ...start, migration: { ...start.migration, startedBy } }),
    putMigration: (migration) => journal.putMigration(kept(migration)),
  }
}
