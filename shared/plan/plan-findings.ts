/** What speaks against a plan as a whole: names, namespace, mappings, target. */
import type { Datastore, Inventory, Network, Vm } from '../inventory/model.ts'
import type { Target } from '../target/model.ts'
import { critical } from './finding.ts'
import { usableAttachments, usedDatastores, usedNetworks } from './mapping.ts'
import type { Finding, FindingObject } from '../preflight/model.ts'
import type { PlanInput } from './model.ts'
import { namespaceFault, planNameFault, vmNameFault } from './names.ts'
import { quotaFindings } from './quota-findings.ts'
import { targetFindings } from './target-findings.ts'

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
    ...storageFindings(facts),
  ]
}

export function nameFindings({ plan, vms, names }: PlanFacts): Finding[] {
  const findings: Finding[] = []
  const planFault = planNameFault(plan.name)
  if (planFault)
    findings.push(critical('plan-name', 'Plan name', planFault.message, tryName(planFault.suggestion)))
  const namespace = namespaceFault(plan.targetNamespace)
  if (namespace)
    findings.push(
      critical('target-namespace', 'Target namespace', namespace.message, tryName(namespace.suggestion)),
    )
  const seen = new Set<string>()
  for (const vm of vms) {
    const name = names.get(vm.id) ?? vm.name
    const fault = vmNameFault(name)
    if (fault) findings.push(critical('target-name', ofVm(vm), fault.message, tryName(fault.suggestion)))
    if (seen.has(name))
      findings.push(
        critical(
          'target-name-twice',
          ofVm(vm),
          `Two VMs of the plan would be named ${name}.`,
          'Give one of them another target name.',
        ),
      )
    seen.add(name)
  }
  return findings
}

function ofVm({ id, name }: Vm): FindingObject {
  return { kind: 'vm', id, name }
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
  const object = { kind: 'network', id: network.id, name: network.name } as const
  const choice = networkMap.find((pair) => pair.sourceId === network.id)?.target
  if (!choice)
    return critical(
      'network-unmapped',
      object,
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
    object,
    `The attachment ${choice.namespace}/${choice.name} is neither in namespace ${targetNamespace} nor in default.`,
    'Choose an attachment of the target namespace or of default.',
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
  const object = { kind: 'datastore', id: datastore.id, name: datastore.name } as const
  const pair = storageMap.find((one) => one.sourceId === datastore.id)
  if (!pair || pair.storageClass === '')
    return critical(
      'storage-unmapped',
      object,
      'This datastore is not mapped.',
      'Choose a storage class for it.',
    )
  const storageClass = target.storageClasses.find((one) => one.name === pair.storageClass)
  if (!storageClass)
    return critical(
      'storage-class',
      object,
      `The cluster has no storage class ${pair.storageClass}.`,
      'Choose one that exists.',
    )
  if (storageClass.claimPropertySets.length > 0 || (pair.volumeMode && pair.accessMode)) return undefined
  return critical(
    'storage-profile',
    object,
    `CDI does not know how to use ${pair.storageClass}.`,
    'Choose volume mode and access mode for it.',
  )
}
