/** Rules about what VMs run on, and about a target and a plan. */
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
import { twinRules } from './vm-twins.ts'

export const estateRules: readonly Rule[] = [
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
  ...twinRules,
]
