import type { MigrationView } from '../../shared/migration/model.ts'
import { viewOf } from '../../shared/migration/view.ts'
import type { Journal, StoredMigration } from '../journal/service.ts'

const RESTARTED = 'Palletjack was restarted: waits until its source and its target are connected again'

/** A run as the journal knows it, while nobody drives it. */
export function storedView(journal: Journal, stored: StoredMigration): MigrationView {
  const { id, plan, state, startedAt, endedAt } = stored
  const records = journal
    .vmRecords(id)
    .map((record) => (record.endedAt ? record : { ...record, waitReason: RESTARTED }))
  return viewOf(
    {
      id,
      planId: plan.id,
      planName: plan.name,
      targetNamespace: plan.targetNamespace,
      state,
      startedAt,
      endedAt,
      estimate: { bytesPerSecond: 0, quality: 'rough', basis: 'the run is not being driven now' },
    },
    records,
  )
}
