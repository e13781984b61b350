/** Hands what finished probes saw to the journal, for preflight to judge by. */
import { chosenTransferNetwork, transferNetworkName } from '../../shared/plan/transfer-network.ts'
import type { NetworkProbe, VddkProbe } from '../../shared/probe/model.ts'
import type { Target } from '../../shared/target/model.ts'
import type { ProbeJournal } from '../journal/service.ts'
import type { ProbeCluster } from './probe-parts.ts'
import type { NetworkProbeRequest, VddkProbeRequest } from './service.ts'

export type ProbeResults = Pick<ProbeJournal, 'putProbeLooks' | 'putImageProbe'>

/** A probe that was stopped or failed has seen nothing that counts. Throws journal.disk-full. */
export function keepNetworkProbe(
  results: ProbeResults,
  { targetId, sourceId, namespace, hostIds, transferNetwork }: NetworkProbeRequest,
  { connection, target }: ProbeCluster,
  { state, image, servers }: NetworkProbe,
): void {
  if (state !== 'done') return
  const way = wayOf(target, transferNetwork)
  const at = new Date().toISOString()
  const looks = servers.map((server) => ({
    ...{ at, targetUrl: connection.url, namespace, way, image },
    server,
  }))
  results.putProbeLooks({ targetId, sourceId, looks, all: hostIds === undefined })
}

/** Throws journal.disk-full. */
export function keepImageProbe(
  results: ProbeResults,
  { targetId, namespace }: VddkProbeRequest,
  { connection }: ProbeCluster,
  { state, image, pull, library, libraryVersion }: VddkProbe,
): void {
  if (state !== 'done') return
  const at = new Date().toISOString()
  results.putImageProbe(targetId, {
    ...{ at, targetUrl: connection.url, namespace },
    ...{ image, pull, library, libraryVersion },
  })
}

function wayOf(target: Target, transferNetwork: NetworkProbeRequest['transferNetwork']): string {
  return transferNetworkName(chosenTransferNetwork({ transferNetwork }, target))
}
