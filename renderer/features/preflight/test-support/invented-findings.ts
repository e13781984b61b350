/** A preflight run over an estate of any size, as an invented vCenter could give it. */
import type {
  Category,
  PreflightFinding,
  PreflightSummary,
  RuleInfo,
  Scope,
  Verdict,
  VerdictWord,
} from '../../../../shared/preflight/model.ts'
import { type FakePreflight, inventedPreflight, inventedRule, inventedSummary } from './invented-preflight.ts'
import { inventedForecast } from './invented-forecast.ts'

const HOUR_MS = 3_600_000

interface Planted {
  readonly rule: RuleInfo
  /** Which objects it fires on: each nth. */
  readonly each: number
  readonly message: string
  readonly property: string
  readonly value: string
  readonly remedy: string
  readonly commands?: (name: string) => PreflightFinding['commands']
  readonly state?: PreflightFinding['state']
}

function planted(
  id: string,
  scope: Scope,
  category: Category,
  question: string,
  rest: Omit<Planted, 'rule'> & { readonly applies?: RuleInfo['applies'] },
): Planted {
  const { applies = 'both', ...other } = rest
  const docs = {
    title: 'Prerequisites for VMware',
    url: `https://docs.example.com/mtv/prerequisites#${id}`,
  }
  return { ...other, rule: inventedRule({ id, scope, category, question, applies, docs }) }
}

const PLANTED: readonly Planted[] = [
  planted('vm.raw-device', 'vm', 'Critical', 'Does a disk map a raw device?', {
    each: 23,
    message: 'Hard disk 2 maps a raw device, which cannot be copied.',
    property: 'config.hardware.device[2001].backing.compatibilityMode',
    value: 'physicalMode',
    remedy: 'Move its data to a virtual disk, then remove the mapping.',
  }),
  planted('vm.encrypted', 'vm', 'Critical', 'Is the VM encrypted?', {
    each: 41,
    message: 'The VM is encrypted: its disks cannot be read by others.',
    property: 'config.keyId.keyId',
    value: 'a3c1b7',
    remedy: 'Decrypt the VM in vSphere, or leave it out.',
    commands: (name) => [{ tool: 'PowerCLI', command: `Disable-VMEncryption -VM (Get-VM -Name '${name}')` }],
  }),
  planted('vm.changed-block-tracking', 'vm', 'Warning', 'Is changed block tracking on?', {
    applies: 'warm',
    each: 3,
    message: 'Changed block tracking is off: a warm migration cannot copy only what has changed.',
    property: 'config.changeTrackingEnabled',
    value: 'false',
    remedy: 'Turn it on, then take and remove one snapshot so that it takes effect.',
    commands: (name) => [
      { tool: 'govc', command: `govc vm.change -vm '${name}' -e ctkEnabled=true` },
      {
        tool: 'PowerCLI',
        command: `$spec = New-Object VMware.Vim.VirtualMachineConfigSpec\n$spec.ChangeTrackingEnabled = $true\n(Get-VM -Name '${name}').ExtensionData.ReconfigVM($spec)`,
      },
    ],
  }),
  planted('vm.snapshots', 'vm', 'Warning', 'Are there snapshots?', {
    each: 7,
    message: 'The VM has 2 snapshots; the oldest is 214 days old.',
    property: 'snapshot.rootSnapshotList',
    value: '2, oldest 2026-04-22',
    remedy: 'Remove the snapshots and let the disks be consolidated.',
    commands: (name) => [{ tool: 'govc', command: `govc snapshot.remove -vm '${name}' '*'` }],
  }),
  planted('vm.time-zone', 'vm', 'Information', 'Does the guest keep local time?', {
    each: 5,
    message: 'The clock of the VM follows its host; on the target it follows UTC.',
    property: 'config.tools.syncTimeWithHost',
    value: 'true',
    remedy: 'Let the guest ask a time server.',
  }),
  planted('host.maintenance', 'host', 'Warning', 'Is the host in maintenance?', {
    each: 3,
    message: 'The host is in maintenance: nothing can be copied from it.',
    property: 'runtime.inMaintenanceMode',
    value: 'true',
    remedy: 'End the maintenance before the wave begins.',
  }),
  planted('datastore.free-space', 'datastore', 'Warning', 'Is there room for snapshots?', {
    each: 2,
    message: 'Only 4 % of the datastore are free; a snapshot under load fills it in about 40 min.',
    property: 'summary.freeSpace',
    value: '82.4 GiB of 2.0 TiB',
    remedy: 'Free at least 10 %, or move VMs to another datastore first.',
  }),
  planted('network.trunk', 'network', 'Information', 'Does the network carry more than one VLAN?', {
    each: 4,
    message: 'The port group is a trunk; a target network carries one VLAN.',
    property: 'config.defaultPortConfig.vlan',
    value: '0-4094',
    remedy: 'Find out which VLANs its guests tag, and map each.',
  }),
  planted('target.quota', 'plan', 'Critical', 'Does the quota of the namespace suffice?', {
    each: 1,
    state: 'unknown',
    message: 'No target was chosen, so its quotas are not known.',
    property: 'target',
    value: 'not gathered',
    remedy: 'Run preflight with the target cluster.',
  }),
]

const COUNTS: Readonly<Record<Scope, number>> = {
  vm: 0,
  host: 6,
  datastore: 4,
  network: 8,
  cluster: 1,
  vcenter: 1,
  plan: 1,
}

function objectsOf(scope: Scope, vms: number): { id: string; name: string }[] {
  const count = scope === 'vm' ? vms : COUNTS[scope]
  return Array.from({ length: count }, (_, index) => ({
    id: `${scope}-${index + 1}`,
    name: `${scope === 'vm' ? 'app' : scope}-${String(index + 1).padStart(2, '0')}`,
  }))
}

/** As many VMs as wanted, each nth with something. */
export function inventedRun(vms: number, change: Partial<FakePreflight> = {}): FakePreflight {
  const findings = PLANTED.flatMap((one) =>
    objectsOf(one.rule.scope, vms)
      .filter((_, index) => index % one.each === 0)
      .map((object, index) => findingOf(one, object, index)),
  )
  const verdicts = (['vm', 'host', 'datastore', 'network', 'cluster', 'vcenter', 'plan'] as const).flatMap(
    (scope) => verdictsOf(scope, vms, findings),
  )
  return inventedPreflight({
    rules: PLANTED.map(({ rule }) => rule),
    findings,
    verdicts,
    runs: [summaryOf(vms, findings, verdicts)],
    acknowledgements: [
      {
        id: 'backup.exists',
        title: 'Backups are recent',
        text: 'Look at the last backup of each VM in your backup software, and restore one of them.',
        category: 'Critical',
        ticked: { by: 'Grace', at: '2026-11-20T08:00:00.000Z' },
      },
      {
        id: 'licenses.move',
        title: 'Licenses may move',
        text: 'Ask the vendors whether software that is bound to a host or to a processor may run elsewhere.',
        category: 'Warning',
      },
      {
        id: 'dns.ttl',
        title: 'DNS can change quickly',
        text: 'Lower the time to live of records whose addresses change, a day before the wave.',
        category: 'Information',
      },
    ],
    forecast: inventedForecast(vms),
    ...change,
  })
}

function findingOf(
  one: Planted,
  { id, name }: { readonly id: string; readonly name: string },
  index: number,
): PreflightFinding {
  const { rule, message, remedy, property, value } = one
  return {
    id: `${rule.id}:${id}`,
    rule: rule.id,
    object: { kind: rule.scope, id, name },
    category: rule.category,
    state: one.state ?? 'found',
    applies: rule.applies,
    message,
    evidence: [{ property, value }],
    remedy,
    commands: one.commands?.(name) ?? [],
    isNew: index % 4 === 1,
  }
}

function verdictsOf(scope: Scope, vms: number, findings: readonly PreflightFinding[]): Verdict[] {
  const own = Map.groupBy(
    findings.filter(({ object }) => object.kind === scope),
    ({ object }) => object.id,
  )
  const rank: readonly VerdictWord[] = ['blocked', 'unknown', 'attention', 'ready']
  return objectsOf(scope, vms)
    .map(({ id, name }): Verdict => {
      const all = own.get(id) ?? []
      const count = (category: Category) =>
        all.filter((one) => one.category === category && one.state === 'found').length
      const cold = wordOf(all.filter(({ applies }) => applies !== 'warm'))
      const object = { kind: scope, id, name }
      return {
        object,
        cold,
        warm: wordOf(all.filter(({ applies }) => applies !== 'cold')),
        critical: count('Critical'),
        warnings: count('Warning'),
        information: count('Information'),
        unknown: all.filter(({ state }) => state === 'unknown').length,
      }
    })
    .sort((a, b) => rank.indexOf(a.warm) - rank.indexOf(b.warm))
}

function wordOf(findings: readonly PreflightFinding[]): VerdictWord {
  const found = findings.filter(({ state }) => state === 'found')
  if (found.some(({ category }) => category === 'Critical')) return 'blocked'
  if (findings.some(({ state }) => state === 'unknown')) return 'unknown'
  return found.some(({ category }) => category === 'Warning') ? 'attention' : 'ready'
}

function summaryOf(
  vms: number,
  findings: readonly PreflightFinding[],
  verdicts: readonly Verdict[],
): PreflightSummary {
  const found = (category: Category) =>
    findings.filter((one) => one.category === category && one.state === 'found').length
  const words = (kind: 'cold' | 'warm') => {
    const counts = { ready: 0, attention: 0, blocked: 0, unknown: 0 }
    for (const one of verdicts) if (one.object.kind === 'vm') counts[one[kind]] += 1
    return counts
  }
  const now = Date.now()
  return inventedSummary({
    source: 'vcenter-01',
    at: new Date(now - 3 * 60_000).toISOString(),
    factsAt: new Date(now - 49 * HOUR_MS).toISOString(),
    rules: PLANTED.length,
    objects: verdicts.length,
    vms,
    counts: {
      Critical: found('Critical'),
      Warning: found('Warning'),
      Information: found('Information'),
      unknown: findings.filter(({ state }) => state === 'unknown').length,
      waived: 0,
      isNew: findings.filter(({ isNew }) => isNew).length,
    },
    cold: words('cold'),
    warm: words('warm'),
  })
}
