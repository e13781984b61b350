/** What speaks against a plan on the side of the target cluster and its namespace. */
import { transferRoute } from '../manifests/transfer-network.ts'
import { conversionWords } from '../target/conversion-words.ts'
import type { Target } from '../target/model.ts'
import { missingImageWords } from '../target/image-words.ts'
import { routeRemedy, routeWords } from '../target/route-words.ts'
import { emulatesConversion, usesConsent } from './conversion-access.ts'
import type { Finding } from '../preflight/model.ts'
import { critical, info, warning } from './finding.ts'
import type { PlanInput } from './model.ts'
import { chosenTransferNetwork } from './transfer-network.ts'

const CLUSTER = 'Target cluster'
const NAMESPACE = 'Target namespace'
const NETWORK = 'Transfer network'

export function targetFindings(plan: PlanInput, target: Target): Finding[] {
  return [
    ...operatorFindings(target),
    ...nodeFindings(target),
    ...namespaceFindings(plan, target),
    ...transferFindings(plan, target),
    ...conversionFindings(plan, target),
  ]
}

export function operatorFindings(target: Target): Finding[] {
  const findings: Finding[] = []
  if (target.kubevirtVersion === '')
    findings.push(
      critical(
        'target-kubevirt',
        CLUSTER,
        'KubeVirt is not installed.',
        'Install OpenShift Virtualization (or KubeVirt), or choose another cluster.',
      ),
    )
  if (target.cdiVersion === '')
    findings.push(
      critical(
        'target-cdi',
        CLUSTER,
        'The Containerized Data Importer (CDI) is not installed.',
        'Install OpenShift Virtualization (or CDI), or choose another cluster.',
      ),
    )
  return [...findings, ...imageFindings(target)]
}

/** CDI finds its image by itself where it has one, so that nobody may look for it does not block a run. */
function imageFindings(target: Target): Finding[] {
  const words = missingImageWords(target)
  if (!words) return []
  const make = words.state === 'none' ? critical : warning
  return [make('target-vddk-image', CLUSTER, words.message, words.remedy)]
}

export function nodeFindings(target: Target): Finding[] {
  if (target.nodes.schedulable === 0 || target.nodes.withKvm > 0) return []
  const message = emulatesConversion(target)
    ? 'No node offers KVM and KubeVirt emulates: conversions and guests run, many times slower.'
    : 'No node offers KVM; converted guests would run emulated and very slowly.'
  return [warning('target-kvm', CLUSTER, message, 'Use nodes with hardware virtualization.')]
}

export function namespaceFindings({ targetNamespace }: PlanInput, target: Target): Finding[] {
  if (target.terminating.includes(targetNamespace))
    return [
      critical(
        'target-namespace-terminating',
        NAMESPACE,
        `The namespace ${targetNamespace} is being deleted; nothing new can be made in it.`,
        `Choose another namespace, or wait until it is gone. What holds it up: kubectl get namespace ${targetNamespace} -o yaml`,
      ),
    ]
  if (target.podSecurity[targetNamespace] !== 'restricted') return []
  return [
    warning(
      'target-pod-security',
      NAMESPACE,
      `The namespace ${targetNamespace} enforces the pod security level restricted. Importer and conversion pods keep to it; the pods of running VMs may be refused.`,
      `If VMs do not start there: kubectl label namespace ${targetNamespace} pod-security.kubernetes.io/enforce=privileged --overwrite`,
    ),
  ]
}

export function transferFindings(plan: PlanInput, target: Target): Finding[] {
  const chosen = chosenTransferNetwork(plan, target)
  if (chosen.kind === 'pod') return []
  const name = `${chosen.ref.namespace}/${chosen.ref.name}`
  const whose = chosen.from === 'plan' ? 'the plan' : 'the target provider'
  const { attachment } = chosen
  if (!attachment)
    return [
      critical(
        'transfer-network-missing',
        NETWORK,
        `The transfer network ${name} of ${whose} is not on the cluster, or this user may not read it.`,
        'Choose another transfer network or the pod network, in the plan or in the settings of the provider.',
      ),
    ]
  if (attachment.namespace !== plan.targetNamespace && attachment.namespace !== 'default')
    return [
      critical(
        'transfer-network-namespace',
        NETWORK,
        `The transfer network ${name} is neither in namespace ${plan.targetNamespace} nor in default, so pods there may not use it.`,
        `Choose one of ${plan.targetNamespace} or of default, or the pod network.`,
      ),
    ]
  const route = transferRoute(attachment)
  const words = `${name}: ${routeWords(attachment)}`
  if (route.kind === 'invalid')
    return [critical('transfer-network-route', NETWORK, words, routeRemedy(attachment))]
  if (route.kind === 'legacy')
    return [warning('transfer-network-route', NETWORK, words, routeRemedy(attachment))]
  return []
}

export function conversionFindings(plan: PlanInput, target: Target): Finding[] {
  const { conversionSecurity } = target
  const { targetNamespace } = plan
  if (conversionSecurity === 'free' || conversionSecurity === 'forklift') return []
  if (usesConsent(plan, target))
    return [
      info(
        'conversion-privileged',
        NAMESPACE,
        `As the plan allows, guests are converted by privileged pods in namespace ${targetNamespace}: it gets the service account palletjack-conversion with the right to use the constraint "privileged", and the pod security level privileged.`,
        'Nothing has to be done: account, right and level go back to what they were when the run ends.',
      ),
    ]
  const { message, remedy } = conversionWords[conversionSecurity]
  const make = conversionSecurity === 'refused' ? critical : warning
  return [make(`conversion-${conversionSecurity}`, CLUSTER, message, remedy)]
}
