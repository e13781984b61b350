/** What the target tells: what it offers, what its login may do, and what probes saw from there. */
import type { Inventory } from '../../shared/inventory/model.ts'
import type { Plan } from '../../shared/plan/model.ts'
import { chosenTransferNetwork, transferNetworkName } from '../../shared/plan/transfer-network.ts'
import { countedImage, countedLooks } from '../../shared/probe/kept.ts'
import { migrationDevices, serversToProbe } from '../../shared/probe/servers.ts'
import { ok, type Result } from '../../shared/problem.ts'
import type { Provider } from '../../shared/provider/model.ts'
import type { Target } from '../../shared/target/model.ts'
import type { EsxiJournal, ProbeJournal } from '../journal/service.ts'
import type { Providers } from '../providers/service.ts'
import type { Parts } from './gather.ts'

type TargetParts = Pick<Parts, 'target' | 'permissions' | 'networkProbe' | 'vddkProbe'> & {
  /** Why a part is not there. */
  readonly missing: Readonly<Record<string, string>>
  /** The namespace that the rights were asked for; empty: all of them at once. */
  readonly namespace: string
}

export interface TargetRequest {
  readonly source: Provider
  readonly target: Provider
  readonly plan: Plan | undefined
  readonly inventory: Inventory
  /** Ms since 1970. */
  readonly now: number
}

/** Fails where the target cannot be described: a run that leaves it out would look as if it was fine. */
export async function gatherTarget(
  request: TargetRequest,
  { providers, probes }: { readonly providers: Providers; readonly probes: ProbeResults },
): Promise<Result<TargetParts>> {
  const { target, plan } = request
  const connection = providers.target(target.id)
  const namespace = plan?.targetNamespace ?? (connection.ok ? connection.value.namespace : '')
  const [described, rights] = await Promise.all([
    providers.describe(target.id, plan?.targetNamespace),
    connection.ok ? connection.value.permissions(namespace) : connection,
  ])
  if (!described.ok) return described
  const seen = connection.ok
    ? probesOf(request, described.value, connection.value.url, probes)
    : { missing: {} }
  return ok({
    ...seen,
    target: described.value,
    namespace,
    ...(rights.ok && { permissions: rights.value }),
    missing: { ...seen.missing, ...(!rights.ok && { permissions: rights.problem.message }) },
  })
}

/** What finished probes saw, and which way copies take, as the journal keeps it. */
export type ProbeResults = Pick<ProbeJournal & EsxiJournal, 'probeLooks' | 'imageProbes' | 'esxiHosts'>

function probesOf(
  { source, target: provider, plan, inventory, now }: TargetRequest,
  target: Target,
  targetUrl: string,
  probes: ProbeResults,
): Pick<TargetParts, 'networkProbe' | 'vddkProbe' | 'missing'> {
  const asked = { targetUrl, namespace: plan?.targetNamespace, now }
  const devices = migrationDevices(probes.esxiHosts(source.id))
  const servers = serversToProbe(source.url, inventory, undefined, devices)
  const network = countedLooks(probes.probeLooks(provider.id, source.id), {
    ...asked,
    way: transferNetworkName(chosenTransferNetwork({ transferNetwork: plan?.transferNetwork }, target)),
    servers: servers.ok ? servers.value : [],
  })
  const image = countedImage(probes.imageProbes(provider.id), { ...asked, image: target.vddkImage })
  return {
    ...('value' in network && { networkProbe: network.value }),
    ...('value' in image && { vddkProbe: image.value }),
    missing: {
      ...('missing' in network && { networkProbe: network.missing }),
      ...('missing' in image && { vddkProbe: image.missing }),
    },
  }
}
