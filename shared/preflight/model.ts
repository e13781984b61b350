/** What preflight finds: findings with evidence and remedy, verdicts, and runs. */
import * as z from 'zod'
import { FIX_IDS } from './fixes.ts'

export const CATEGORIES = ['Critical', 'Warning', 'Information'] as const
export const SCOPES = ['vm', 'host', 'network', 'datastore', 'vcenter', 'cluster', 'plan'] as const
export const VERDICTS = ['ready', 'attention', 'blocked', 'unknown'] as const

const evidenceSchema = z.object({
  /** The property as vSphere or Kubernetes names it: "config.changeTrackingEnabled". */
  property: z.string(),
  /** Its value as text: "false", "3 of 10 GiB free". */
  value: z.string(),
})

const commandSchema = z.object({
  tool: z.enum(['govc', 'PowerCLI', 'oc', 'kubectl', 'guest', 'palletjack']),
  command: z.string(),
})

export const objectSchema = z.object({
  kind: z.enum(SCOPES),
  /** Managed object id, or the name where there is none. */
  id: z.string(),
  name: z.string(),
})

/** What a rule says of an object. A critical one blocks. */
export const findingSchema = z.object({
  rule: z.string(),
  object: objectSchema,
  category: z.enum(CATEGORIES),
  message: z.string(),
  remedy: z.string(),
})

/** With all that a run of preflight keeps of it. */
export const preflightFindingSchema = findingSchema.extend({
  /** Stable over runs: rule, object, and what tells two findings of one rule on one object apart. */
  id: z.string(),
  /** `unknown`: a fact that the rule needs is missing, so it neither passed nor fired. */
  state: z.enum(['found', 'unknown']),
  /** Which migrations it is about. */
  applies: z.enum(['both', 'cold', 'warm']),
  evidence: z.array(evidenceSchema),
  commands: z.array(commandSchema),
  /** Somebody accepts it, for the given reason. */
  waiver: z.object({ by: z.string(), at: z.string(), reason: z.string() }).optional(),
  /** Not in the run before. */
  isNew: z.boolean(),
})

export const ruleInfoSchema = z.object({
  id: z.string(),
  scope: z.enum(SCOPES),
  category: z.enum(CATEGORIES),
  /** The question it answers: "Is changed block tracking on?" */
  question: z.string(),
  applies: z.enum(['both', 'cold', 'warm']),
  /** Entries of the catalogue that it covers. */
  catalogue: z.array(z.string()),
  /** Section of the documentation: title and address. */
  docs: z.object({ title: z.string(), url: z.string() }),
  /** Comes from a folder of custom rules. */
  custom: z.boolean(),
  /** The probe from inside the cluster that it rests on. */
  probe: z.enum(['network', 'vddk']).optional(),
  /** What Palletjack can do about its findings by itself; left out: nothing. */
  fix: z.enum(FIX_IDS).optional(),
})

/** A check that no machine can do: the user ticks it, with name and date. */
export const acknowledgementSchema = z.object({
  id: z.string(),
  title: z.string(),
  /** What to look at, and where. */
  text: z.string(),
  category: z.enum(CATEGORIES),
  ticked: z.object({ by: z.string(), at: z.string() }).optional(),
})

export const verdictSchema = z.object({
  object: objectSchema,
  cold: z.enum(VERDICTS),
  warm: z.enum(VERDICTS),
  critical: z.number().int(),
  warnings: z.number().int(),
  information: z.number().int(),
  unknown: z.number().int(),
})

export const preflightSummarySchema = z.object({
  runId: z.string(),
  providerId: z.string(),
  /** Name of the provider or of the file. */
  source: z.string(),
  /** `rvtools` cannot tell everything; see Inventory.unknown. */
  sourceKind: z.enum(['live', 'file', 'rvtools']),
  targetId: z.string().optional(),
  target: z.string().optional(),
  planId: z.string().optional(),
  /** The plan as it was judged: its name, and its `planStamp`. Runs of earlier versions have none. */
  plan: z.object({ name: z.string(), stamp: z.string() }).optional(),
  /** ISO 8601: when the rules ran, and how old the facts were then. */
  at: z.string(),
  factsAt: z.string(),
  rules: z.number().int(),
  objects: z.number().int(),
  vms: z.number().int(),
  /** Open findings (not waived, state `found`) by category; waived and unknown apart. */
  counts: z.object({
    Critical: z.number().int(),
    Warning: z.number().int(),
    Information: z.number().int(),
    unknown: z.number().int(),
    waived: z.number().int(),
    isNew: z.number().int(),
  }),
  /**
   * The run before of the same provider, and of the same plan if it is about one, that `isNew` and `resolved`
   * compare with; left out for the first.
   */
  previousRunId: z.string().optional(),
  /** Findings of that run that are gone. */
  resolved: z.number().int().optional(),
  /** VMs by verdict. */
  cold: z.record(z.enum(VERDICTS), z.number().int()),
  warm: z.record(z.enum(VERDICTS), z.number().int()),
})

export type Category = (typeof CATEGORIES)[number]
export type Scope = (typeof SCOPES)[number]
export type VerdictWord = (typeof VERDICTS)[number]
export type Evidence = z.infer<typeof evidenceSchema>
export type Command = z.infer<typeof commandSchema>
export type FindingObject = z.infer<typeof objectSchema>
export type Finding = z.infer<typeof findingSchema>
export type PreflightFinding = z.infer<typeof preflightFindingSchema>
export type RuleInfo = z.infer<typeof ruleInfoSchema>
export type Acknowledgement = z.infer<typeof acknowledgementSchema>
export type Verdict = z.infer<typeof verdictSchema>
export type PreflightSummary = z.infer<typeof preflightSummarySchema>
