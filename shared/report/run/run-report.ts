/** From the journal of a run to its report. Pure. */
import type { DiskChecksum } from '../../contract/lab.ts'
import type { MigrationEvent, MigrationView, VmView } from '../../migration/model.ts'
import type { Plan } from '../../plan/model.ts'
import { problemLine } from '../../problem.ts'
import {
  RUN_REPORT_FORMAT,
  RUN_REPORT_VERSION,
  type Remark,
  type RunReport,
  type RunReportVm,
  type StartedBy,
} from './model.ts'

export interface RunReportInput {
  readonly view: MigrationView
  readonly plan: Plan
  readonly startedBy?: StartedBy | undefined
  readonly source: string
  readonly target: string
  readonly events: Iterable<MigrationEvent>
  readonly checksums: readonly DiskChecksum[]
  /** Version of the application, and now (ISO 8601). */
  readonly stamp: { readonly version: string; readonly at: string }
}

export function runReport(input: RunReportInput): RunReport {
  const { view, plan, startedBy, source, target, stamp } = input
  const { ofRun, ofVm } = remarks(input.events)
  const vms = view.vms.map((vm) => vmReport(vm, ofVm.get(vm.name) ?? [], input.checksums))
  const count = (state: VmView['state']): number => vms.filter((vm) => vm.state === state).length
  const downtimes = vms.flatMap(({ measured: { downtimeMs } }) => downtimeMs ?? [])
  return {
    format: RUN_REPORT_FORMAT,
    version: RUN_REPORT_VERSION,
    generator: { name: 'Palletjack', version: stamp.version },
    generatedAt: stamp.at,
    run: {
      id: view.id,
      plan: view.planName,
      ...{ type: view.type, state: view.state, source, target, namespace: view.targetNamespace },
      ...(startedBy && { startedBy }),
      startedAt: view.startedAt,
      ...(view.endedAt !== undefined && { endedAt: view.endedAt }),
      options: plan.options,
    },
    totals: {
      vms: vms.length,
      succeeded: count('succeeded'),
      failed: count('failed'),
      canceled: count('canceled'),
      bytes: vms.reduce((sum, vm) => sum + vm.bytes, 0),
      ...(downtimes.length > 0 && { downtimeMs: Math.max(...downtimes) }),
      ...(view.eta && { eta: view.eta }),
    },
    vms,
    log: ofRun,
  }
}

function vmReport(vm: VmView, warnings: readonly Remark[], checksums: readonly DiskChecksum[]): RunReportVm {
  const { name, targetName, hostName, diskWay, state, startedAt, endedAt, steps, problem } = vm
  const { forecast, forecastError, left } = vm
  const rounds = vm.precopies ?? []
  const measured = vm.measured ?? {}
  return {
    ...{ name, targetName, hostName, diskWay, state },
    ...(startedAt !== undefined && { startedAt }),
    ...(endedAt !== undefined && { endedAt }),
    bytes: rounds.length > 0 ? rounds.reduce((sum, round) => sum + round.bytes, 0) : vm.bytesCopied,
    disks: vm.disks.map(({ label, file, claim, bytesTotal, state: diskState }) => {
      const both = checksums.find((one) => one.vm === name && one.disk === label)
      return {
        ...{ label, file, claim, bytesTotal, state: diskState },
        ...(both && { sourceSha256: both.sourceSha256, targetSha256: both.targetSha256 }),
      }
    }),
    ...{ steps, rounds, measured, warnings },
    ...(forecast && { forecast }),
    ...(forecastError !== undefined && { forecastError }),
    ...(left && { left }),
    ...(problem && { problem }),
  }
}

/** Warnings and problems, and what was decided; progress, waits and phases say nothing that the steps do not. */
function remarks(events: Iterable<MigrationEvent>) {
  const ofRun: Remark[] = []
  const ofVm = new Map<string, Remark[]>()
  for (const { at, type, vm, message, problem } of events) {
    const text = message ?? (problem && problemLine(problem))
    if (text === undefined || !['migration', 'warning', 'problem', 'step'].includes(type)) continue
    if (vm === undefined) ofRun.push({ at, message: text })
    else ofVm.set(vm, [...(ofVm.get(vm) ?? []), { at, message: text }])
  }
  return { ofRun, ofVm }
}
