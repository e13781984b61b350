/** ESXi hosts that are reached directly, and the edits of their settings. */
import type { Database } from './database.ts'
import type { EsxiJournal, StoredEditRun, StoredEsxiHost } from './service.ts'

/** Edits that are remembered of a provider. */
const RUNS_KEPT = 100

export interface EsxiTable extends EsxiJournal {
  /** For a provider that is removed; to be called in a transaction. */
  forgetEsxi(providerId: string): void
}

export function createEsxiTable({ all, run }: Database): EsxiTable {
  return {
    esxiHosts: (providerId) =>
      all<StoredEsxiHost>('SELECT data FROM esxi_host WHERE provider_id = ? ORDER BY host_id', providerId),
    esxiHost: (providerId, hostId) =>
      all<StoredEsxiHost>(
        'SELECT data FROM esxi_host WHERE provider_id = ? AND host_id = ?',
        ...[providerId, hostId],
      )[0],
    putEsxiHost: (providerId, host) => run(PUT_HOST, providerId, host.hostId, JSON.stringify(host)),
    esxiRuns: (providerId) =>
      all<StoredEditRun>(
        'SELECT data FROM esxi_run WHERE provider_id = ? ORDER BY started_at DESC, id',
        providerId,
      ),
    esxiRun: (providerId, id) =>
      all<StoredEditRun>('SELECT data FROM esxi_run WHERE provider_id = ? AND id = ?', providerId, id)[0],
    putEsxiRun(edit) {
      const { id, providerId, startedAt } = edit
      run(PUT_RUN, id, providerId, startedAt, JSON.stringify(edit))
      run(FORGET_OLD, providerId, providerId, RUNS_KEPT)
    },
    forgetEsxi(providerId) {
      run('DELETE FROM esxi_host WHERE provider_id = ?', providerId)
      run('DELETE FROM esxi_run WHERE provider_id = ?', providerId)
    },
  }
}

const PUT_HOST = `INSERT INTO esxi_host (provider_id, host_id, data) VALUES (?, ?, ?)
  ON CONFLICT (provider_id, host_id) DO UPDATE SET data = excluded.data`
const PUT_RUN = `INSERT INTO esxi_run (id, provider_id, started_at, data) VALUES (?, ?, ?, ?)
  ON CONFLICT (id) DO UPDATE SET data = excluded.data`
const FORGET_OLD = `DELETE FROM esxi_run WHERE provider_id = ? AND id NOT IN (
  SELECT id FROM esxi_run WHERE provider_id = ? ORDER BY started_at DESC, id LIMIT ?)`
