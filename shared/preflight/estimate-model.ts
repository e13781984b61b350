/** Waves and times that a report proposes. */
import * as z from 'zod'

const hostBudgetSchema = z.object({
  hostId: z.string(),
  name: z.string(),
  vms: z.number().int(),
  disks: z.number().int(),
  bytes: z.number(),
  /** NFC connections that the host serves at once. */
  connections: z.number().int(),
  /** What that number rests on, in words. */
  basis: z.string(),
  /** Copies one after the other at that limit: how long the host is busy, ms, as a range. */
  busyMs: z.object({ from: z.number(), to: z.number() }),
})

export const diskEstimateSchema = z.object({
  vmId: z.string(),
  label: z.string(),
  bytes: z.number(),
  /** Ms, as a range. */
  from: z.number(),
  to: z.number(),
})

const waveSchema = z.object({
  name: z.string(),
  /** Why these VMs go together, in words. */
  reason: z.string(),
  vmIds: z.array(z.string()),
  bytes: z.number(),
  durationMs: z.object({ from: z.number(), to: z.number() }),
})

/** What says which VMs are one application. */
export const waveGroupingSchema = z.discriminatedUnion('by', [
  /** A category of tags with a name like application, app, service or system, where there is one. */
  z.object({ by: z.literal('auto') }),
  z.object({ by: z.literal('folder') }),
  z.object({ by: z.literal('category'), category: z.string().min(1).max(1_000) }),
])

const forecastGroupingSchema = z.object({
  choice: waveGroupingSchema,
  /** The category that is in use; left out where folder and name decide alone. */
  category: z.string().optional(),
  /** VMs that have a tag of it. */
  tagged: z.number().int(),
  /** All that VMs have tags of, by name. */
  categories: z.array(z.object({ name: z.string(), vms: z.number().int() })),
})

export const forecastSchema = z.object({
  hosts: z.array(hostBudgetSchema),
  waves: z.array(waveSchema),
  /** What the waves were grouped by. */
  grouping: forecastGroupingSchema,
  /** VMs that are in no wave because something blocks them. */
  blocked: z.array(z.string()),
  /** Each assumption as one sentence, with its figure and how good it is. */
  assumptions: z.array(z.string()),
})

export type HostBudget = z.infer<typeof hostBudgetSchema>
export type DiskEstimate = z.infer<typeof diskEstimateSchema>
export type Wave = z.infer<typeof waveSchema>
export type WaveGrouping = z.infer<typeof waveGroupingSchema>
export type ForecastGrouping = z.infer<typeof forecastGroupingSchema>
export type Forecast = z.infer<typeof forecastSchema>
