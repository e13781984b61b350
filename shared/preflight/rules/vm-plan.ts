/** What the mappings of a plan leave open for a VM of it. */
import type { Vm, VmNic } from '../../inventory/model.ts'
import type { PlanInput } from '../../plan/model.ts'
import { DOCS } from '../docs.ts'
import { fact, NONE, oncePerFacts } from '../hits.ts'
import { rule, type Facts, type Hit } from '../rule.ts'

interface Maps {
  readonly networks: ReadonlyMap<string, PlanInput['networkMap'][number]['target']['kind']>
  readonly storage: ReadonlySet<string>
}

const mapsOf = oncePerFacts(({ plan }): Maps => ({
  networks: new Map(plan?.networkMap.map(({ sourceId, target }) => [sourceId, target.kind])),
  storage: new Set(plan?.storageMap.filter((pair) => pair.storageClass !== '').map((pair) => pair.sourceId)),
}))

const networkUnmapped = rule({
  id: 'plan-network-unmapped',
  scope: 'vm',
  category: 'Critical',
  question: 'Does the plan map every network of the VM?',
  applies: 'both',
  catalogue: ['plan-unmapped-network'],
  docs: DOCS.networkMaps,
  needs: ['plan', 'vms.networkIds'],
  remedy: 'Choose a target network for it in the plan, or leave its cards out.',
  // All networks that the VM has, not only those of its cards: an SR-IOV card counts here too.
  evaluate: (vm, facts) =>
    unmapped(
      vm.networkIds,
      mapsOf(facts).networks,
      (id) => facts.index.networks.get(id)?.name ?? id,
      'network',
    ),
})

const storageUnmapped = rule({
  id: 'plan-storage-unmapped',
  scope: 'vm',
  category: 'Critical',
  question: 'Does the plan map the datastore of every disk?',
  applies: 'both',
  catalogue: ['plan-unmapped-storage'],
  docs: DOCS.storageMaps,
  needs: ['plan', 'vms.disks.datastoreId'],
  remedy: 'Choose a storage class for it in the plan.',
  evaluate: (vm, facts) =>
    unmapped(
      [...new Set(vm.disks.map((disk) => disk.datastoreId).filter((id) => id !== ''))],
      mapsOf(facts).storage,
      (id) => facts.index.datastores.get(id)?.name ?? id,
      'datastore',
    ),
})

function unmapped(
  ids: readonly string[],
  mapped: { has(id: string): boolean },
  nameOf: (id: string) => string,
  property: string,
): readonly Hit[] {
  return ids
    .filter((id) => !mapped.has(id))
    .map((id) => ({
      part: id,
      message: `The plan says nothing about ${nameOf(id)}.`,
      evidence: [fact(property, nameOf(id))],
    }))
}

const podNetworkTwice = rule({
  id: 'pod-network-twice',
  scope: 'vm',
  category: 'Critical',
  question: 'Is at most one card of the VM on the pod network?',
  applies: 'both',
  catalogue: ['plan-multiple-pod-nics'],
  docs: DOCS.networkMaps,
  needs: ['plan', 'vms.nics.networkId'],
  review: true,
  remedy: 'Map one of its networks to an attachment, or leave that card out.',
  evaluate(vm, facts) {
    const onPod = podCards(vm, facts)
    if (onPod.length < 2) return NONE
    return [
      {
        message: `${onPod.map((nic) => nic.label).join(' and ')} would be on the pod network; a VM can have one card there.`,
        evidence: onPod.map((nic) =>
          fact(
            `config.hardware.device[${nic.label}].backing`,
            facts.index.networks.get(nic.networkId ?? '')?.name ?? 'not known',
          ),
        ),
      },
    ]
  },
})

function podCards(vm: Vm, facts: Facts): VmNic[] {
  const { networks } = mapsOf(facts)
  return vm.nics.filter((nic) => nic.networkId !== undefined && networks.get(nic.networkId) === 'pod')
}

export const planRules = [networkUnmapped, storageUnmapped, podNetworkTwice]
