import type { Estimate, MigrationSummary, MigrationView } from '../../shared/migration/model.ts'
import type { VmRecord } from '../../shared/migration/record.ts'
import { WAITS_FOR_VAULT } from '../../shared/migration/wait-kind.ts'
import { summaryOf, viewOf, type LimitOf, type RunFacts } from '../../shared/migration/view.ts'
import type { Journal, StoredMigration } from '../journal/service.ts'
import type { Provider } from '../../shared/provider/model.ts'

const RESTARTED = 'Palletjack was restarted: waits until its source and its target are connected again'
const STILL: Estimate = {
  bytesPerSecond: 0,
  quality: 'rough',
  basis: 'the run is not being driven now',
}

/** A run as the journal knows it, while nobody drives it. */
export function storedView(known: KnownRuns, stored: StoredMigration, limitOf: LimitOf): MigrationView {
  return viewOf(factsOf(stored, STILL), recordsOf(known, stored), limitOf)
}

export function storedSummary(known: KnownRuns, stored: StoredMigration): MigrationSummary {
  return summaryOf(factsOf(stored, STILL), recordsOf(known, stored))
}

export interface KnownRuns {
  readonly journal: Journal
  /** As of now. */
  readonly providers: readonly Provider[]
}

function recordsOf({ journal, providers }: KnownRuns, { id, plan }: StoredMigration): VmRecord[] {
  const isLocked = providers.some(
    (one) => (one.id === plan.sourceId || one.id === plan.targetId) && one.status.state === 'locked',
  )
  const waitReason = isLocked ? WAITS_FOR_VAULT : RESTARTED
  return journal
    .vmRecords(id)
    .map((record) => (record.endedAt ? record : withoutQuestion({ ...record, waitReason })))
}

/** An answer needs somebody who drives the VM. */
function withoutQuestion({ shutdown, ...record }: VmRecord): VmRecord {
  return shutdown ? { ...record, shutdown: { ...shutdown, question: undefined } } : record
}

export function factsOf(stored: StoredMigration, estimate: Estimate): RunFacts {
  const { id, plan, state, startedAt, endedAt, startsPaused, eta } = stored
  return {
    id,
    planId: plan.id,
    planName: plan.name,
    type: plan.type,
    targetNamespace: plan.targetNamespace,
    state,
    startedAt,
    endedAt,
    estimate,
    ...(startsPaused && !endedAt && { startsPaused }),
    ...(eta && { eta }),
  }
}
