/** What speaks against a plan as a whole: names, namespace, mappings, target. */
import type { Datastore, Inventory, Network, Vm } from '../inventory/model.ts'
import type { Target } from '../target/model.ts'
import { critical } from './finding.ts'
import { usableAttachments, usedDatastores, usedNetworks } from './mapping.ts'
import type { Finding, PlanInput } from './model.ts'
import { namespaceFault, planNameFault, vmNameFault } from './names.ts'
import { quotaFindings } from './quota-findings.ts'
import { targetFindings } from './target-findings.ts'
import { takenNames } from './target-names.ts'

export interface PlanFacts {
  readonly plan: PlanInput
  readonly vms: readonly Vm[]
  readonly inventory: Inventory
  readonly target: Target
  /** VM id to target name. */
  readonly names: ReadonlyMap<string, string>
}

export function planFindings(facts: PlanFacts): Finding[] {
  return [
    ...nameFindings(facts),
    ...targetFindings(facts.plan, facts.target),
    ...quotaFindings(facts.plan, facts.vms, facts.target),
    ...networkFindings(facts),
    ...podNetworkFindings(facts),
    ...storageFindings(facts),
    ...powerFindings(facts),
  ]
}

export function nameFindings({ plan, vms, target, names }: PlanFacts): Finding[] {
  const findings: Finding[] = []
  const planFault = planNameFault(plan.name)
  if (planFault)
    findings.push(critical('plan-name', 'Plan name', planFault.message, tryName(planFault.suggestion)))
  const namespace = namespaceFault(plan.targetNamespace)
  if (namespace)
    findings.push(
      critical('target-namespace', 'Target namespace', namespace.message, tryName(namespace.suggestion)),
    )
  const taken = takenNames(target, plan.targetNamespace)
  const seen = new Set<string>()
  for (const vm of vms) {
    const name = names.get(vm.id) ?? vm.name
    const fault = vmNameFault(name)
    if (fault)
      findings.push(critical('target-name', vm.name, fault.message, tryName(fault.suggestion), vm.id))
    if (taken.has(name))
      findings.push(
        critical(
          'target-name-taken',
          vm.name,
          `A virtual machine ${name} stands in namespace ${plan.targetNamespace} already.`,
          'Give this VM another target name, choose another namespace, or delete the existing one.',
          vm.id,
        ),
      )
    if (seen.has(name))
      findings.push(
        critical(
          'target-name-twice',
          vm.name,
          `Two VMs of the plan would be named ${name}.`,
          'Give one of them another target name.',
          vm.id,
        ),
      )
    seen.add(name)
  }
  return findings
}

function tryName(suggestion: string): string {
  return suggestion === '' ? 'Choose another name.' : `Use ${suggestion}, for example.`
}

function networkFindings({ plan, vms, inventory, target }: PlanFacts): Finding[] {
  return usedNetworks(vms, inventory).flatMap((network) => networkFault(network, plan, target) ?? [])
}

/** What is wrong with where a plan puts a network that its VMs use. */
export function networkFault(
  network: Pick<Network, 'id' | 'name'>,
  { networkMap, targetNamespace }: Pick<PlanInput, 'networkMap' | 'targetNamespace'>,
  target: Target,
): Finding | undefined {
  const choice = networkMap.find((pair) => pair.sourceId === network.id)?.target
  if (!choice)
    return critical(
      'network-unmapped',
      network.name,
      'This network is not mapped.',
      'Choose a target network for it.',
    )
  if (
    choice.kind !== 'multus' ||
    usableAttachments(target, targetNamespace).some(
      (one) => one.namespace === choice.namespace && one.name === choice.name,
    )
  )
    return undefined
  return critical(
    'network-attachment',
    network.name,
    `The attachment ${choice.namespace}/${choice.name} is neither in namespace ${targetNamespace} nor in default.`,
    'Choose an attachment of the target namespace or of default.',
  )
}

function podNetworkFindings({ plan, vms }: PlanFacts): Finding[] {
  const pod = new Set(
    plan.networkMap.filter((pair) => pair.target.kind === 'pod').map((pair) => pair.sourceId),
  )
  return vms
    .filter((vm) => vm.nics.filter((nic) => nic.networkId !== undefined && pod.has(nic.networkId)).length > 1)
    .map((vm) =>
      critical(
        'pod-network-twice',
        vm.name,
        'More than one of its cards would be on the pod network; a VM can have one there.',
        'Map one of its networks to an attachment, or leave that card out.',
        vm.id,
      ),
    )
}

function storageFindings({ plan, vms, inventory, target }: PlanFacts): Finding[] {
  return usedDatastores(vms, inventory).flatMap((datastore) => storageFault(datastore, plan, target) ?? [])
}

/** What is wrong with where a plan puts the disks of a datastore. */
export function storageFault(
  datastore: Pick<Datastore, 'id' | 'name'>,
  { storageMap }: Pick<PlanInput, 'storageMap'>,
  target: Target,
): Finding | undefined {
  const pair = storageMap.find((one) => one.sourceId === datastore.id)
  if (!pair || pair.storageClass === '')
    return critical(
      'storage-unmapped',
      datastore.name,
      'This datastore is not mapped.',
      'Choose a storage class for it.',
    )
  const storageClass = target.storageClasses.find((one) => one.name === pair.storageClass)
  if (!storageClass)
    return critical(
      'storage-class',
      datastore.name,
      `The cluster has no storage class ${pair.storageClass}.`,
      'Choose one that exists.',
    )
  if (storageClass.claimPropertySets.length > 0 || (pair.volumeMode && pair.accessMode)) return undefined
  return critical(
    'storage-profile',
    datastore.name,
    `CDI does not know how to use ${pair.storageClass}.`,
    'Choose volume mode and access mode for it.',
  )
}

/** A guest without Tools cannot be asked to shut down: its run fails, or its plug is pulled by consent. */
function powerFindings({ plan, vms }: PlanFacts): Finding[] {
  return vms
    .filter((vm) => vm.powerState === 'poweredOn' && vm.tools !== 'running')
    .map((vm) =>
      plan.options.hardPowerOff
        ? {
            rule: 'hard-power-off',
            severity: 'warning',
            object: vm.name,
            vmId: vm.id,
            message: 'It runs without VMware Tools, so it is powered off hard, as the plan allows.',
            remedy: 'Shut the guest down yourself before the run if unsaved data would be lost.',
          }
        : critical(
            'power-off',
            vm.name,
            'It runs without VMware Tools, so the plan has no way to shut it down.',
            'Allow a hard power-off in the plan, or shut the guest down before the run.',
            vm.id,
          ),
    )
}
