/** Reports of runs, from the journal. */
import type { DiskChecksum } from '../../shared/contract/lab.ts'
import type { MigrationEvent, MigrationView } from '../../shared/migration/model.ts'
import { ok, type Result } from '../../shared/problem.ts'
import { reportFile } from '../../shared/report/report-name.ts'
import type { RunReport, RunReportFormat } from '../../shared/report/run/model.ts'
import { runPage } from '../../shared/report/run/run-page.ts'
import { runReport } from '../../shared/report/run/run-report.ts'
import type { MigrationJournal, StoredMigration } from '../journal/service.ts'
import { chunksOf, gathered } from './chunks.ts'
import type { RunReports } from './service.ts'

export interface RunReportsOptions {
  /** Of the application. */
  readonly version: string
  readonly journal: Pick<MigrationJournal, 'migration' | 'events'>
  readonly view: (migrationId: string) => Result<MigrationView>
  /** Name of a provider; empty for one that is not known any more. */
  readonly nameOf: (providerId: string) => string
  /** Both sides of the disks of a run, where they can be read. */
  readonly checksums: (stored: StoredMigration) => Promise<readonly DiskChecksum[]>
  /** Ms since 1970. */
  readonly now?: () => number
}

const EVENTS_PER_READ = 500
const TYPES: Readonly<Record<RunReportFormat, string>> = {
  html: 'text/html;charset=utf-8',
  json: 'application/json',
}

export function createRunReports(options: RunReportsOptions): RunReports {
  const { version, journal, view, nameOf, checksums, now = Date.now } = options
  return {
    async report(migrationId, format, signal) {
      const shown = view(migrationId)
      if (!shown.ok) return shown
      const stored = journal.migration(migrationId)
      if (!stored) throw new Error(`run ${migrationId} is shown and not in the journal`)
      const { plan, startedBy } = stored
      const at = new Date(now()).toISOString()
      const report = runReport({
        ...{ view: shown.value, plan, startedBy, stamp: { version, at } },
        source: nameOf(plan.sourceId),
        target: nameOf(plan.targetId),
        events: eventsOf(journal, migrationId),
        checksums: await checksums(stored),
      })
      const parts = await gathered(chunksOf(piecesOf(report, format), signal))
      return ok(
        new File(parts, reportFile(plan.name, 'run', stored.startedAt, format), { type: TYPES[format] }),
      )
    },
  }
}

function piecesOf(report: RunReport, format: RunReportFormat): Iterable<string> {
  return format === 'html' ? runPage(report) : [`${JSON.stringify(report, undefined, 2)}\n`]
}

function* eventsOf(journal: RunReportsOptions['journal'], id: string): Generator<MigrationEvent> {
  for (let last = 0; ;) {
    const events = journal.events(id, last, EVENTS_PER_READ)
    yield* events
    last = events.at(-1)?.seq ?? last
    if (events.length < EVENTS_PER_READ) return
  }
}
