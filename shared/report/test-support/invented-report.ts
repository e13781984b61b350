/** One invented run: a few VMs, findings of every kind, a run before. Tests change only what they are about. */
import { aHost, aVm, aDisk, anInventory } from '../../../test/fixtures/inventory.ts'
import type { PreflightFinding, PreflightSummary, RuleInfo, Verdict } from '../../preflight/model.ts'
import type { Vm } from '../../inventory/model.ts'
import { digestOf, type Digest } from '../digest.ts'
import type { GuestSupport, ReportInput } from '../model.ts'

export const AT = '2026-03-02T10:30:00.000Z'

export function aRule(change: Partial<RuleInfo> = {}): RuleInfo {
  return {
    id: 'vm-cbt-off',
    scope: 'vm',
    category: 'Warning',
    question: 'Is changed block tracking on?',
    applies: 'warm',
    catalogue: ['cbt-disabled-vm'],
    docs: { title: 'Warm migration', url: 'https://docs.example.com/warm' },
    custom: false,
    ...change,
  }
}

export function aFinding(change: Partial<PreflightFinding> = {}): PreflightFinding {
  return {
    id: 'vm-cbt-off/vm-1',
    rule: 'vm-cbt-off',
    object: { kind: 'vm', id: 'vm-1', name: 'web-01' },
    category: 'Warning',
    state: 'found',
    applies: 'warm',
    message: 'Changed block tracking is off.',
    evidence: [{ property: 'config.changeTrackingEnabled', value: 'false' }],
    remedy: 'Turn changed block tracking on, then power-cycle the VM or take and remove a snapshot.',
    commands: [{ tool: 'govc', command: 'govc vm.change -vm web-01 -e ctkEnabled=true' }],
    isNew: false,
    ...change,
  }
}

export function aVerdict(change: Partial<Verdict> = {}): Verdict {
  return {
    object: { kind: 'vm', id: 'vm-1', name: 'web-01' },
    cold: 'ready',
    warm: 'attention',
    critical: 0,
    warnings: 1,
    information: 0,
    unknown: 0,
    ...change,
  }
}

/** By scope, as a run keeps them. */
export function verdictMap(...verdicts: readonly Verdict[]): ReportInput['verdicts'] {
  return Map.groupBy(verdicts, ({ object }) => object.kind)
}

export function aSummary(change: Partial<PreflightSummary> = {}): PreflightSummary {
  return {
    runId: 'run-2',
    providerId: 'source',
    source: 'vcenter-01',
    sourceKind: 'live',
    target: 'ocp-prod',
    at: AT,
    factsAt: '2026-03-02T09:10:00.000Z',
    rules: 4,
    objects: 8,
    vms: 3,
    counts: { Critical: 1, Warning: 1, Information: 0, unknown: 1, waived: 1, isNew: 1 },
    cold: { ready: 1, attention: 0, blocked: 1, unknown: 1 },
    warm: { ready: 0, attention: 1, blocked: 1, unknown: 1 },
    ...change,
  }
}

const rdm = aRule({
  id: 'vm-disk-rdm',
  category: 'Critical',
  question: 'Are all disks virtual disks?',
  applies: 'both',
})
const tools = aRule({ id: 'vm-tools', question: 'Do VMware Tools run?', applies: 'both' })
const clean = aRule({ id: 'vm-tpm', category: 'Critical', question: 'Is there no virtual TPM?' })
const vms: readonly Vm[] = [
  aVm(),
  aVm({
    id: 'vm-2',
    name: 'db-01',
    disks: [aDisk({ capacityBytes: 80 * 2 ** 30, rdm: 'physical' })],
    tags: [
      { category: 'App', name: '=Shop' },
      { category: 'Tier', name: 'Gold' },
    ],
  }),
  aVm({ id: 'vm-3', name: 'app-01', powerState: 'poweredOff', tools: 'unknown', tags: [] }),
]
const waiver = { by: 'Ada', at: '2026-02-27T08:00:00.000Z', reason: 'Moves cold only.' }
const onDb = { kind: 'vm', id: 'vm-2', name: 'db-01' } as const
const onApp = { kind: 'vm', id: 'vm-3', name: 'app-01' } as const

export function aReport(change: Partial<ReportInput> = {}): ReportInput {
  return {
    summary: aSummary(),
    previous: aSummary({
      runId: 'run-1',
      at: '2026-02-23T10:00:00.000Z',
      vms: 2,
      counts: { Critical: 0, Warning: 3, Information: 0, unknown: 0, waived: 0, isNew: 3 },
    }),
    gone: [
      {
        id: 'vm-tools/vm-1',
        rule: 'vm-tools',
        object: { kind: 'vm', id: 'vm-1', name: 'web-01' },
        category: 'Warning',
        message: 'VMware Tools do not run.',
      },
    ],
    findings: [
      aFinding(),
      aFinding({
        id: 'vm-disk-rdm/vm-2',
        rule: 'vm-disk-rdm',
        object: onDb,
        category: 'Critical',
        applies: 'both',
        message: 'Hard disk 1 is a raw device mapping.',
        evidence: [{ property: 'config.hardware.device.backing.compatibilityMode', value: 'physicalMode' }],
        remedy: 'Copy the LUN into a virtual disk first.',
        commands: [],
        isNew: true,
      }),
      aFinding({ id: 'vm-cbt-off/vm-2', object: onDb, waiver }),
      aFinding({
        id: 'vm-tools/vm-3',
        rule: 'vm-tools',
        object: onApp,
        state: 'unknown',
        message: 'VMware Tools have not told anything yet.',
        evidence: [],
      }),
    ],
    verdicts: verdictMap(
      aVerdict(),
      aVerdict({ object: onDb, cold: 'blocked', warm: 'blocked', critical: 1, warnings: 0 }),
      aVerdict({ object: onApp, cold: 'unknown', warm: 'unknown', warnings: 0, unknown: 1 }),
      aVerdict({ object: { kind: 'host', id: 'host-1', name: 'esx-01' }, warm: 'ready', warnings: 0 }),
    ),
    forecast: {
      hosts: [
        {
          hostId: 'host-1',
          name: 'esx-01',
          vms: 2,
          disks: 2,
          bytes: 80 * 2 ** 30,
          connections: 10,
          basis: 'Default of ESXi 8: 10 copies at once.',
          busyMs: { from: 12 * 60_000, to: 27 * 60_000 },
        },
      ],
      waves: [
        {
          name: 'Wave 1',
          reason: 'Same folder: DC1/Web.',
          vmIds: ['vm-1', 'vm-3'],
          bytes: 128 * 2 ** 20,
          durationMs: { from: 60_000, to: 240_000 },
        },
      ],
      blocked: ['vm-2'],
      grouping: { choice: { by: 'auto' }, tagged: 0, categories: [] },
      assumptions: ['One copy moves 60 to 120 MiB/s (rough).'],
    },
    disks: [{ vmId: 'vm-2', label: 'Hard disk 1', bytes: 80 * 2 ** 30, from: 11 * 60_000, to: 23 * 60_000 }],
    rules: [aRule(), rdm, tools, clean],
    acknowledgements: [
      {
        id: 'backup',
        title: 'Backups',
        text: 'A backup of each VM exists and was restored once.',
        category: 'Warning',
      },
      {
        id: 'licences',
        title: 'Licences',
        text: 'Licences that are bound to hardware are known.',
        category: 'Information',
        ticked: { by: 'Ada', at: '2026-03-01T08:00:00.000Z' },
      },
    ],
    inventory: anInventory({ vms: [...vms], hosts: [aHost()], unknown: ['vms.guestDisks'] }),
    ...change,
  }
}

const aGuest: GuestSupport = {
  name: 'Red Hat Enterprise Linux 9 (64-bit)',
  tier: 'certified',
  converts: 'yes',
  why: 'Red Hat certifies it as a guest.',
}

export function aDigest(change: Partial<ReportInput> = {}): Digest {
  return digestOf(aReport(change), { version: '0.1.0', at: AT }, () => aGuest)
}
