/** A new run that goes on at the conversion of VMs whose copied disks an ended run kept. */
import { randomUUID } from 'node:crypto'
import { ITINERARIES, pipelineOf, stepOf } from '../../shared/migration/itinerary.ts'
import type { Phase } from '../../shared/migration/model.ts'
import type { VmRecord } from '../../shared/migration/record.ts'
import type { Plan } from '../../shared/plan/model.ts'
import { fail, ok, type Problem } from '../../shared/problem.ts'
import type { StoredMigration } from '../journal/service.ts'
import { keptRecords, lostClaim, withoutKept } from './kept-disks.ts'
import { leasedElsewhere } from './lease-claims.ts'
import type { Migrations } from './service.ts'
import { alreadyRunning, isRunning, type StartOptions } from './start.ts'
import { busyVm } from './supersede.ts'

export function createRetry(options: StartOptions): Migrations['retryConversion'] {
  const { journal, providers, runs, drive, holder, forget } = options
  const refusal = (plan: Plan): Problem | undefined =>
    isRunning(runs, plan.id)
      ? alreadyRunning(plan.name)
      : busyVm({ journal, drives: (id) => runs.has(id), plan })
  return async (id, vmIds) => {
    const before = journal.migration(id)
    const kept = before ? keptRecords(journal, before, vmIds) : []
    if (!before || kept.length === 0) return fail(nothingKept())
    const chosen = new Set(kept.map(({ vmId }) => vmId))
    const plan = { ...before.plan, vms: before.plan.vms.filter((vm) => chosen.has(vm.vmId)) }
    const busy = refusal(plan)
    if (busy) return fail(busy)
    const connection = providers.target(plan.targetId)
    if (!connection.ok) return connection
    const leased = await leasedElsewhere(connection.value, plan, holder)
    if (!leased.ok) return leased
    if (leased.value) return fail(leased.value)
    for (const record of kept) {
      const lost = await lostClaim(connection.value, plan, record)
      if (!lost.ok) return lost
      if (lost.value) return fail(lost.value)
    }
    const target = await providers.describe(plan.targetId, plan.targetNamespace)
    if (!target.ok) return target
    // Another click may have been faster while the cluster answered.
    const refused = refusal(plan)
    if (refused) return fail(refused)
    const still = keptRecords(journal, before, [...chosen])
    if (still.length < kept.length) return fail(nothingKept())
    const source = providers.list().find((one) => one.id === plan.sourceId)
    if (!source) return fail(sourceGone(plan.name))
    const migration: StoredMigration = {
      id: randomUUID(),
      plan,
      state: 'running',
      startedAt: new Date().toISOString(),
      createdNamespace: before.createdNamespace,
      ownerPid: process.pid,
    }
    const records = still.map((record) => retried(record, plan.type))
    journal.putStart({
      migration,
      records,
      freed: still.map((record) => ({ migrationId: before.id, record: withoutKept(record) })),
    })
    forget(before.id)
    drive(migration, records, source, target.value)
    return ok({ migrationId: migration.id })
  }
}

/** As it was when its disks had been copied, in a run of its own. */
function retried(record: VmRecord, type: Plan['type']): VmRecord {
  const phase: Phase = record.kept?.phase ?? 'CreateGuestConversionPod'
  const pipeline = pipelineOf(ITINERARIES[type])
  const from = pipeline.indexOf(stepOf(ITINERARIES[type], phase))
  const {
    problem: _problem,
    cancelAskedAt: _cancelAskedAt,
    gaveSlots: _gaveSlots,
    left: _left,
    startedAt: _startedAt,
    endedAt: _endedAt,
    phaseStartedAt: _phaseStartedAt,
    // The secret went with the run that failed; what it owned is removed by name.
    secretUid: _secretUid,
    ...rest
  } = withoutKept(record)
  return {
    ...rest,
    phase,
    state: 'waiting',
    waitReason: '',
    lockedSince: undefined,
    lockedMs: undefined,
    steps: pipeline.map((name, index) => {
      const known = index < from ? record.steps.find((step) => step.name === name) : undefined
      return known ?? { name, state: 'pending' }
    }),
  }
}

function nothingKept(): Problem {
  return {
    code: 'migration.nothing-kept',
    message: 'No copied disks of these VMs are kept.',
    meaning: 'Nothing was started. They were removed, discarded, or are used by another run already.',
    remedy: 'Start the plan again: what failed is copied anew.',
  }
}

function sourceGone(name: string): Problem {
  return {
    code: 'migration.source-gone',
    message: `The source of ${name} is no longer among the providers.`,
    meaning: 'Nothing was started.',
    remedy: 'Add it again, or discard the kept disks.',
  }
}
