import * as z from 'zod'
import { transferNetworkSchema } from '../plan/model.ts'
import { networkProbeSchema, vddkProbeSchema } from '../probe/model.ts'
import { procedure, streamOf } from './base.ts'

/** A container image reference; empty counts as left out. */
const image = z.string().trim().max(512).optional()

const inNamespace = z.object({ targetId: z.string(), namespace: z.string().min(1).max(63), image })

/**
 * Opt-in looks from inside the cluster. Each runs a Job in the target namespace, shows how it goes, and removes
 * the Job in every case: at the end, on failure, and when the stream is closed.
 */
export const probes = {
  /**
   * DNS and TCP 443/902 from the cluster to the source's vCenter and ESXi hosts (all, or `hostIds`), next to the
   * same looks from this computer. Problems: probe.*, cluster.*, provider.*.
   */
  network: procedure
    .input(
      inNamespace.extend({
        sourceId: z.string(),
        hostIds: z.array(z.string()).max(1000).optional(),
        /** That of the plan: its disks take this way. Left out: default. */
        transferNetwork: transferNetworkSchema.optional(),
      }),
    )
    .output(streamOf(networkProbeSchema)),
  /** Whether the VDDK image (the one that the plan would use, unless named) can be pulled and holds the library. */
  vddk: procedure.input(inNamespace).output(streamOf(vddkProbeSchema)),
}
