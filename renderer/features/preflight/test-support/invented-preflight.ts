/** An invented preflight run for tests of screens. */
import type { PreflightProgress } from '../../../../shared/contract/preflight.ts'
import type { Forecast } from '../../../../shared/preflight/estimate-model.ts'
import type { FixEvent, FixProgress } from '../../../../shared/preflight/fix-model.ts'
import type {
  Acknowledgement,
  PreflightFinding,
  PreflightSummary,
  RuleInfo,
  Verdict,
} from '../../../../shared/preflight/model.ts'
import type { Problem } from '../../../../shared/problem.ts'

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
