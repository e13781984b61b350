/** Where a plan puts networks and datastores. */
import type { Network } from '../../../inventory/model.ts'
import { networkFault, storageFault } from '../../../plan/plan-findings.ts'
import { quoted } from '../../../shell-quote.ts'
import { counted, fact, hit, named, NONE } from '../../hits.ts'
import type { Command, Evidence, Finding } from '../../model.ts'
import { rule, type Facts, type Hit } from '../../rule.ts'
import { DOCS } from './docs.ts'
import { concernedVms, onCluster, withCardsOn, withDisksOn, hitsFor } from './words.ts'

/** The finding of the plan itself, if it is of the rule that is asked for. */
function networkHits(
  rules: readonly string[],
  network: Network,
  facts: Facts,
  evidence: Evidence,
): readonly Hit[] {
  const { plan, target } = facts
  if (!plan || !target || withCardsOn(network.id, facts).length === 0) return NONE
  const fault = networkFault(network, plan, target)
  if (!fault || !rules.includes(fault.rule)) return NONE
  return [hitOf(fault, evidence, [onCluster(facts, 'get network-attachment-definitions -A')])]
}

function hitOf({ message, remedy }: Finding, evidence: Evidence, commands: Command[]): Hit {
  return { message, remedy, evidence: [evidence], commands }
}

/** Attachments outside of the target namespace and of default cannot be used by its VMs. */
const networkAttachment = rule({
  id: 'network-attachment',
  scope: 'network',
  category: 'Critical',
  question: 'Is the attachment that the plan chooses there, where VMs of the namespace may use it?',
  applies: 'both',
  catalogue: ['map-destination-nad-missing', 'nad-per-extra-network', 'plan-nad-namespace'],
  docs: DOCS.networkMaps,
  needs: ['plan', 'target'],
  remedy: 'Create the attachment in the target namespace, or choose another.',
  evaluate(network, facts) {
    const choice = facts.plan?.networkMap.find((pair) => pair.sourceId === network.id)?.target
    if (choice?.kind !== 'multus') return NONE
    const name = `${choice.namespace}/${choice.name}`
    const isElsewhere = facts.target?.attachments.some(
      (one) => one.namespace === choice.namespace && one.name === choice.name,
    )
    return networkHits(
      ['network-attachment'],
      network,
      facts,
      fact(
        'plan.networkMap',
        `${name} (${isElsewhere ? 'in a namespace that VMs of the plan may not use' : 'not found'})`,
      ),
    )
  },
})

const networkMapEmpty = rule({
  id: 'plan-network-map',
  scope: 'plan',
  category: 'Critical',
  question: 'Does the plan map networks?',
  applies: 'both',
  catalogue: ['plan-network-map-ready'],
  docs: DOCS.networkMaps,
  needs: ['plan'],
  remedy: 'Choose a target for each network that the VMs use.',
  evaluate(plan, facts) {
    if (!plan || plan.networkMap.length > 0) return NONE
    const vms = [...concernedVms(facts)].filter((vm) => vm.nics.some((nic) => nic.networkId !== undefined))
    if (vms.length === 0) return NONE
    return hit(
      `The plan maps no network, and ${counted(vms.length, 'VM')} of it ${vms.length === 1 ? 'has' : 'have'} network cards.`,
      'plan.networkMap',
      'empty',
    )
  },
})

const storageMapEmpty = rule({
  id: 'plan-storage-map',
  scope: 'plan',
  category: 'Critical',
  question: 'Does the plan map datastores?',
  applies: 'both',
  catalogue: ['plan-storage-map-ready'],
  docs: DOCS.storageMaps,
  needs: ['plan'],
  remedy: 'Choose a storage class for each datastore that holds disks of the VMs.',
  evaluate(plan, facts) {
    if (!plan || plan.storageMap.length > 0) return NONE
    const vms = [...concernedVms(facts)].filter((vm) => vm.disks.length > 0)
    if (vms.length === 0) return NONE
    return hit(
      `The plan maps no datastore, and ${counted(vms.length, 'VM')} of it ${vms.length === 1 ? 'has' : 'have'} disks.`,
      'plan.storageMap',
      'empty',
    )
  },
})

/** By id, as all maps here are: a name that stands for several networks cannot come up. */
const mapSourceGone = rule({
  id: 'map-source-gone',
  scope: 'plan',
  category: 'Warning',
  question: 'Does the source still have each network and datastore that the plan maps, and once?',
  applies: 'both',
  catalogue: ['map-source-network-unknown', 'map-storage-class-missing'],
  docs: DOCS.networkMaps,
  needs: ['plan'],
  remedy: 'Take the stale or doubled rows out of the map.',
  evaluate(plan, { index }) {
    if (!plan) return NONE
    return [
      ...staleRows('networkMap', plan.networkMap, index.networks),
      ...staleRows('storageMap', plan.storageMap, index.datastores),
    ]
  },
})

function staleRows(
  map: string,
  rows: readonly { readonly sourceId: string }[],
  known: ReadonlyMap<string, unknown>,
): readonly Hit[] {
  const seen = new Set<string>()
  const doubled = new Set<string>()
  for (const { sourceId } of rows) (seen.has(sourceId) ? doubled : seen).add(sourceId)
  return hitsFor(
    [...seen],
    (id) => !known.has(id) || doubled.has(id),
    (id) => ({
      part: `${map} ${id}`,
      message: known.has(id)
        ? `The plan maps ${id} more than once; the first row counts.`
        : `The plan maps ${id}, which the source no longer has.`,
      evidence: [fact(`plan.${map}`, id)],
    }),
  )
}

const storageClass = rule({
  id: 'storage-class',
  scope: 'datastore',
  category: 'Critical',
  question: 'Does the cluster have the storage class that the plan chooses, and know how to use it?',
  applies: 'both',
  catalogue: ['map-storage-class-missing'],
  docs: DOCS.storageMaps,
  needs: ['plan', 'target'],
  remedy: 'Choose a storage class that exists.',
  evaluate(datastore, facts) {
    const { plan, target } = facts
    if (!plan || !target || withDisksOn(datastore.id, facts).length === 0) return NONE
    const fault = storageFault(datastore, plan, target)
    if (!fault || fault.rule === 'storage-unmapped') return NONE
    const chosen = plan.storageMap.find((pair) => pair.sourceId === datastore.id)?.storageClass ?? ''
    return [
      {
        ...hitOf(fault, fact('plan.storageMap', chosen), [onCluster(facts, 'get storageclass')]),
        ...(fault.rule === 'storage-profile' && {
          commands: [onCluster(facts, `get storageprofile ${quoted(chosen)} -o yaml`)],
        }),
      },
    ]
  },
})

/** No option of a plan keeps addresses: the guest goes on with the address that it has configured. */
const staticOnPodNetwork = rule({
  id: 'static-address-on-pod-network',
  scope: 'network',
  category: 'Warning',
  question: 'Do guests with static addresses stay on a network where these are valid?',
  applies: 'both',
  catalogue: ['plan-static-ip-on-pod-network'],
  docs: DOCS.interfaces,
  needs: ['plan', 'vms.guestNics'],
  remedy:
    'Map this network to an attachment that reaches the same subnet, or change the guests to DHCP before the run.',
  evaluate(network, facts) {
    const choice = facts.plan?.networkMap.find((pair) => pair.sourceId === network.id)?.target
    if (choice?.kind !== 'pod') return NONE
    const vms = withCardsOn(network.id, facts).filter((vm) => {
      const keys = new Set(vm.nics.filter((nic) => nic.networkId === network.id).map(({ key }) => key))
      return vm.guestNics.some(
        ({ deviceKey, addresses }) =>
          deviceKey !== undefined &&
          keys.has(deviceKey) &&
          addresses.some(({ origin }) => origin === 'manual'),
      )
    })
    if (vms.length === 0) return NONE
    return hit(
      `${counted(vms.length, 'VM')} with static addresses would be on the pod network, which gives out its own: ${named(vms)}.`,
      'guest.net.ipConfig.ipAddress.origin',
      'manual',
    )
  },
})

export const planMapRules = [
  networkAttachment,
  networkMapEmpty,
  storageMapEmpty,
  mapSourceGone,
  storageClass,
  staticOnPodNetwork,
]
