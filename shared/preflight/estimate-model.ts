/** Waves and times that a report proposes. */
import * as z from 'zod'

export const hostBudgetSchema = z.object({
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

export const waveSchema = z.object({
  name: z.string(),
  /** Why these VMs go together, in words. */
  reason: z.string(),
  vmIds: z.array(z.string()),
  bytes: z.number(),
  durationMs: z.object({ from: z.number(), to: z.number() }),
})

export const forecastSchema = z.object({
  hosts: z.array(hostBudgetSchema),
  waves: z.array(waveSchema),
  /** VMs that are in no wave because something blocks them. */
  blocked: z.array(z.string()),
  /** Each assumption as one sentence, with its figure and how good it is. */
  assumptions: z.array(z.string()),
})

export type HostBudget = z.infer<typeof hostBudgetSchema>
export type DiskEstimate = z.infer<typeof diskEstimateSchema>
export type Wave = z.infer<typeof waveSchema>
export type Forecast = z.infer<typeof forecastSchema>
