/** Rules about what VMs run on, and about a target and a plan. */
import type { Scope } from '../../model.ts'
import type { Rule } from '../../rule.ts'
import { addressOverlap } from './addresses.ts'
import { clusterRules } from './clusters.ts'
import { datastoreRules } from './datastores.ts'
import { hostLinkRules } from './host-links.ts'
import { hostStateRules } from './host-state.ts'
import { networkRules } from './networks.ts'
import { nfcRules } from './nfc-sessions.ts'
import { planMapRules } from './plan-maps.ts'
import { planNameRules } from './plan-names.ts'
import { planPlaceRules } from './plan-place.ts'
import { probePortRules } from './probe-ports.ts'
import { targetRules } from './target.ts'
import { vcenterRules } from './vcenter.ts'
import { vddkRules } from './vddk.ts'
import { largerThanNode } from './vm-size.ts'

/** What places are judged by: the VMs on them. Where that is not told, nothing can be said of the place. */
const PLACEMENT: Partial<Record<Scope, readonly string[]>> = {
  host: ['vms.hostId'],
  cluster: ['vms.hostId', 'hosts.clusterId'],
  network: ['vms.nics.networkId'],
  datastore: ['vms.disks.datastoreId'],
}

function placed(rule: Rule): Rule {
  return { ...rule, needs: [...new Set([...rule.needs, ...(PLACEMENT[rule.scope] ?? [])])] }
}

const RULES: readonly Rule[] = [
  ...vcenterRules,
  ...hostStateRules,
  ...hostLinkRules,
  addressOverlap,
  ...probePortRules,
  ...nfcRules,
  ...clusterRules,
  ...networkRules,
  ...datastoreRules,
  ...vddkRules,
  ...targetRules,
  ...planNameRules,
  ...planPlaceRules,
  ...planMapRules,
  largerThanNode,
]

export const estateRules: readonly Rule[] = RULES.map(placed)
