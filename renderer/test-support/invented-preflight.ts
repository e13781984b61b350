/** An invented preflight run for tests of screens. */
import type { FindingFilter, PreflightProgress } from '../../shared/contract/preflight.ts'
import type { Forecast, WaveGrouping } from '../../shared/preflight/estimate-model.ts'
import type { FixEvent, FixPreview, FixProgress } from '../../shared/preflight/fix-model.ts'
import {
  type Acknowledgement,
  CATEGORIES,
  type PreflightFinding,
  type PreflightSummary,
  type RuleInfo,
  type Scope,
  type Verdict,
} from '../../shared/preflight/model.ts'
import type { Problem } from '../../shared/problem.ts'

export interface FakePreflight {
  rules: RuleInfo[]
  problems: Problem[]
  progress: PreflightProgress[]
  /** A run ends only after this. */
  gate?: Promise<void>
  runs: PreflightSummary[]
  findings: PreflightFinding[]
  verdicts: Verdict[]
  acknowledgements: Acknowledgement[]
  forecast: Forecast
  /** Events of a fix; the last one comes only after `fixGate`. */
  fixing: FixProgress[]
  fixGate?: Promise<void>
  /** By finding: why it is left alone. */
  refusedFixes: Record<string, string>
  missingPrivileges: string[]
  fixes: FixEvent[]
}

export function inventedRule(change: Partial<RuleInfo> = {}): RuleInfo {
  return {
    id: 'vm.changed-block-tracking',
    scope: 'vm',
    category: 'Warning',
    question: 'Is changed block tracking on?',
    applies: 'warm',
    catalogue: [],
    docs: { title: 'Warm migration', url: 'https://docs.example/warm' },
    custom: false,
    ...change,
  }
}

export function inventedFinding(change: Partial<PreflightFinding> = {}): PreflightFinding {
  return {
    id: 'vm.changed-block-tracking:vm-1',
    rule: 'vm.changed-block-tracking',
    object: { kind: 'vm', id: 'vm-1', name: 'web-01' },
    category: 'Warning',
    state: 'found',
    applies: 'warm',
    message: 'Changed block tracking is off.',
    evidence: [{ property: 'config.changeTrackingEnabled', value: 'false' }],
    remedy: 'Turn it on and take the VM through a snapshot.',
    commands: [{ tool: 'govc', command: 'govc vm.change -vm web-01 -e ctkEnabled=true' }],
    isNew: false,
    ...change,
  }
}

export function inventedSummary(change: Partial<PreflightSummary> = {}): PreflightSummary {
  return {
    runId: 'preflight-1',
    providerId: 'src',
    source: 'Lab vCenter',
    sourceKind: 'live',
    at: '2027-01-01T10:00:00.000Z',
    factsAt: '2027-01-01T09:59:58.000Z',
    rules: 1,
    objects: 30,
    vms: 30,
    counts: { Critical: 0, Warning: 1, Information: 0, unknown: 0, waived: 0, isNew: 0 },
    cold: { ready: 30, attention: 0, blocked: 0, unknown: 0 },
    warm: { ready: 29, attention: 1, blocked: 0, unknown: 0 },
    ...change,
  }
}

export function inventedPreflight(change: Partial<FakePreflight> = {}): FakePreflight {
  return {
    rules: [inventedRule()],
    problems: [],
    progress: [
      { runId: 'preflight-1', step: 'Run the rules', done: 30, total: 30, state: 'running' },
      { runId: 'preflight-1', step: 'Done', done: 30, total: 30, state: 'done' },
    ],
    runs: [inventedSummary()],
    findings: [inventedFinding()],
    verdicts: [
      {
        object: { kind: 'vm', id: 'vm-1', name: 'web-01' },
        cold: 'ready',
        warm: 'attention',
        critical: 0,
        warnings: 1,
        information: 0,
        unknown: 0,
      },
    ],
    acknowledgements: [
      {
        id: 'backup.exists',
        title: 'Backups are recent',
        text: 'Look at the last backup of each VM in your backup software.',
        category: 'Critical',
      },
    ],
    forecast: {
      hosts: [],
      waves: [],
      grouping: { choice: { by: 'auto' }, tagged: 0, categories: [] },
      blocked: [],
      assumptions: [],
    },
    fixing: [],
    refusedFixes: {},
    missingPrivileges: [],
    fixes: [],
    ...change,
  }
}

function matches(finding: PreflightFinding, filter: FindingFilter): boolean {
  const { categories, scopes, rules, objectIds, text, onlyNew, show } = filter
  const shown =
    show === undefined ||
    (show === 'waived' && finding.waiver !== undefined) ||
    (show === 'unknown' && finding.state === 'unknown') ||
    (show === 'open' && finding.waiver === undefined && finding.state === 'found')
  return (
    shown &&
    (categories?.includes(finding.category) ?? true) &&
    (scopes?.includes(finding.object.kind) ?? true) &&
    (rules?.includes(finding.rule) ?? true) &&
    (objectIds?.includes(finding.object.id) ?? true) &&
    (!onlyNew || finding.isNew) &&
    `${finding.object.name} ${finding.message} ${finding.rule}`
      .toLowerCase()
      .includes((text ?? '').toLowerCase())
  )
}

export function findingsPage(
  { findings }: FakePreflight,
  { filter, offset, limit }: { filter: FindingFilter; offset: number; limit: number },
) {
  const found = findings.filter((one) => matches(one, filter))
  return { matched: found.length, findings: found.slice(offset, offset + limit) }
}

export function findingIds({ findings }: FakePreflight, filter: FindingFilter) {
  return { ids: findings.filter((one) => matches(one, filter)).map((one) => one.id) }
}

export function groups({ findings, rules }: FakePreflight, filter: FindingFilter) {
  const found = findings.filter((one) => matches(one, filter))
  return rules
    .map((rule) => {
      const own = found.filter((one) => one.rule === rule.id)
      const open = own.filter((one) => one.state === 'found' && !one.waiver).length
      const unknown = own.filter((one) => one.state === 'unknown').length
      const waived = own.filter((one) => one.waiver).length
      const worst = CATEGORIES.find((category) => own.some((one) => one.category === category))
      const objects: Partial<Record<Scope, number>> = {}
      for (const { object } of own) objects[object.kind] = (objects[object.kind] ?? 0) + 1
      return {
        worst: worst ?? rule.category,
        objects,
        rule,
        open,
        unknown,
        waived,
        isNew: own.filter((one) => one.isNew).length,
        all: own.length,
      }
    })
    .filter(({ all }) => all > 0)
}

export function verdictsPage(
  { verdicts, findings }: FakePreflight,
  {
    scope,
    text = '',
    filter,
    offset,
    limit,
  }: {
    scope: Scope
    text?: string | undefined
    filter?: FindingFilter | undefined
    offset: number
    limit: number
  },
) {
  const passing = filter && findings.filter((one) => matches(one, filter)).map((one) => one.object.id)
  const found = verdicts.filter(
    ({ object }) =>
      object.kind === scope &&
      object.name.toLowerCase().includes(text.toLowerCase()) &&
      (passing?.includes(object.id) ?? true),
  )
  return { matched: found.length, verdicts: found.slice(offset, offset + limit) }
}

export function fixPreview(
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

export async function* fixStream({ fixing, fixGate }: FakePreflight): AsyncGenerator<FixProgress> {
  for (const progress of fixing) {
    if (progress === fixing.at(-1)) await fixGate
    yield progress
  }
}

export function setWaiver(
  preflight: FakePreflight,
  ids: readonly string[],
  waiver: PreflightFinding['waiver'],
): void {
  preflight.findings = preflight.findings.map((one) => (ids.includes(one.id) ? { ...one, waiver } : one))
}

/** As if the VMs had no tags of what was chosen: the waves stay as they are. */
export function setGrouping(preflight: FakePreflight, choice: WaveGrouping): Forecast {
  const { categories } = preflight.forecast.grouping
  const category = choice.by === 'category' ? { category: choice.category } : {}
  preflight.forecast = { ...preflight.forecast, grouping: { choice, tagged: 0, categories, ...category } }
  return preflight.forecast
}

export function setTick(
  preflight: FakePreflight,
  { id, by, ticked }: { readonly id: string; readonly by: string; readonly ticked: boolean },
): Acknowledgement[] {
  const at = new Date(0).toISOString()
  preflight.acknowledgements = preflight.acknowledgements.map((one) =>
    one.id === id ? { ...one, ticked: ticked ? { by, at } : undefined } : one,
  )
  return preflight.acknowledgements
}
