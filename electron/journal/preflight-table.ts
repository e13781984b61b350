/** Preflight runs, waivers, acknowledgements and fixes in the journal. */
import type { FixEvent } from '../../shared/preflight/fix-model.ts'
import type { WaveGrouping } from '../../shared/preflight/estimate-model.ts'
import type { PreflightSummary } from '../../shared/preflight/model.ts'
import type { PreflightJournal, StoredAcknowledgement, Waiver } from './service.ts'

/** What the table needs of the database: statements that are kept, and writes that tell of a full disk. */
export interface Database {
  readonly all: (sql: string, ...values: Value[]) => Record<string, unknown>[]
  readonly run: (sql: string, ...values: Value[]) => void
  /** All of `fn` or nothing of it. */
  readonly transaction: (fn: () => void) => void
}

type Value = string | number | Uint8Array | null

/** Of each provider. */
const KEPT_RUNS = 10

export function createPreflightTable({
  all,
  run,
  transaction,
}: Database): PreflightJournal & { forgetPreflight(providerId: string): void } {
  const summaries = (rows: Record<string, unknown>[]) =>
    rows.map((row) => JSON.parse(String(row['summary'])) as PreflightSummary)
  return {
    preflightRuns: (providerId) =>
      summaries(providerId === undefined ? all(ALL_RUNS) : all(RUNS_OF, providerId)),
    preflightRun: (runId) => summaries(all('SELECT summary FROM preflight_run WHERE id = ?', runId))[0],
    preflightBody(runId) {
      const [row] = all('SELECT findings, facts FROM preflight_run WHERE id = ?', runId)
      const { findings, facts } = row ?? {}
      return findings instanceof Uint8Array && facts instanceof Uint8Array ? { findings, facts } : undefined
    },
    putPreflightRun(summary, { findings, facts }) {
      const { runId, providerId, at } = summary
      transaction(() => {
        run(PUT_RUN, runId, providerId, at, JSON.stringify(summary), findings, facts)
        run(PRUNE_RUNS, providerId, providerId, KEPT_RUNS)
        run('DELETE FROM preflight_change WHERE run_id = ?', runId)
        run(PRUNE_CHANGES)
      })
    },
    preflightChanges: (runId) =>
      all('SELECT data FROM preflight_change WHERE run_id = ? ORDER BY seq', runId).flatMap(({ data }) =>
        data instanceof Uint8Array ? data : [],
      ),
    putPreflightChange(summary, change) {
      transaction(() => {
        run(PUT_SUMMARY, JSON.stringify(summary), summary.runId)
        run(PUT_CHANGE, summary.runId, summary.runId, change)
      })
    },
    putPreflightSummary: (summary) => run(PUT_SUMMARY, JSON.stringify(summary), summary.runId),
    waivers: (providerId, after, limit) =>
      new Map(
        all(WAIVERS, providerId, after, limit).map((row) => [
          String(row['finding_id']),
          JSON.parse(String(row['data'])) as Waiver,
        ]),
      ),
    putWaivers(providerId, findingIds, waiver) {
      const data = JSON.stringify(waiver)
      transaction(() => {
        for (const id of findingIds) run(PUT_WAIVER, providerId, id, data)
      })
    },
    removeWaivers(providerId, findingIds) {
      transaction(() => {
        for (const id of findingIds)
          run('DELETE FROM preflight_waiver WHERE provider_id = ? AND finding_id = ?', providerId, id)
      })
    },
    acknowledgements: (providerId) =>
      all('SELECT id, data FROM preflight_acknowledgement WHERE provider_id = ?', providerId).map((row) => ({
        id: String(row['id']),
        ...(JSON.parse(String(row['data'])) as Omit<StoredAcknowledgement, 'id'>),
      })),
    putAcknowledgement: (providerId, { id, ...ticked }) =>
      run(PUT_ACKNOWLEDGEMENT, providerId, id, JSON.stringify(ticked)),
    removeAcknowledgement: (providerId, id) =>
      run('DELETE FROM preflight_acknowledgement WHERE provider_id = ? AND id = ?', providerId, id),
    appendFixEvent: (providerId, event) =>
      run(APPEND_FIX, providerId, providerId, event.object.id, JSON.stringify(event)),
    fixEvents: (providerId, limit, objectId) =>
      all(FIX_EVENTS, providerId, objectId ?? null, objectId ?? null, limit).map(
        (row) => JSON.parse(String(row['data'])) as FixEvent,
      ),
    waveGrouping(providerId) {
      const [row] = all('SELECT data FROM preflight_grouping WHERE provider_id = ?', providerId)
      return row && (JSON.parse(String(row['data'])) as WaveGrouping)
    },
    putWaveGrouping: (providerId, grouping) => run(PUT_GROUPING, providerId, JSON.stringify(grouping)),
    forgetPreflight(providerId) {
      for (const table of TABLES) run(`DELETE FROM ${table} WHERE provider_id = ?`, providerId)
      run(PRUNE_CHANGES)
    },
  }
}

const TABLES = [
  'preflight_run',
  'preflight_waiver',
  'preflight_acknowledgement',
  'preflight_fix_event',
  'preflight_grouping',
] as const
const ALL_RUNS = 'SELECT summary FROM preflight_run ORDER BY at DESC, rowid DESC'
const RUNS_OF = 'SELECT summary FROM preflight_run WHERE provider_id = ? ORDER BY at DESC, rowid DESC'
const PUT_RUN = `INSERT INTO preflight_run (id, provider_id, at, summary, findings, facts) VALUES (?, ?, ?, ?, ?, ?)
  ON CONFLICT (id) DO UPDATE SET summary = excluded.summary, findings = excluded.findings, facts = excluded.facts`
const PUT_SUMMARY = 'UPDATE preflight_run SET summary = ? WHERE id = ?'
const PUT_CHANGE = `INSERT INTO preflight_change (run_id, seq, data)
  VALUES (?, (SELECT coalesce(max(seq), 0) + 1 FROM preflight_change WHERE run_id = ?), ?)`
const PRUNE_CHANGES = 'DELETE FROM preflight_change WHERE run_id NOT IN (SELECT id FROM preflight_run)'
const PRUNE_RUNS = `DELETE FROM preflight_run WHERE provider_id = ? AND id NOT IN
  (SELECT id FROM preflight_run WHERE provider_id = ? ORDER BY at DESC, rowid DESC LIMIT ?)`
const WAIVERS = `SELECT finding_id, data FROM preflight_waiver WHERE provider_id = ? AND finding_id > ?
  ORDER BY finding_id LIMIT ?`
const PUT_WAIVER = `INSERT INTO preflight_waiver (provider_id, finding_id, data) VALUES (?, ?, ?)
  ON CONFLICT (provider_id, finding_id) DO UPDATE SET data = excluded.data`
const PUT_ACKNOWLEDGEMENT = `INSERT INTO preflight_acknowledgement (provider_id, id, data) VALUES (?, ?, ?)
  ON CONFLICT (provider_id, id) DO UPDATE SET data = excluded.data`
const APPEND_FIX = `INSERT INTO preflight_fix_event (provider_id, seq, object_id, data)
  VALUES (?, (SELECT coalesce(max(seq), 0) + 1 FROM preflight_fix_event WHERE provider_id = ?), ?, ?)`
const FIX_EVENTS = `SELECT data FROM preflight_fix_event WHERE provider_id = ? AND (? IS NULL OR object_id = ?)
  ORDER BY seq DESC LIMIT ?`
const PUT_GROUPING = `INSERT INTO preflight_grouping (provider_id, data) VALUES (?, ?)
  ON CONFLICT (provider_id) DO UPDATE SET data = excluded.data`
