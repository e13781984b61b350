/** From journaled records to what screens show. */
import { STEP_DESCRIPTIONS } from './itinerary.ts'
import { forecastAll } from './downtime.ts'
import { etaView, type ToldEta } from './eta.ts'
import { forecastError, measuredOf } from './measured.ts'
import type { Downtime, MigrationSummary, MigrationView, VmView } from './model.ts'
import type { DiskWay, VmRecord, WarmRecord } from './record.ts'
import { WAITS_FOR_VAULT } from './wait-kind.ts'

export function bytesCopied(record: VmRecord): number {
  return record.disks.reduce((sum, disk) => sum + disk.bytesCopied, 0)
}

function bytesTotal(record: VmRecord): number {
  return record.disks.reduce((sum, disk) => sum + disk.bytesTotal, 0)
}

/**
 * Disk copies that a VM holds of its host: from its start, so that no guest is shut down that then has to wait for
 * a slot, until each disk has arrived. None while it stands still until a person answers.
 */
export function copiesNow(record: VmRecord): number {
  if (record.state !== 'running' || record.gaveSlots) return 0
  return record.disks.filter((disk) => disk.state !== 'completed').length
}

/** What is true of a run beside its VMs. */
export type RunFacts = Omit<
  MigrationSummary,
  | 'vmCount'
  | 'bytesCopied'
  | 'bytesTotal'
  | 'waitsForVault'
  | 'readyForCutover'
  | 'questions'
  | 'standsStill'
  | 'failedVms'
> &
  Pick<MigrationView, 'targetNamespace' | 'drivenBy'> & {
    /** As it was said. */
    readonly eta?: ToldEta | undefined
  }

export function summaryOf(run: RunFacts, records: readonly VmRecord[]): MigrationSummary {
  const { targetNamespace: _targetNamespace, drivenBy: _drivenBy, eta: _eta, ...facts } = run
  const waits = records.some((record) => !record.endedAt && record.waitReason === WAITS_FOR_VAULT)
  const ready = records.filter(isReadyForCutover).length
  const questions = records.filter((record) => !record.endedAt && record.shutdown?.question).length
  const failed = records.filter(({ state }) => state === 'failed').length
  return {
    ...facts,
    ...(standsStill(run, records) && { standsStill: true }),
    ...(failed > 0 && { failedVms: failed }),
    ...(waits && { waitsForVault: true }),
    ...(ready > 0 && { readyForCutover: ready }),
    ...(questions > 0 && { questions }),
    vmCount: records.length,
    bytesCopied: records.reduce((sum, record) => sum + bytesCopied(record), 0),
    bytesTotal: records.reduce((sum, record) => sum + bytesTotal(record), 0),
  }
}

/** Each VM that has not ended waits for a person. */
function standsStill({ state, startsPaused }: RunFacts, records: readonly VmRecord[]): boolean {
  const open = records.filter((record) => !record.endedAt)
  const waits = ({ waitReason, shutdown, startedAt }: VmRecord): boolean =>
    waitReason === WAITS_FOR_VAULT ||
    shutdown?.question !== undefined ||
    (startsPaused === true && !startedAt)
  const isWithdrawn = ({ problem, cancelAskedAt }: VmRecord): boolean =>
    problem !== undefined || cancelAskedAt !== undefined
  return (
    state !== 'canceling' && open.length > 0 && open.every((record) => waits(record) && !isWithdrawn(record))
  )
}

function isReadyForCutover({ endedAt, problem, phase, warm }: VmRecord): boolean {
  return !endedAt && !problem && phase === 'CopyingPaused' && warm?.cutoverAt === undefined
}

/** What one host of the run's source bears now, and the sentence that says why. */
export type LimitOf = (hostId: string) => { readonly limit: number; readonly because: string }

/** How long the VM is down when it cuts over now; a run that nobody drives says nothing. */
type Forecast = (record: VmRecord) => Downtime | undefined

export function viewOf(
  run: RunFacts,
  records: readonly VmRecord[],
  limitOf: LimitOf,
  forecast: Forecast = () => undefined,
): MigrationView {
  const hosts = new Map<string, { readonly name: string; readonly copies: number }>()
  for (const record of records) {
    const before = hosts.get(record.hostId)?.copies ?? 0
    hosts.set(record.hostId, { name: record.hostName, copies: before + copiesNow(record) })
  }
  const vms = records.map((record) => vmView(record, record.endedAt ? undefined : forecast(record)))
  const ready = vms.flatMap(({ phase, downtime }, index) => {
    const record = records[index]
    return record && downtime && phase === 'CopyingPaused'
      ? [{ hostId: record.hostId, hostName: record.hostName, disks: record.disks.length, downtime }]
      : []
  })
  return {
    ...summaryOf(run, records),
    targetNamespace: run.targetNamespace,
    ...(run.drivenBy && { drivenBy: run.drivenBy }),
    ...(run.eta && { eta: etaView(run.eta, records, run.endedAt !== undefined) }),
    vms,
    downtime: forecastAll(ready, limitOf),
    hosts: [...hosts].map(([hostId, host]) => ({ hostId, ...host, ...limitOf(hostId) })),
  }
}

function vmView(record: VmRecord, downtime: Downtime | undefined): VmView {
  const { shutdown, warm } = record
  const measured = measuredOf(record)
  return {
    vmId: record.vmId,
    name: record.source.name,
    targetName: record.targetName,
    hostName: record.hostName,
    diskWay: wayWords(record.diskWay),
    phase: record.phase,
    state: record.state,
    waitReason: record.waitReason,
    steps: record.steps.map((step) => ({ ...step, description: STEP_DESCRIPTIONS[step.name] })),
    // Copied, since the record's disks go on changing while the view travels.
    disks: record.disks.map((disk) => ({ ...disk })),
    problem: record.problem,
    bytesCopied: bytesCopied(record),
    bytesTotal: bytesTotal(record),
    ...(warm && warmView(warm)),
    // Once it is taken back nobody needs to answer any more.
    question: record.endedAt || record.problem ? undefined : shutdown?.question,
    downtime,
    measured,
    ...(warm?.forecast &&
      measured.downtimeMs !== undefined && {
        forecastError: forecastError(warm.forecast, measured.downtimeMs),
      }),
    ...(record.kept && { canRetryConversion: true }),
    ...(record.left && { left: record.left.problem }),
    startedAt: record.startedAt,
    endedAt: record.endedAt,
  }
}

function warmView({ precopies, nextPrecopyAt, cutoverAt, forecast }: WarmRecord): Partial<VmView> {
  return {
    precopies: precopies.map(({ number, startedAt, endedAt, bytes, full }) => ({
      number,
      startedAt,
      ...(endedAt !== undefined && { endedAt }),
      bytes,
      full,
    })),
    nextPrecopyAt,
    cutoverAt,
    forecast,
  }
}

/** "directly from esx-01 at 10.21.0.11" */
export function wayWords(way: DiskWay | undefined): string {
  if (!way) return ''
  return way.kind === 'vcenter' ? 'through vCenter' : `directly from ${way.hostName} at ${way.address}`
}
