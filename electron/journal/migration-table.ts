/** Plans, runs, the state of their VMs, and their event log. */
import type { MigrationEvent } from '../../shared/migration/model.ts'
import type { VmRecord } from '../../shared/migration/record.ts'
import type { Plan } from '../../shared/plan/model.ts'
import type { PlanReview } from '../../shared/plan/reviewed.ts'
import type { Database } from './database.ts'
import type { MigrationJournal, StoredMigration } from './service.ts'

export function createMigrationTable({ rows, all, run, transaction }: Database): MigrationJournal {
  const putPlan = (plan: Plan): void => run(PUT_PLAN, plan.id, plan.createdAt, JSON.stringify(plan))
  const putReview = (planId: string, review: PlanReview): void =>
    run(PUT_REVIEW, planId, JSON.stringify(review))
  const putMigration = (one: StoredMigration): void =>
    run(PUT_MIGRATION, one.id, one.startedAt, JSON.stringify(one))
  const putVmRecord = (id: string, record: VmRecord): void =>
    run(PUT_VM, id, record.vmId, id, JSON.stringify(record))
  return {
    plans: () => all<Plan>('SELECT data FROM plan ORDER BY created_at DESC, id'),
    plan: (id) => all<Plan>('SELECT data FROM plan WHERE id = ?', id)[0],
    putPlan(plan, review) {
      transaction(() => {
        putPlan(plan)
        if (review) putReview(plan.id, review)
      })
    },
    planReview: (id) => all<PlanReview>('SELECT data FROM plan_review WHERE plan_id = ?', id)[0],
    removePlan(id) {
      transaction(() => {
        run('DELETE FROM plan WHERE id = ?', id)
        run('DELETE FROM plan_review WHERE plan_id = ?', id)
      })
    },
    migrations: () => all<StoredMigration>('SELECT data FROM migration ORDER BY started_at DESC, id'),
    migration: (id) => all<StoredMigration>('SELECT data FROM migration WHERE id = ?', id)[0],
    putMigration,
    putStart({ plan, review, migration, records, freed = [] }) {
      transaction(() => {
        if (plan) putPlan(plan)
        if (review) putReview(migration.plan.id, review)
        putMigration(migration)
        for (const record of records) putVmRecord(migration.id, record)
        for (const { migrationId, record } of freed) putVmRecord(migrationId, record)
      })
    },
    vmRecords: (id) =>
      all<VmRecord>('SELECT data FROM migration_vm WHERE migration_id = ? ORDER BY position', id),
    putVmRecord,
    appendEvent(id, event) {
      const [last] = rows(LAST_SEQ, id)
      const stored: MigrationEvent = { seq: Number(last?.['seq'] ?? 0) + 1, ...event }
      run(PUT_EVENT, id, stored.seq, JSON.stringify(stored))
      return stored
    },
    events: (id, seq, limit) => all<MigrationEvent>(EVENTS, id, seq, limit),
  }
}

const PUT_PLAN =
  'INSERT INTO plan (id, created_at, data) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET data = excluded.data'
const PUT_REVIEW =
  'INSERT INTO plan_review (plan_id, data) VALUES (?, ?) ON CONFLICT (plan_id) DO UPDATE SET data = excluded.data'
const PUT_MIGRATION =
  'INSERT INTO migration (id, started_at, data) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET data = excluded.data'
const PUT_VM = `INSERT INTO migration_vm (migration_id, vm_id, position, data)
  VALUES (?, ?, (SELECT COUNT(*) FROM migration_vm WHERE migration_id = ?), ?)
  ON CONFLICT (migration_id, vm_id) DO UPDATE SET data = excluded.data`
const LAST_SEQ = 'SELECT MAX(seq) AS seq FROM event WHERE migration_id = ?'
const PUT_EVENT = 'INSERT INTO event (migration_id, seq, data) VALUES (?, ?, ?)'
const EVENTS = 'SELECT data FROM event WHERE migration_id = ? AND seq > ? ORDER BY seq LIMIT ?'
