import { createAuditTable } from './audit-table.ts'
import { openDatabase } from './database.ts'
import { createEsxiTable } from './esxi-table.ts'
import { createMigrationTable } from './migration-table.ts'
import { createPreflightTable } from './preflight-table.ts'
import { createProbeTable } from './probe-table.ts'
import type { Journal, StoredProvider } from './service.ts'

/** Opens (or makes) the journal in `home`. Throws the problems journal.newer, journal.disk-full and journal.damaged. */
export function openJournal(home: string): Journal {
  const database = openDatabase(home)
  const { all, run, transaction, close } = database
  const preflight = createPreflightTable(database)
  const probed = createProbeTable(database)
  const esxi = createEsxiTable(database)
  return {
    ...createMigrationTable(database),
    ...preflight,
    ...probed,
    ...esxi,
    ...createAuditTable(database),
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
    close,
  }
}

const PUT_PROVIDER =
  'INSERT INTO provider (id, data) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET data = excluded.data'
