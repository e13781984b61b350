/** One run looked at from the sides that a report shows. Pure. */
import type {
  Category,
  FindingObject,
  PreflightFinding,
  RuleInfo,
  Scope,
  Verdict,
} from '../preflight/model.ts'
import type { Vm } from '../inventory/model.ts'
import { CATEGORIES, SCOPES } from '../preflight/model.ts'
import type { DiskEstimate } from '../preflight/estimate-model.ts'
import { diskEstimates } from '../preflight/copy-times.ts'
import type { GuestSupport, ReportInput, ReportStamp, ReportVm } from './model.ts'

/** What one rule found, its findings in the order of a report: worst, then new, then by name. */
export interface RuleSection {
  readonly rule: RuleInfo
  /** Worst category of its open findings. */
  readonly category: Category
  readonly open: readonly PreflightFinding[]
  /** Objects with an open finding. */
  readonly objects: number
  readonly isNew: number
  /** Objects that nothing else of category Critical stands against. */
  readonly alone: number
}

export interface Digest {
  readonly input: ReportInput
  readonly stamp: ReportStamp
  readonly vms: readonly ReportVm[]
  readonly disks: readonly DiskEstimate[]
  /** Of rules with open findings; the worst and widest first. */
  readonly sections: readonly RuleSection[]
  readonly waived: readonly PreflightFinding[]
  readonly unknown: readonly PreflightFinding[]
  /** Ran, and neither found anything nor lacked a fact. */
  readonly clean: readonly RuleInfo[]
  readonly verdicts: ReadonlyMap<Scope, readonly Verdict[]>
  readonly rules: ReadonlyMap<string, RuleInfo>
  readonly vmsById: ReadonlyMap<string, Vm>
}

/** `support` tells of a VM's guest whether the target supports it. */
export function digestOf(input: ReportInput, stamp: ReportStamp, support: (vm: Vm) => GuestSupport): Digest {
  const rules = new Map(input.rules.map((rule) => [rule.id, rule]))
  const vmsById = new Map(input.inventory.vms.map((vm) => [vm.id, vm]))
  const open = input.findings.filter((finding) => finding.state === 'found' && !finding.waiver)
  const unknown = input.findings.filter((finding) => finding.state === 'unknown')
  const told = new Set(input.findings.map((finding) => finding.rule))
  const verdicts = new Map(
    SCOPES.map((scope) => [scope, input.verdicts.filter((verdict) => verdict.object.kind === scope)]),
  )
  const judged = (verdicts.get('vm') ?? []).flatMap(({ object }) => vmsById.get(object.id) ?? [])
  return {
    disks: input.disks ?? diskEstimates(judged),
    input,
    stamp,
    vms: reportVms(input, verdicts.get('vm') ?? [], vmsById, support),
    sections: sectionsOf(open, rules),
    waived: input.findings.filter((finding) => finding.state === 'found' && finding.waiver),
    unknown,
    clean: input.rules.filter((rule) => !told.has(rule.id)),
    verdicts,
    rules,
    vmsById,
  }
}

/** 0 is the worst. */
export function rank(category: Category): number {
  return CATEGORIES.indexOf(category)
}

function sectionsOf(
  open: readonly PreflightFinding[],
  rules: ReadonlyMap<string, RuleInfo>,
): readonly RuleSection[] {
  const critical = criticalRules(open)
  return [...Map.groupBy(open, (finding) => finding.rule)]
    .map(([id, findings]) => section(rules.get(id) ?? unknownRule(id, findings), findings, critical))
    .sort(
      (a, b) => rank(a.category) - rank(b.category) || b.objects - a.objects || compare(a.rule.id, b.rule.id),
    )
}

function section(
  rule: RuleInfo,
  findings: readonly PreflightFinding[],
  critical: ReadonlyMap<string, ReadonlySet<string>>,
): RuleSection {
  const open = findings.toSorted(
    (a, b) =>
      rank(a.category) - rank(b.category) ||
      Number(b.isNew) - Number(a.isNew) ||
      compare(a.object.name, b.object.name),
  )
  const objects = new Set(open.map((finding) => keyOf(finding.object)))
  const alone = [...objects].filter((key) => {
    const against = critical.get(key)
    return against?.size === 1 && against.has(rule.id)
  })
  return {
    rule,
    category: open[0]?.category ?? rule.category,
    open,
    objects: objects.size,
    isNew: open.filter((finding) => finding.isNew).length,
    alone: alone.length,
  }
}

/** By object: the rules that block it. */
function criticalRules(open: readonly PreflightFinding[]): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>()
  for (const { category, object, rule } of open) {
    if (category !== 'Critical') continue
    const key = keyOf(object)
    const rules = found.get(key) ?? new Set<string>()
    found.set(key, rules.add(rule))
  }
  return found
}

function keyOf({ kind, id }: FindingObject): string {
  return `${kind}/${id}`
}

/** A custom rule that was taken away since still has its findings shown. */
function unknownRule(id: string, findings: readonly PreflightFinding[]): RuleInfo {
  const { object, category, applies } = findings[0] as PreflightFinding
  return {
    id,
    scope: object.kind,
    category,
    question: id,
    applies,
    catalogue: [],
    docs: { title: '', url: '' },
    custom: true,
  }
}

function reportVms(
  { inventory, factsAt, summary }: ReportInput,
  verdicts: readonly Verdict[],
  vmsById: ReadonlyMap<string, Vm>,
  support: (vm: Vm) => GuestSupport,
): readonly ReportVm[] {
  const hosts = new Map(inventory.hosts.map((host) => [host.id, host.name]))
  return verdicts.flatMap(({ object, cold, warm }) => {
    const vm = vmsById.get(object.id)
    if (!vm) return []
    return {
      id: vm.id,
      name: vm.name,
      path: vm.path,
      host: hosts.get(vm.hostId ?? '') ?? '',
      powerState: vm.powerState,
      guest: support(vm),
      cpus: vm.cpuCount,
      memoryMiB: vm.memoryMiB,
      disks: vm.disks.length,
      diskBytes: vm.disks.reduce((sum, disk) => sum + disk.capacityBytes, 0),
      cold,
      warm,
      factsAt: factsAt?.get(vm.id) ?? summary.factsAt,
    }
  })
}

/** Not by the language of this machine: a report is the same everywhere. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
