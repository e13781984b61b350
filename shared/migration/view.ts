/** From journaled records to what screens show. */
import { COLD_ITINERARY, pipelineOf, STEP_DESCRIPTIONS } from './itinerary.ts'
import type { Estimate, MigrationState, MigrationSummary, MigrationView, StepView, VmView } from './model.ts'
import type { StepRecord, VmRecord } from './record.ts'
import { copiesOn, DEFAULT_COPIES_PER_HOST } from './scheduler.ts'

export function newSteps(): StepRecord[] {
  return pipelineOf(COLD_ITINERARY).map((name) => ({ name, state: 'pending' }))
}

export function bytesCopied(record: VmRecord): number {
  return record.disks.reduce((sum, disk) => sum + disk.bytesCopied, 0)
}

export function bytesTotal(record: VmRecord): number {
  return record.disks.reduce((sum, disk) => sum + disk.bytesTotal, 0)
}

/** Phases in which a VM's unfinished disks hold NFC connections of its host. */
export function copiesNow(record: VmRecord): number {
  if (record.state !== 'running' || !['CreateDataVolumes', 'CopyDisks'].includes(record.phase)) return 0
  return record.disks.filter((disk) => disk.state !== 'completed').length
}

export interface RunFacts {
  readonly id: string
  readonly planId: string
  readonly planName: string
  readonly targetNamespace: string
  readonly state: MigrationState
  readonly startedAt: string
  readonly endedAt?: string
  readonly estimate: Estimate
}

function summaryOf(run: RunFacts, records: readonly VmRecord[]): MigrationSummary {
  const { targetNamespace: _targetNamespace, ...facts } = run
  return {
    ...facts,
    type: 'cold',
    vmCount: records.length,
    bytesCopied: records.reduce((sum, record) => sum + bytesCopied(record), 0),
    bytesTotal: records.reduce((sum, record) => sum + bytesTotal(record), 0),
  }
}

export function viewOf(run: RunFacts, records: readonly VmRecord[]): MigrationView {
  const claims = records.map((record) => ({ hostId: record.hostId, disks: copiesNow(record) }))
  const hosts = new Map(records.map((record) => [record.hostId, record.hostName]))
  return {
    ...summaryOf(run, records),
    targetNamespace: run.targetNamespace,
    vms: records.map(vmView),
    hosts: [...hosts].map(([hostId, name]) => ({
      hostId,
      name,
      copies: copiesOn(hostId, claims),
      limit: DEFAULT_COPIES_PER_HOST,
    })),
  }
}

function vmView(record: VmRecord): VmView {
  return {
    vmId: record.vmId,
    name: record.source.name,
    targetName: record.targetName,
    hostName: record.hostName,
    phase: record.phase,
    state: record.state,
    waitReason: record.waitReason,
    steps: record.steps.map((step) => stepView(step, record)),
    problem: record.problem,
    bytesCopied: bytesCopied(record),
    bytesTotal: bytesTotal(record),
    startedAt: record.startedAt,
    endedAt: record.endedAt,
  }
}

function stepView(step: StepRecord, record: VmRecord): StepView {
  return {
    ...step,
    description: STEP_DESCRIPTIONS[step.name],
    // Copied, since the record's disks go on changing while the view travels.
    disks: step.name === 'DiskTransfer' ? record.disks.map((disk) => ({ ...disk })) : [],
  }
}
