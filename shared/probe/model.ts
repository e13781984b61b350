/** What probes that run inside the cluster have found so far. */
import * as z from 'zod'
import { problemSchema } from '../problem.ts'

/** One look: at a name or at a port. */
const lookSchema = z.object({
  state: z.enum(['pending', 'ok', 'failed', 'unknown']),
  /** What was seen: the addresses of a name, or why it failed. One sentence or empty. */
  detail: z.string(),
})

/** The looks at one server, along one way. */
const pathSchema = z.object({
  dns: lookSchema,
  ports: z.array(
    z.object({
      port: z.number().int(),
      /** Where the port is tried at another address than the server's: an adapter that is tagged for NFC. */
      address: z.string().optional(),
      look: lookSchema,
    }),
  ),
})

const probedServerSchema = z.object({
  /** `vcenter`, or the host's id. */
  id: z.string(),
  /** For a person: the host's name, or "vCenter". */
  name: z.string(),
  role: z.enum(['vcenter', 'esxi']),
  /** Name or address that is looked up and connected to. */
  host: z.string(),
  /** From a pod in the target namespace: the way that the disks take. */
  cluster: pathSchema,
  /** From this computer: another way, which says nothing about the cluster's. */
  computer: pathSchema,
})

/** Common to all probes: how far it is, and whether anything of it is left. */
const progressSchema = z.object({
  state: z.enum(['running', 'done', 'failed']),
  /** What happens now, or how it ended: one sentence. */
  step: z.string(),
  image: z.string(),
  /** Why the probe itself could not be done; not set when it was done and found something wrong. */
  problem: problemSchema.optional(),
  /** True once the Job and its pod are gone. */
  cleanedUp: z.boolean(),
})

export const networkProbeSchema = progressSchema.extend({ servers: z.array(probedServerSchema) })

export const vddkProbeSchema = progressSchema.extend({
  /** Where the image was named: "ConfigMap v2v-vmware in namespace openshift-cnv". */
  imageSource: z.string(),
  pull: lookSchema,
  library: lookSchema,
  /** Version of libvixDiskLib, "8.0.3"; empty while unknown. */
  libraryVersion: z.string(),
})

export type Look = z.infer<typeof lookSchema>
export type ProbePath = z.infer<typeof pathSchema>
export type ProbedServer = z.infer<typeof probedServerSchema>
export type NetworkProbe = z.infer<typeof networkProbeSchema>
export type VddkProbe = z.infer<typeof vddkProbeSchema>
