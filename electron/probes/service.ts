/** Looks from inside the cluster: a Job each, removed in every case. */
import type { TransferNetwork } from '../../shared/plan/model.ts'
import type { NetworkProbe, VddkProbe } from '../../shared/probe/model.ts'

export interface NetworkProbeRequest {
  readonly targetId: string
  readonly namespace: string
  readonly sourceId: string
  /** All hosts of the source when left out. */
  readonly hostIds?: readonly string[] | undefined
  /** The choice of the plan; the provider's setting when left out. */
  readonly transferNetwork?: TransferNetwork | undefined
  /** The provider's setting, or the default, when left out or empty. */
  readonly image?: string | undefined
}

export interface VddkProbeRequest {
  readonly targetId: string
  readonly namespace: string
  /** The image that the cluster or the provider's setting names when left out or empty. */
  readonly image?: string | undefined
}

/** Each stream shows the probe as it goes, ends after the clean-up, and cleans up when it is closed early. */
export interface Probes {
  network(request: NetworkProbeRequest, signal?: AbortSignal): AsyncGenerator<NetworkProbe>
  vddk(request: VddkProbeRequest, signal?: AbortSignal): AsyncGenerator<VddkProbe>
  /** Stops what is under way; resolves when its clean-up has ended. */
  close(): Promise<void>
}
