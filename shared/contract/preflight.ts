import * as z from 'zod'
import { forecastSchema, waveGroupingSchema } from '../preflight/estimate-model.ts'
import {
  acknowledgementSchema,
  CATEGORIES,
  preflightFindingSchema,
  preflightSummarySchema,
  ruleInfoSchema,
  SCOPES,
  verdictSchema,
} from '../preflight/model.ts'
import { fixEventSchema, fixPreviewSchema, fixProgressSchema } from '../preflight/fix-model.ts'
import { problemSchema } from '../problem.ts'
import { REPORT_FORMATS } from '../report/formats.ts'
import { procedure, streamOf } from './base.ts'

const ofRun = z.object({ runId: z.string() })

/** Which findings; all parts that are given have to hold. */
const findingFilterSchema = z.object({
  categories: z.array(z.enum(CATEGORIES)).optional(),
  scopes: z.array(z.enum(SCOPES)).optional(),
  rules: z.array(z.string()).optional(),
  objectIds: z.array(z.string()).optional(),
  /** Occurs in the object's name, the message or the rule. */
  text: z.string().max(200).optional(),
  /** Only those that the run before did not have. */
  onlyNew: z.boolean().optional(),
  /** `open`: found and not waived, what a summary counts by category; left out: all. */
  show: z.enum(['open', 'waived', 'unknown']).optional(),
})

const page = z.object({
  offset: z.number().int().min(0).default(0),
  limit: z.number().int().min(1).max(1_000).default(200),
})

const preflightProgressSchema = z.object({
  runId: z.string(),
  /** Gathers the inventory, the target, the rights; then runs the rules. */
  step: z.string(),
  done: z.number().int(),
  total: z.number().int(),
  state: z.enum(['running', 'done', 'failed']),
  problem: problemSchema.optional(),
})

/** Findings that one call may accept; who has more to accept calls again. */
export const MOST_WAIVED = 50_000

const who = z.string().trim().min(1).max(100)

/** Findings that one call fixes. */
export const MAX_FIXES = 500
const findingIds = z.array(z.string()).min(1).max(MAX_FIXES)

export const preflight = {
  /** Every rule, built in and custom, and what could not be read of the custom ones. */
  rules: procedure.output(
    z.object({
      rules: z.array(ruleInfoSchema),
      /** Folder that custom rules are read from. */
      folder: z.string(),
      problems: z.array(problemSchema),
    }),
  ),
  /** Gathers facts and runs all rules; the stream shows how far it is and ends with the run. */
  run: procedure
    .input(
      z.object({ providerId: z.string(), targetId: z.string().optional(), planId: z.string().optional() }),
    )
    .output(streamOf(preflightProgressSchema)),
  /** Runs of a provider, newest first; all providers' without one. */
  runs: procedure
    .input(z.object({ providerId: z.string().optional() }))
    .output(z.array(preflightSummarySchema)),
  summary: procedure.input(ofRun).output(preflightSummarySchema),
  findings: procedure
    .input(ofRun.extend({ filter: findingFilterSchema.default({}) }).extend(page.shape))
    .output(z.object({ matched: z.number().int(), findings: z.array(preflightFindingSchema) })),
  /** The ids alone of all that match, to do something with all of them. */
  findingIds: procedure
    .input(ofRun.extend({ filter: findingFilterSchema.default({}) }))
    .output(z.object({ ids: z.array(z.string()) })),
  /** Grouped: one row per rule, with how many objects it is about. */
  byRule: procedure.input(ofRun.extend({ filter: findingFilterSchema.default({}) })).output(
    z.array(
      z.object({
        rule: ruleInfoSchema,
        open: z.number().int(),
        unknown: z.number().int(),
        waived: z.number().int(),
        isNew: z.number().int(),
        /** Of its findings: a hit may be worse than its rule, or less bad. */
        worst: z.enum(CATEGORIES),
        /** Its findings by the kind of object they are about: what is unknown may be about the whole source. */
        objects: z.partialRecord(z.enum(SCOPES), z.number().int()),
      }),
    ),
  ),
  /** One row per object of a scope, worst first. With a filter only objects that have a finding which passes. */
  verdicts: procedure
    .input(
      ofRun
        .extend({
          scope: z.enum(SCOPES),
          text: z.string().max(200).optional(),
          filter: findingFilterSchema.optional(),
        })
        .extend(page.shape),
    )
    .output(z.object({ matched: z.number().int(), verdicts: z.array(verdictSchema) })),
  /** Looks again with fresh facts: at some objects, or at all objects of one rule; answers with the run as it is then. */
  recheck: procedure
    .input(
      ofRun.extend({
        objectId: z.string().optional(),
        objectIds: z.array(z.string()).min(1).max(MAX_FIXES).optional(),
        rule: z.string().optional(),
      }),
    )
    .output(preflightSummarySchema),
  /** Accepts findings, for a reason. They stay accepted in later runs of the same provider. */
  waive: procedure
    .input(
      ofRun.extend({
        findingIds: z.array(z.string()).min(1).max(MOST_WAIVED),
        by: who,
        reason: z.string().trim().min(3).max(500),
      }),
    )
    .output(preflightSummarySchema),
  unwaive: procedure
    .input(ofRun.extend({ findingIds: z.array(z.string()).min(1).max(MOST_WAIVED) }))
    .output(preflightSummarySchema),
  /**
   * What `fix` would do, finding by finding. Changes nothing and asks no server. Problem preflight.fix-not-live when
   * the run is not about a vCenter or host that is connected now.
   */
  fixPreview: procedure.input(ofRun.extend({ findingIds })).output(fixPreviewSchema),
  /**
   * Does what Palletjack can do about findings, one at a time per VM and a few at once in all, then looks again at
   * what it touched. Each is written to the log of fixes before it begins and when it has ended. Closing the stream
   * cancels: what waits is not begun, what runs is canceled as far as vSphere can; look again with `recheck`, which
   * waits for that.
   */
  fix: procedure.input(ofRun.extend({ findingIds, by: who })).output(streamOf(fixProgressSchema)),
  /** The log of what was fixed at a provider, newest first. */
  fixes: procedure
    .input(
      z.object({
        providerId: z.string(),
        objectId: z.string().optional(),
        limit: z.number().int().min(1).max(1_000).default(100),
      }),
    )
    .output(z.array(fixEventSchema)),
  /** Checks that no machine can do, and who ticked them for this provider. */
  acknowledgements: procedure.input(ofRun).output(z.array(acknowledgementSchema)),
  acknowledge: procedure
    .input(ofRun.extend({ id: z.string(), by: who, ticked: z.boolean() }))
    .output(z.array(acknowledgementSchema)),
  /** NFC budget per host, waves and times, with the assumptions that they rest on. */
  forecast: procedure.input(ofRun).output(forecastSchema),
  /** What says which VMs are one application, for all runs of this provider from now on, reports included. */
  groupWaves: procedure.input(ofRun.extend({ grouping: waveGroupingSchema })).output(forecastSchema),
  /** One file that stands alone. Problem report.no-browser for a PDF without a Chromium. */
  report: procedure.input(ofRun.extend({ format: z.enum(REPORT_FORMATS) })).output(z.file()),
}

export type FindingFilter = z.infer<typeof findingFilterSchema>
export type PreflightProgress = z.infer<typeof preflightProgressSchema>
