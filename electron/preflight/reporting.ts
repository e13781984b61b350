import type { Acknowledgement } from '../../shared/preflight/model.ts'
import type { GoneFinding } from '../../shared/report/model.ts'
import type { Reports } from '../report/service.ts'
import type { Finder } from './find.ts'
import type { Forecasts } from './forecasts.ts'
import type { Shown } from './judge.ts'
import type { Preflight } from './service.ts'
import type { RunShelf } from './shelf.ts'

export interface ReportingOptions {
  readonly reports: Reports
  readonly shelf: RunShelf
  readonly forecasts: Forecasts
  readonly acknowledgementsOf: (finder: Finder) => Acknowledgement[]
}

export function createReporting(options: ReportingOptions): Preflight['report'] {
  const { reports, shelf, forecasts, acknowledgementsOf } = options
  return async (runId, format) => {
    const finder = await shelf.get(runId)
    if (!finder.ok) return finder
    const { shown } = finder.value
    const { summary, findings, judged } = shown
    const before = summary.previousRunId === undefined ? undefined : await shelf.get(summary.previousRunId)
    const previous = before?.ok ? before.value.shown : undefined
    return reports.render(
      {
        summary,
        findings,
        verdicts: [...shown.verdicts.values()].flat(),
        forecast: forecasts.of(shown),
        disks: forecasts.disks(shown),
        rules: judged.rules,
        acknowledgements: acknowledgementsOf(finder.value),
        inventory: judged.facts.inventory,
        factsAt: new Map(Object.entries(judged.factsAt)),
        ...(previous && { previous: previous.summary, gone: goneSince(previous, shown) }),
      },
      format,
    )
  }
}

/** The same that `resolved` counts. */
function goneSince(previous: Shown, now: Shown): GoneFinding[] {
  const ids = new Set(now.findings.map((finding) => finding.id))
  return previous.findings.flatMap(({ id, rule, object, category, message, state }) =>
    state === 'found' && !ids.has(id) ? [{ id, rule, object, category, message }] : [],
  )
}
