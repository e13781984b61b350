import type { Acknowledgement } from '../../shared/preflight/model.ts'
import type { GoneFinding } from '../../shared/report/model.ts'
import { createBreath } from '../breath.ts'
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
  return async (runId, format, signal) => {
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
        verdicts: shown.verdicts,
        forecast: await forecasts.of(shown),
        disks: forecasts.disks(shown),
        rules: judged.rules,
        acknowledgements: acknowledgementsOf(finder.value),
        inventory: judged.facts.inventory,
        factsAt: new Map(Object.entries(judged.factsAt)),
        ...(previous && { previous: previous.summary, gone: await goneSince(previous, shown) }),
      },
      format,
      signal,
    )
  }
}

/** The same that `resolved` counts. */
async function goneSince(previous: Shown, now: Shown): Promise<GoneFinding[]> {
  const breathe = createBreath()
  const ids = new Set<string>()
  for (const { id } of now.findings) {
    ids.add(id)
    if (ids.size % 1_000 === 0) await breathe()
  }
  const gone: GoneFinding[] = []
  for (const [at, { id, rule, object, category, message, state }] of previous.findings.entries()) {
    if (state === 'found' && !ids.has(id)) gone.push({ id, rule, object, category, message })
    if (at % 1_000 === 0) await breathe()
  }
  return gone
}
