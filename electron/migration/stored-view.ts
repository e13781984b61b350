import type { MigrationSummary, MigrationView } from '../../shared/migration/model.ts'
import type { VmRecord } from '../../shared/migration/record.ts'
import { summaryOf, viewOf, type LimitOf, type RunFacts } from '../../shared/migration/view.ts'
import type { Journal, StoredMigration } from '../journal/service.ts'

const RESTARTED = 'Palletjack was restarted: waits until its source and its target are connected again'

/** A run as the journal knows it, while nobody drives it. */
export function storedView(journal: Journal, stored: StoredMigration, limitOf: LimitOf): MigrationView {
  return viewOf(factsOf(stored), recordsOf(journal, stored), limitOf)
}

export function storedSummary(journal: Journal, stored: StoredMigration): MigrationSummary {
  return summaryOf(factsOf(stored), recordsOf(journal, stored))
}

function recordsOf(journal: Journal, { id }: StoredMigration): VmRecord[] {
  return journal
    .vmRecords(id)
    .map((record) => (record.endedAt ? record : { ...record, waitReason: RESTARTED }))
}

function factsOf({ id, plan, state, startedAt, endedAt }: StoredMigration): RunFacts {
  return {
    id,
    planId: plan.id,
    planName: plan.name,
    targetNamespace: plan.targetNamespace,
    state,
    startedAt,
    endedAt,
    estimate: { bytesPerSecond: 0, quality: 'rough', basis: 'the run is not being driven now' },
  }
}
