import { createFinder } from '../../../../electron/preflight/find.ts'
import type { Shown } from '../../../../electron/preflight/judge.ts'
import type { Forecast, WaveGrouping } from '../../../../shared/preflight/estimate-model.ts'
import type { FixPreview, FixProgress } from '../../../../shared/preflight/fix-model.ts'
import type { Acknowledgement, PreflightFinding } from '../../../../shared/preflight/model.ts'
import type { Backstage } from '../../../test-support/fake-world.ts'
import { missing } from '../../../test-support/refuse.ts'
import type { FakePreflight } from './invented-preflight.ts'

export function fakePreflight({ os, world, call }: Backstage) {
  const run = (id: string) => world.preflight.runs.find((one) => one.runId === id) ?? missing(id)
  const finder = () => finderOf(world.preflight)
  return {
    rules: os.preflight.rules.handler(() =>
      call('preflight.rules', undefined, () => ({
        rules: world.preflight.rules,
        folder: '/home/ada/.local/state/palletjack/rules',
        problems: world.preflight.problems,
      })),
    ),
    run: os.preflight.run.handler(({ input }) =>
      call('preflight.run', input, async function* () {
        for (const progress of world.preflight.progress) {
          await (progress.state === 'running' ? undefined : world.preflight.gate)
          yield progress
        }
      }),
    ),
    runs: os.preflight.runs.handler(() => world.preflight.runs),
    summary: os.preflight.summary.handler(({ input }) => run(input.runId)),
    findings: os.preflight.findings.handler(({ input }) =>
      call('preflight.findings', input, () => finder().page(input.filter, input)),
    ),
    findingIds: os.preflight.findingIds.handler(({ input }) =>
      call('preflight.findingIds', input, async () => ({ ids: await finder().ids(input.filter) })),
    ),
    byRule: os.preflight.byRule.handler(({ input }) =>
      call('preflight.byRule', input, () => finder().byRule(input.filter)),
    ),
    verdicts: os.preflight.verdicts.handler(({ input }) =>
      call('preflight.verdicts', input, () =>
        finder().verdicts(input.scope, input.text, input.filter, input),
      ),
    ),
    recheck: os.preflight.recheck.handler(({ input }) =>
      call('preflight.recheck', input, () => run(input.runId)),
    ),
    fixPreview: os.preflight.fixPreview.handler(({ input }) =>
      call('preflight.fixPreview', input, () => fixPreview(world.preflight, input.findingIds)),
    ),
    fix: os.preflight.fix.handler(({ input }) =>
      call('preflight.fix', input, () => fixStream(world.preflight)),
    ),
    fixes: os.preflight.fixes.handler(() => world.preflight.fixes),
    waive: os.preflight.waive.handler(({ input }) =>
      call('preflight.waive', input, () => {
        const { by, reason } = input
        const waiver = { by, reason, at: new Date(0).toISOString() }
        setWaiver(world.preflight, input.findingIds, waiver)
        return run(input.runId)
      }),
    ),
    unwaive: os.preflight.unwaive.handler(({ input }) =>
      call('preflight.unwaive', input, () => {
        setWaiver(world.preflight, input.findingIds, undefined)
        return run(input.runId)
      }),
    ),
    acknowledgements: os.preflight.acknowledgements.handler(() => world.preflight.acknowledgements),
    acknowledge: os.preflight.acknowledge.handler(({ input }) =>
      call('preflight.acknowledge', input, () => setTick(world.preflight, input)),
    ),
    forecast: os.preflight.forecast.handler(() => world.preflight.forecast),
    groupWaves: os.preflight.groupWaves.handler(({ input }) =>
      call('preflight.groupWaves', input, () => setGrouping(world.preflight, input.grouping)),
    ),
    report: os.preflight.report.handler(({ input }) =>
      call('preflight.report', input, () => new File(['report'], `preflight.${input.format}`)),
    ),
  }
}

/** Looks through invented findings as the application does. */
function finderOf({ rules, findings, verdicts }: FakePreflight) {
  const shown = { judged: { rules }, findings, verdicts: Map.groupBy(verdicts, ({ object }) => object.kind) }
  return createFinder(shown as unknown as Shown)
}

function fixPreview(
  { findings, rules, refusedFixes, missingPrivileges }: FakePreflight,
  ids: readonly string[],
): FixPreview {
  const choices = findings
    .filter(({ id }) => ids.includes(id))
    .map(({ id, rule, object }) => {
      const fix = rules.find((one) => one.id === rule)?.fix
      const refused = fix ? refusedFixes[id] : 'There is no fix for this rule.'
      return {
        ...{ findingId: id, object, effect: refused ? '' : 'It is off: takes effect at once.' },
        ...(fix && { fix }),
        ...(refused && { refused }),
      }
    })
  return { choices, missing: missingPrivileges }
}

async function* fixStream({ fixing, fixGate }: FakePreflight): AsyncGenerator<FixProgress> {
  for (const progress of fixing) {
    if (progress === fixing.at(-1)) await fixGate
    yield progress
  }
}

function setWaiver(
  preflight: FakePreflight,
  ids: readonly string[],
  waiver: PreflightFinding['waiver'],
): void {
  preflight.findings = preflight.findings.map((one) => (ids.includes(one.id) ? { ...one, waiver } : one))
}

/** As if the VMs had no tags of what was chosen: the waves stay as they are. */
function setGrouping(preflight: FakePreflight, choice: WaveGrouping): Forecast {
  const { categories } = preflight.forecast.grouping
  const category = choice.by === 'category' ? { category: choice.category } : {}
  preflight.forecast = { ...preflight.forecast, grouping: { choice, tagged: 0, categories, ...category } }
  return preflight.forecast
}

function setTick(
  preflight: FakePreflight,
  { id, by, ticked }: { readonly id: string; readonly by: string; readonly ticked: boolean },
): Acknowledgement[] {
  const at = new Date(0).toISOString()
  preflight.acknowledgements = preflight.acknowledgements.map((one) =>
    one.id === id ? { ...one, ticked: ticked ? { by, at } : undefined } : one,
  )
  return preflight.acknowledgements
}
