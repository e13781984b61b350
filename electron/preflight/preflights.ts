import type { Acknowledgement, RuleInfo } from '../../shared/preflight/model.ts'
import type { Rule } from '../../shared/preflight/rule.ts'
import { fail, ok, type Result } from '../../shared/problem.ts'
import type { Journal } from '../journal/service.ts'
import type { Providers } from '../providers/service.ts'
import type { Reports } from '../report/service.ts'
import type { Finder } from './find.ts'
import { createFixings } from './fix.ts'
import { createForecasts } from './forecasts.ts'
import { infoOf } from './judge.ts'
import type { InventoryCodec } from './pack.ts'
import { unknownAcknowledgement } from './problems.ts'
import { createRecheck } from './recheck.ts'
import { createReporting } from './reporting.ts'
import { readRuleFolder } from './rule-folder.ts'
import { createRunner } from './run.ts'
import type { Preflight } from './service.ts'
import { createRunShelf } from './shelf.ts'
import { createWaiving } from './waive.ts'

export interface PreflightOptions {
  readonly journal: Journal
  readonly providers: Providers
  readonly reports: Reports
  readonly codec: InventoryCodec
  /** Those that come with the application. */
  readonly rules: readonly Rule[]
  /** Checks that no machine can do, unticked. */
  readonly acknowledgements: readonly Acknowledgement[]
  /** Folder of custom rules; need not be there. */
  readonly folder: string
}

/** The rules as they are now: built in, then custom. */
export interface RuleSet {
  readonly rules: readonly Rule[]
  readonly infos: readonly RuleInfo[]
}

export function createPreflight(options: PreflightOptions): Preflight {
  const { journal, folder } = options
  const shelf = createRunShelf(journal, options.codec)
  const builtIn = options.rules.map((rule) => rule.id)
  const readCustom = () => readRuleFolder(folder, builtIn)
  const ruleSet = async (): Promise<RuleSet> => {
    const custom = await readCustom()
    return { rules: [...options.rules, ...custom.rules], infos: infosOf(options.rules, custom.rules) }
  }
  const runner = createRunner({ ...options, shelf, ruleSet })
  const recheck = createRecheck({ ...options, shelf, ruleSet })
  const fixings = createFixings({ ...options, shelf, recheck })
  const forecasts = createForecasts(journal)
  const ask = async <T>(runId: string, question: (finder: Finder) => Promise<T> | T): Promise<Result<T>> => {
    const finder = await shelf.get(runId)
    return finder.ok ? ok(await question(finder.value)) : finder
  }
  const acknowledgementsOf = (finder: Finder) =>
    withTicks(options.acknowledgements, journal, finder.shown.summary.providerId)

  return {
    async rules() {
      const custom = await readCustom()
      return {
        rules: infosOf(options.rules, custom.rules),
        folder,
        problems: [...custom.problems],
      }
    },
    run: runner.run,
    async close() {
      await Promise.all([runner.close(), fixings.close()])
    },
    runs: (providerId) => [...journal.preflightRuns(providerId)],
    summary: (runId) => ask(runId, ({ shown }) => shown.summary),
    findings: ({ runId, filter, ...paging }) => ask(runId, (finder) => finder.page(filter, paging)),
    findingIds: (runId, filter) => ask(runId, async (finder) => ({ ids: await finder.ids(filter) })),
    byRule: (runId, filter) => ask(runId, (finder) => finder.byRule(filter)),
    verdicts: ({ runId, scope, text, filter, ...paging }) =>
      ask(runId, (finder) => finder.verdicts(scope, text, filter, paging)),
    async recheck(which) {
      await fixings.settled(which.runId)
      return recheck(which)
    },
    fixPreview: fixings.fixPreview,
    fix: fixings.fix,
    fixes: fixings.fixes,
    ...createWaiving(journal, shelf),
    acknowledgements: (runId) => ask(runId, acknowledgementsOf),
    async acknowledge({ runId, id, by, ticked }) {
      const finder = await shelf.get(runId)
      if (!finder.ok) return finder
      if (!options.acknowledgements.some((one) => one.id === id)) return fail(unknownAcknowledgement(id))
      const { providerId } = finder.value.shown.summary
      if (ticked) journal.putAcknowledgement(providerId, { id, by, at: new Date().toISOString() })
      else journal.removeAcknowledgement(providerId, id)
      return ok(acknowledgementsOf(finder.value))
    },
    forecast: (runId) => ask(runId, ({ shown }) => forecasts.of(shown)),
    async groupWaves(runId, grouping) {
      const finder = await shelf.get(runId)
      if (!finder.ok) return finder
      const { shown } = finder.value
      journal.putWaveGrouping(shown.summary.providerId, grouping)
      return ok(await forecasts.of(shown))
    },
    report: createReporting({ ...options, shelf, forecasts, acknowledgementsOf }),
  }
}

function infosOf(builtIn: readonly Rule[], custom: readonly Rule[]): RuleInfo[] {
  return [...builtIn.map((rule) => infoOf(rule, false)), ...custom.map((rule) => infoOf(rule, true))]
}

function withTicks(
  acknowledgements: readonly Acknowledgement[],
  journal: Journal,
  providerId: string,
): Acknowledgement[] {
  const ticks = new Map(journal.acknowledgements(providerId).map(({ id, ...ticked }) => [id, ticked]))
  return acknowledgements.map((one) => {
    const ticked = ticks.get(one.id)
    return ticked ? { ...one, ticked } : one
  })
}
