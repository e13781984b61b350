/** Numbered schema steps; `user_version` of the file says how many were done. Never edit one: add one. */
import type { DatabaseSync } from 'node:sqlite'
import { ProblemError, type Problem } from '../../shared/problem.ts'

export const SCHEMA_STEPS: readonly string[] = [
  `CREATE TABLE provider (id TEXT PRIMARY KEY, data TEXT NOT NULL) STRICT;
   CREATE TABLE plan (id TEXT PRIMARY KEY, created_at TEXT NOT NULL, data TEXT NOT NULL) STRICT;
   CREATE TABLE migration (id TEXT PRIMARY KEY, started_at TEXT NOT NULL, data TEXT NOT NULL) STRICT;
   CREATE TABLE migration_vm (
     migration_id TEXT NOT NULL, vm_id TEXT NOT NULL, position INTEGER NOT NULL, data TEXT NOT NULL,
     PRIMARY KEY (migration_id, vm_id)
   ) STRICT;
   CREATE TABLE event (
     migration_id TEXT NOT NULL, seq INTEGER NOT NULL, data TEXT NOT NULL,
     PRIMARY KEY (migration_id, seq)
   ) STRICT, WITHOUT ROWID;`,
  `CREATE TABLE preflight_run (
     id TEXT PRIMARY KEY, provider_id TEXT NOT NULL, at TEXT NOT NULL, summary TEXT NOT NULL,
     findings BLOB NOT NULL, facts BLOB NOT NULL
   ) STRICT;
   CREATE INDEX preflight_run_provider ON preflight_run (provider_id, at);
   CREATE TABLE preflight_waiver (
     provider_id TEXT NOT NULL, finding_id TEXT NOT NULL, data TEXT NOT NULL,
     PRIMARY KEY (provider_id, finding_id)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE preflight_acknowledgement (
     provider_id TEXT NOT NULL, id TEXT NOT NULL, data TEXT NOT NULL,
     PRIMARY KEY (provider_id, id)
   ) STRICT, WITHOUT ROWID;`,
  `CREATE TABLE probe_look (
     target_id TEXT NOT NULL, source_id TEXT NOT NULL, namespace TEXT NOT NULL, way TEXT NOT NULL,
     server_id TEXT NOT NULL, data TEXT NOT NULL,
     PRIMARY KEY (target_id, source_id, namespace, way, server_id)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE probe_image (
     target_id TEXT NOT NULL, namespace TEXT NOT NULL, image TEXT NOT NULL, data TEXT NOT NULL,
     PRIMARY KEY (target_id, namespace, image)
   ) STRICT, WITHOUT ROWID;`,
  `CREATE TABLE preflight_fix_event (
     provider_id TEXT NOT NULL, seq INTEGER NOT NULL, object_id TEXT NOT NULL, data TEXT NOT NULL,
     PRIMARY KEY (provider_id, seq)
   ) STRICT, WITHOUT ROWID;`,
  `CREATE TABLE esxi_host (
     provider_id TEXT NOT NULL, host_id TEXT NOT NULL, data TEXT NOT NULL,
     PRIMARY KEY (provider_id, host_id)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE esxi_run (
     id TEXT PRIMARY KEY, provider_id TEXT NOT NULL, started_at TEXT NOT NULL, data TEXT NOT NULL
   ) STRICT;
   CREATE INDEX esxi_run_provider ON esxi_run (provider_id, started_at);`,
  `CREATE TABLE preflight_grouping (provider_id TEXT PRIMARY KEY, data TEXT NOT NULL) STRICT, WITHOUT ROWID;`,
  `CREATE TABLE preflight_change (
     run_id TEXT NOT NULL, seq INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (run_id, seq)
   ) STRICT;`,
  // Names of earlier versions, and the disks of a VM in the order of the target (orderedDisks).
  `UPDATE provider
     SET data = json_remove(json_set(data, '$.inventoryFile', data -> '$.snapshot'), '$.snapshot')
     WHERE data -> '$.snapshot' IS NOT NULL;
   UPDATE probe_look
     SET data = json_remove(json_set(data, '$.server.computer', data -> '$.server.desk'), '$.server.desk')
     WHERE data -> '$.server.desk' IS NOT NULL;
   UPDATE migration_vm SET data = json_set(data, '$.source.disks', (
     SELECT json_group_array(json(disk.value) ORDER BY
       instr('sata ide scsi nvme unknown', disk.value ->> 'bus'),
       disk.value ->> 'controllerKey', disk.value ->> 'unitNumber', disk.value ->> 'key')
     FROM json_each(migration_vm.data, '$.source.disks') AS disk
   ));
   UPDATE OR REPLACE preflight_waiver SET finding_id = CASE
       WHEN finding_id LIKE 'name-taken:%' THEN 'target-' || finding_id
       ELSE substr(finding_id, length('plan-') + 1)
     END
     WHERE finding_id LIKE 'name-taken:%' OR finding_id LIKE 'plan-vm-gone:%'
       OR finding_id LIKE 'plan-pod-network-twice:%';`,
  // INSERT OR REPLACE deletes without a delete trigger, hence the third one.
  `CREATE TABLE audit (
     seq INTEGER PRIMARY KEY, at TEXT NOT NULL, user TEXT NOT NULL, shell TEXT NOT NULL, action TEXT NOT NULL,
     subject TEXT, purpose TEXT NOT NULL, hash TEXT NOT NULL
   ) STRICT;
   CREATE INDEX audit_action ON audit (action, subject);
   CREATE INDEX audit_subject ON audit (subject);
   CREATE TRIGGER audit_unchanged BEFORE UPDATE ON audit
     BEGIN SELECT RAISE(ABORT, 'the audit log is only appended to'); END;
   CREATE TRIGGER audit_kept BEFORE DELETE ON audit
     BEGIN SELECT RAISE(ABORT, 'the audit log is only appended to'); END;
   CREATE TRIGGER audit_appended BEFORE INSERT ON audit
     WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM audit)
     BEGIN SELECT RAISE(ABORT, 'the audit log is only appended to'); END;`,
  // What a plan says of a guest that does not shut down in time was yes or no.
  `UPDATE plan SET data = json_remove(json_set(data,
       '$.options.onShutdownTimeout', iif(data ->> '$.options.hardPowerOff', 'power-off', 'give-up'),
       '$.options.keepDisksOnConversionFailure', json('true')),
     '$.options.hardPowerOff')
     WHERE data -> '$.options.hardPowerOff' IS NOT NULL;
   UPDATE migration SET data = json_remove(json_set(data,
       '$.plan.options.onShutdownTimeout', iif(data ->> '$.plan.options.hardPowerOff', 'power-off', 'give-up'),
       '$.plan.options.keepDisksOnConversionFailure', json('false')),
     '$.plan.options.hardPowerOff')
     WHERE data -> '$.plan.options.hardPowerOff' IS NOT NULL;`,
  `CREATE TABLE plan_review (plan_id TEXT PRIMARY KEY, data TEXT NOT NULL) STRICT, WITHOUT ROWID;`,
]

/**
 * Brings a database up to date, each step in a transaction of its own.
 * Throws the problem journal.newer when the file comes from a newer Palletjack.
 */
export function migrateSchema(database: DatabaseSync): void {
  const row = database.prepare('PRAGMA user_version').get()
  const done = Number(row?.['user_version'] ?? 0)
  if (done > SCHEMA_STEPS.length) throw new ProblemError(newerJournal(done))
  SCHEMA_STEPS.slice(done).forEach((step, index) => {
    database.exec(`BEGIN; ${step} PRAGMA user_version = ${done + index + 1}; COMMIT;`)
  })
}

function newerJournal(version: number): Problem {
  return {
    code: 'journal.newer',
    message: `The journal was written by a newer Palletjack (schema ${version}).`,
    meaning: 'It was not touched.',
    remedy: 'Open it with that version, or choose another state directory.',
  }
}
