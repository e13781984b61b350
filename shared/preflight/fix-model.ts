/** Fixes as they go: what would happen, what happens, and what was done. */
import * as z from 'zod'
import { problemSchema } from '../problem.ts'
import { FIX_IDS } from './fixes.ts'
import { objectSchema, preflightSummarySchema } from './model.ts'

const FIX_STATES = ['waiting', 'running', 'done', 'failed', 'skipped'] as const

/** A finding that was asked about, with what its fix would do. */
const fixChoiceSchema = z.object({
  findingId: z.string(),
  object: objectSchema,
  fix: z.enum(FIX_IDS).optional(),
  /** What happens to this very object; empty when nothing would. */
  effect: z.string(),
  /** Why it is left alone, in a sentence. */
  refused: z.string().optional(),
})

export const fixPreviewSchema = z.object({
  choices: z.array(fixChoiceSchema),
  /** Privileges that the account of the source is known to lack. */
  missing: z.array(z.string()),
})

/** How far one finding is. */
const fixStepSchema = z.object({
  findingId: z.string(),
  object: objectSchema,
  state: z.enum(FIX_STATES),
  /** As vSphere tells it, while it runs. */
  percent: z.number().optional(),
  /** Of a failed one, with vSphere's own words. */
  problem: problemSchema.optional(),
  /** Of a skipped one. */
  reason: z.string().optional(),
})

export const fixProgressSchema = z.object({
  /** `looking`: all are at their end, and fresh facts are read. */
  state: z.enum(['running', 'looking', 'done']),
  done: z.number().int(),
  total: z.number().int(),
  /** Those that changed since the event before; the first event has all. */
  changed: z.array(fixStepSchema),
  /** The run after the fixed objects were looked at again. */
  summary: preflightSummarySchema.optional(),
  /** Why they could not be looked at again: the findings stand as they were. */
  problem: problemSchema.optional(),
})

/** One line of the append-only log of fixes. */
export const fixEventSchema = z.object({
  /** ISO 8601. */
  at: z.string(),
  by: z.string(),
  fix: z.enum(FIX_IDS),
  runId: z.string(),
  findingId: z.string(),
  object: objectSchema,
  state: z.enum(['began', 'done', 'failed', 'skipped']),
  problem: problemSchema.optional(),
  reason: z.string().optional(),
})

export type FixChoice = z.infer<typeof fixChoiceSchema>
export type FixPreview = z.infer<typeof fixPreviewSchema>
export type FixStep = z.infer<typeof fixStepSchema>
export type FixProgress = z.infer<typeof fixProgressSchema>
export type FixEvent = z.infer<typeof fixEventSchema>
