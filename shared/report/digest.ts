/** One run looked at from the sides that a report shows. Pure. */
import type { Category, FindingObject, PreflightFinding, RuleInfo } from '../preflight/model.ts'
import type { Vm } from '../inventory/model.ts'
import { CATEGORIES } from '../preflight/model.ts'
import { atOnce, type Steps } from '../steps.ts'
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
  /** Of rules with open findings; the worst and widest first. */
  readonly sections: readonly RuleSection[]
  readonly waived: readonly PreflightFinding[]
  readonly unknown: readonly PreflightFinding[]
  /** Ran, and neither found anything nor lacked a fact. */
  readonly clean: readonly RuleInfo[]
  readonly rules: ReadonlyMap<string, RuleInfo>
  readonly vmsById: ReadonlyMap<string, Vm>
}

/** `support` tells of a VM's guest whether the target supports it. */
export function digestOf(input: ReportInput, stamp: ReportStamp, support: (vm: Vm) => GuestSupport): Digest {
  return atOnce(digestSteps(input, stamp, support))
}

/** The same with pauses. */
export function* digestSteps(
  input: ReportInput,
  stamp: ReportStamp,
  support: (vm: Vm) => GuestSupport,
): Steps<Digest> {
  const rules = new Map(input.rules.map((rule) => [rule.id, rule]))
  const vmsById = new Map(input.inventory.vms.map((vm) => [vm.id, vm]))
  const open = input.findings.filter((finding) => finding.state === 'found' && !finding.waiver)
  yield
  const unknown = input.findings.filter((finding) => finding.state === 'unknown')
  yield
  const told = new Set(input.findings.map((finding) => finding.rule))
  yield
  const vms = yield* reportVms(input, vmsById, support)
  const sections = yield* sectionsOf(open, rules)
  return {
    input,
    stamp,
    vms,
    sections,
    waived: input.findings.filter((finding) => finding.state === 'found' && finding.waiver),
    unknown,
    clean: input.rules.filter((rule) => !told.has(rule.id)),
    rules,
    vmsById,
  }
}

/** 0 is the worst. */
function rank(category: Category): number {
  return CATEGORIES.indexOf(category)
}

function* sectionsOf(
  open: readonly PreflightFinding[],
  rules: ReadonlyMap<string, RuleInfo>,
): Steps<readonly RuleSection[]> {
  const critical = yield* criticalRules(open)
  const sections: RuleSection[] = []
  for (const [id, findings] of Map.groupBy(open, (finding) => finding.rule)) {
    yield
    sections.push(section(rules.get(id) ?? unknownRule(id, findings), findings, critical))
  }
  return sections.sort(
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
function* criticalRules(open: readonly PreflightFinding[]): Steps<ReadonlyMap<string, ReadonlySet<string>>> {
  const found = new Map<string, Set<string>>()
  for (const [at, { category, object, rule }] of open.entries()) {
    if (at % SLICE === 0) yield
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

/** Between two pauses: some milliseconds of work. */
const SLICE = 1_000

function* reportVms(
  { inventory, verdicts, factsAt, summary }: ReportInput,
  vmsById: ReadonlyMap<string, Vm>,
  support: (vm: Vm) => GuestSupport,
): Steps<readonly ReportVm[]> {
  const hosts = new Map(inventory.hosts.map((host) => [host.id, host.name]))
  const vms: ReportVm[] = []
  for (const [at, { object, cold, warm }] of (verdicts.get('vm') ?? []).entries()) {
    if (at % SLICE === 0) yield
    const vm = vmsById.get(object.id)
    if (!vm) continue
    vms.push({
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
      ...(vm.tags && { tags: vm.tags }),
      cold,
      warm,
      factsAt: factsAt?.get(vm.id) ?? summary.factsAt,
    })
  }
  return vms
}

/** Not by the language of this computer: a report is the same everywhere. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
