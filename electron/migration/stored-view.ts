import type { Estimate, MigrationSummary, MigrationView } from '../../shared/migration/model.ts'
import type { VmRecord } from '../../shared/migration/record.ts'
import { summaryOf, viewOf, type LimitOf, type RunFacts } from '../../shared/migration/view.ts'
import type { Journal, StoredMigration } from '../journal/service.ts'

const RESTARTED = 'Palletjack was restarted: waits until its source and its target are connected again'
const NOT_DRIVEN: Estimate = {
  bytesPerSecond: 0,
  quality: 'rough',
  basis: 'the run is not being driven now',
}

/** A run as the journal knows it, while nobody drives it. */
export function storedView(journal: Journal, stored: StoredMigration, limitOf: LimitOf): MigrationView {
  return viewOf(factsOf(stored, NOT_DRIVEN), recordsOf(journal, stored), limitOf)
}

export function storedSummary(journal: Journal, stored: StoredMigration): MigrationSummary {
  return summaryOf(factsOf(stored, NOT_DRIVEN), recordsOf(journal, stored))
}

function recordsOf(journal: Journal, { id }: StoredMigration): VmRecord[] {
  return journal
    .vmRecords(id)
    .map((record) => (record.endedAt ? record : { ...record, waitReason: RESTARTED }))
}

export function factsOf(stored: StoredMigration, estimate: Estimate): RunFacts {
  const { id, plan, state, startedAt, endedAt } = stored
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
  }
}
