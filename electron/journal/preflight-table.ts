/** Preflight runs, waivers, acknowledgements and fixes in the journal. */
import type { FixEvent } from '../../shared/preflight/fix-model.ts'
import type { WaveGrouping } from '../../shared/preflight/estimate-model.ts'
import type { PreflightSummary } from '../../shared/preflight/model.ts'
import type { Database } from './database.ts'
import type { PreflightJournal, StoredAcknowledgement, Waiver } from './service.ts'

/** Of each provider. */
const KEPT_RUNS = 10

export function createPreflightTable({
  rows,
  all,
  run,
  transaction,
}: Database): PreflightJournal & { forgetPreflight(providerId: string): void } {
  return {
    preflightRuns: (providerId) =>
      providerId === undefined ? all<PreflightSummary>(ALL_RUNS) : all<PreflightSummary>(RUNS_OF, providerId),
    preflightRun: (runId) =>
      all<PreflightSummary>('SELECT summary AS data FROM preflight_run WHERE id = ?', runId)[0],
    preflightBody(runId) {
      const [row] = rows('SELECT findings, facts FROM preflight_run WHERE id = ?', runId)
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
      rows('SELECT data FROM preflight_change WHERE run_id = ? ORDER BY seq', runId).flatMap(({ data }) =>
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
        rows(WAIVERS, providerId, after, limit).map((row) => [
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
      rows('SELECT id, data FROM preflight_acknowledgement WHERE provider_id = ?', providerId).map((row) => ({
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
      all<FixEvent>(FIX_EVENTS, providerId, objectId ?? null, objectId ?? null, limit),
    waveGrouping: (providerId) =>
      all<WaveGrouping>('SELECT data FROM preflight_grouping WHERE provider_id = ?', providerId)[0],
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
const ALL_RUNS = 'SELECT summary AS data FROM preflight_run ORDER BY at DESC, rowid DESC'
const RUNS_OF = 'SELECT summary AS data FROM preflight_run WHERE provider_id = ? ORDER BY at DESC, rowid DESC'
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
