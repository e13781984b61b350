/**
 * The source inventory as plain data. Property names follow vSphere where the fact comes from there;
 * ids are managed object references ("vm-101"), sizes are bytes unless the name says otherwise.
 */
import * as z from 'zod'
import { problemSchema } from '../problem.ts'
import {
  clusterSchema,
  datastoreSchema,
  distributedSwitchSchema,
  folderSchema,
  hostSchema,
  networkSchema,
} from './place-model.ts'
import { vmSchema } from './vm-model.ts'

export * from './place-model.ts'
export * from './vm-model.ts'

/** Tags do not come with the other properties: vCenter tells them only when asked, so they have an age of their own. */
export const tagReadingSchema = z.object({
  /** ISO 8601: when those that are shown were read; undefined when they never were. */
  at: z.string().optional(),
  /** Why the last attempt to read them failed. */
  problem: problemSchema.optional(),
})

export const inventorySchema = z.object({
  about: z.object({
    name: z.string(),
    version: z.string(),
    build: z.string(),
    apiVersion: z.string(),
    apiType: z.enum(['VirtualCenter', 'HostAgent']),
    instanceUuid: z.string(),
  }),
  /** ISO 8601. */
  takenAt: z.string(),
  /**
   * Properties that the source cannot tell, by list and name: "vms.changeTracking". What stands in them then means
   * nothing. Left out for a vCenter, which tells all.
   */
  unknown: z.array(z.string()).optional(),
  /** Left out before the first attempt, and by sources that have none to ask for. */
  tagReading: tagReadingSchema.optional(),
  folders: z.array(folderSchema),
  clusters: z.array(clusterSchema),
  hosts: z.array(hostSchema),
  datastores: z.array(datastoreSchema),
  networks: z.array(networkSchema),
  switches: z.array(distributedSwitchSchema),
  vms: z.array(vmSchema),
})

export type TagReading = z.infer<typeof tagReadingSchema>
export type Inventory = z.infer<typeof inventorySchema>
