import * as z from 'zod'
import {
  answerSchema,
  migrationEventSchema,
  migrationSummarySchema,
  migrationViewSchema,
} from '../migration/model.ts'
import { planInputSchema } from '../plan/model.ts'
import { RUN_REPORT_FORMATS } from '../report/run/model.ts'
import { procedure, streamOf } from './base.ts'

export const migrations = {
  /** All runs, newest first, at once and again after each change. */
  watchAll: procedure.output(streamOf(z.array(migrationSummarySchema))),
  /**
   * Starts a stored plan, or stores one and starts it, and answers at once. Judged against live source and target:
   * refused with plan.* when a critical finding stands, and while the same plan runs. A plan that cannot start is
   * not stored. `vmIds` chooses among its VMs; those that an earlier run brought over are left out in any case.
   * Problem migration.leased where another Palletjack drives the plan, alive or not; with `takeOver` it is started
   * here all the same, and that one only watches from then on.
   * Problem plan.drifted where VMs are no longer what was reviewed in a way that has to be accepted. A stored plan
   * starts all the same with `acceptedDrift`, the stamp of plans.drift, as long as nothing more has changed; one that
   * is stored now is compared with the last review of the same draft, so another plans.review accepts, too.
   */
  start: procedure
    .input(
      z.union([
        z.object({
          planId: z.string(),
          vmIds: z.array(z.string()).min(1).optional(),
          takeOver: z.boolean().optional(),
          acceptedDrift: z.string().optional(),
        }),
        z.object({ plan: planInputSchema }),
      ]),
    )
    .output(z.object({ migrationId: z.string() })),
  /** One run, at once and again after each change (at most about four times a second); ends with the run. */
  watch: procedure.input(z.object({ migrationId: z.string() })).output(streamOf(migrationViewSchema)),
  /** The event log from the given position on; ends with the run. */
  events: procedure
    .input(z.object({ migrationId: z.string(), after: z.number().int().default(0) }))
    .output(streamOf(migrationEventSchema)),
  /**
   * When the named VMs (all without names) cut over: `at` in ISO 8601 with its UTC offset; a time that is past means
   * now, none withdraws it. Can be said again until the cutover of a VM has begun: those that began, ended or are no
   * part of it are left out of `changed`. Problems migration.not-warm, migration.cutover-begun where none is left.
   */
  setCutover: procedure
    .input(
      z.object({
        migrationId: z.string(),
        vmIds: z.array(z.string()).min(1).optional(),
        at: z.iso.datetime({ offset: true }).optional(),
      }),
    )
    .output(z.object({ changed: z.number().int() })),
  /** The named VMs (all without names) that wait for their next delta copy it now. */
  copyNow: procedure
    .input(z.object({ migrationId: z.string(), vmIds: z.array(z.string()).min(1).optional() }))
    .output(z.object({ changed: z.number().int() })),
  /**
   * Answers the question that a VM asks (VmView.question). `wait`: as long again. `give-up`: as if canceled, but
   * failed. Problem migration.no-question where it asks none, or not with this answer.
   */
  answer: procedure
    .input(z.object({ migrationId: z.string(), vmId: z.string(), answer: answerSchema }))
    .output(z.object({ answered: z.boolean() })),
  /** While paused no further VM of the run begins; those that began go on. */
  pauseStarts: procedure
    .input(z.object({ migrationId: z.string(), paused: z.boolean() }))
    .output(z.object({ paused: z.boolean() })),
  /**
   * A new run of the same plan that goes on at the conversion of the named VMs (all that can without names), on the
   * disks that an ended run kept (VmView.canRetryConversion). Problems migration.nothing-kept, migration.claim-missing.
   */
  retryConversion: procedure
    .input(z.object({ migrationId: z.string(), vmIds: z.array(z.string()).min(1).optional() }))
    .output(z.object({ migrationId: z.string() })),
  /**
   * Removes the kept disks of the named VMs (all without names) of an ended run, and what could not be withdrawn of them
   * (VmView.left); a source that ran before is powered on again. Problem migration.unfinished-vm where a virtual
   * machine stands on the target, which only a person may remove.
   */
  discard: procedure
    .input(z.object({ migrationId: z.string(), vmIds: z.array(z.string()).min(1).optional() }))
    .output(z.object({ discarded: z.number().int() })),
  /**
   * Drives a run from here that another Palletjack drives or drove (MigrationView.drivenBy). It goes on where the
   * journal here stands; the other one learns of it before its next write, and only watches from then on. Nothing is
   * written here for six seconds after that. Problem migration.not-driven while the run's ends are not connected.
   */
  takeOver: procedure.input(z.object({ migrationId: z.string() })).output(z.object({ taken: z.boolean() })),
  /** One file that stands alone: who, what, when, bytes, downtime, warnings. Also of a run that goes on. */
  report: procedure
    .input(z.object({ migrationId: z.string(), format: z.enum(RUN_REPORT_FORMATS) }))
    .output(z.file()),
  /**
   * Cancels the named VMs, or all. What was half made on the target is removed. Answers when that is done. A VM that is
   * complete on the target, and of which only the last snapshot is still to be removed, is left out: it may run.
   */
  cancel: procedure
    .input(z.object({ migrationId: z.string(), vmIds: z.array(z.string()).optional() }))
    .output(z.object({ canceled: z.number().int() })),
}
