/** Namespace, transfer network, guest conversion and quotas of a plan. */
import { quotaFindings } from '../../../plan/quota-findings.ts'
import { conversionFindings, namespaceFindings, transferFindings } from '../../../plan/target-findings.ts'
import { chosenTransferNetwork } from '../../../plan/transfer-network.ts'
import { quoted } from '../../../shell-quote.ts'
import { fact } from '../../hits.ts'
import type { Facts } from '../../rule.ts'
import { adopted, planFactsOf, told } from './adopted.ts'
import { DOCS } from './docs.ts'
import { onCluster } from './words.ts'

const NEEDS = ['plan', 'target']

const namespaceOf = ({ plan }: Facts) => plan?.targetNamespace ?? ''
const ofNamespace = ({ plan, target }: Facts) => (plan && target ? namespaceFindings(plan, target) : [])

const namespaceTerminating = adopted({
  id: 'target-namespace-terminating',
  category: 'Critical',
  question: 'Does the target namespace stay?',
  catalogue: ['plan-target-namespace'],
  docs: DOCS.namespaces,
  needs: NEEDS,
  remedy: 'Choose another namespace, or wait until it is gone.',
  find: ofNamespace,
  evidence: told('status.phase', () => 'Terminating'),
  commands: (facts) => [onCluster(facts, `get namespace ${quoted(namespaceOf(facts))} -o yaml`)],
})

const podSecurity = adopted({
  id: 'target-pod-security',
  category: 'Warning',
  question: 'Does the target namespace let the pods of VMs run?',
  catalogue: ['plan-pod-security'],
  docs: DOCS.podSecurity,
  needs: NEEDS,
  remedy: 'Let the namespace enforce the level privileged.',
  find: ofNamespace,
  evidence: told(
    'metadata.labels[pod-security.kubernetes.io/enforce]',
    ({ plan, target }) => target?.podSecurity[plan?.targetNamespace ?? ''],
  ),
  commands: (facts) => [
    onCluster(
      facts,
      `label namespace ${quoted(namespaceOf(facts))} pod-security.kubernetes.io/enforce=privileged --overwrite`,
    ),
  ],
})

const transferNetwork = adopted({
  id: 'transfer-network',
  rules: ['transfer-network-missing', 'transfer-network-namespace', 'transfer-network-route'],
  category: 'Critical',
  question: 'Can pods of the target namespace use the transfer network?',
  catalogue: ['plan-transfer-network'],
  docs: DOCS.transferNetwork,
  needs: NEEDS,
  remedy: 'Choose another transfer network or the pod network.',
  find: ({ plan, target }) => (plan && target ? transferFindings(plan, target) : []),
  evidence: told('transfer network', ({ plan, target }) => {
    const chosen = plan && target ? chosenTransferNetwork(plan, target) : undefined
    return chosen?.kind === 'attachment' ? `${chosen.ref.namespace}/${chosen.ref.name}` : undefined
  }),
  commands: (facts) => [onCluster(facts, 'get network-attachment-definitions -A')],
})

const conversion = adopted({
  id: 'guest-conversion',
  rules: ['conversion-refused', 'conversion-unknown', 'conversion-privileged'],
  category: 'Critical',
  question: 'Are the pods that convert guests let in?',
  catalogue: ['plan-pod-security'],
  docs: DOCS.podSecurity,
  needs: NEEDS,
  remedy: 'Install the Forklift (MTV) operator, or allow privileged conversion in the plan.',
  find: ({ plan, target }) => (plan && target ? conversionFindings(plan, target) : []),
  evidence: told('security context constraints', ({ target }) => target?.conversionSecurity),
  commands: (facts) => [onCluster(facts, 'get scc forklift-controller-scc')],
})

const quota = adopted({
  id: 'namespace-quota',
  rules: ['quota-exceeded', 'quota-tight'],
  category: 'Critical',
  question: 'Do the quotas of the target namespace leave room for the plan?',
  catalogue: ['namespace-quota-headroom'],
  docs: DOCS.quotas,
  needs: NEEDS,
  remedy: 'Raise the quota, or split the plan.',
  find(facts) {
    const planFacts = planFactsOf(facts)
    // One quota may be short of several things: each is told apart.
    return planFacts
      ? quotaFindings(planFacts.plan, planFacts.vms, planFacts.target).map((each, at) => ({
          ...each,
          object: { ...each.object, id: `${each.object.id} ${at}` },
        }))
      : []
  },
  evidence: (_facts, { object, message }) => fact(object.name, message),
  commands: (facts) => [onCluster(facts, `describe quota -n ${quoted(namespaceOf(facts))}`)],
})

export const planPlaceRules = [namespaceTerminating, podSecurity, transferNetwork, conversion, quota]
