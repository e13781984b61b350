import * as z from 'zod'
import { procedure } from './base.ts'

const labStatusSchema = z.object({
  running: z.boolean(),
  /** Ids of the lab's two providers while it runs. */
  sourceId: z.string().optional(),
  targetId: z.string().optional(),
})

const diskChecksumSchema = z.object({
  vm: z.string(),
  disk: z.string(),
  bytes: z.number().int(),
  sourceSha256: z.string(),
  targetSha256: z.string(),
})

export const lab = {
  status: procedure.output(labStatusSchema),
  /** Starts the demo lab (once) and adds its vCenter and its cluster as providers. */
  start: procedure.output(labStatusSchema),
  /** Hashes each disk of the succeeded VMs of a run on both sides. Only for runs on the lab: lab.not-running else. */
  checksums: procedure.input(z.object({ migrationId: z.string() })).output(z.array(diskChecksumSchema)),
}

export type LabStatus = z.infer<typeof labStatusSchema>
export type DiskChecksum = z.infer<typeof diskChecksumSchema>
