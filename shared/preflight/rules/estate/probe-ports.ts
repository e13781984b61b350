/** What the probe from inside the cluster saw of vCenter and the ESXi hosts. */
import type { Look, ProbeTarget } from '../../../probe/model.ts'
import { quoted } from '../../../shell-quote.ts'
import { fact, NONE } from '../../hits.ts'
import { rule, type Facts, type Hit } from '../../rule.ts'
import { DOCS } from './docs.ts'
import { concerned, onCluster } from './words.ts'

const NFC = 902

interface Seen {
  readonly host: string
  readonly port: number | undefined
  readonly look: Look
}

function hitsOf(seen: readonly Seen[], facts: Facts): Hit[] {
  return seen
    .filter(({ look }) => look.state !== 'ok')
    .map(({ host, port, look }): Hit => {
      const failed = look.state === 'failed'
      const where = port === undefined ? `the name ${host}` : `${host} on port ${port}`
      const words = failed
        ? `Pods in the target namespace do not reach ${where}.`
        : `Whether pods reach ${where} is not known.`
      return {
        part: port === undefined ? 'name' : `${host}:${port}`,
        message: look.detail === '' ? words : `${words} ${look.detail}`,
        evidence: [fact(port === undefined ? 'name lookup' : `TCP ${port}`, look.detail || look.state)],
        commands: ADDRESS.test(host) ? [onCluster(facts, tryCommand(facts, host, port))] : [],
        ...(!failed && { unknown: true as const }),
      }
    })
}

/** Nothing else goes into a shell of the pod. */
const ADDRESS = /^[\w.:-]+$/

function tryCommand({ networkProbe, plan }: Facts, host: string, port: number | undefined): string {
  const image = quoted(networkProbe?.image || 'registry.access.redhat.com/ubi9/ubi')
  const namespace = plan ? ` -n ${quoted(plan.targetNamespace)}` : ''
  const test =
    port === undefined
      ? `getent hosts ${quoted(host)}`
      : `timeout 5 bash -c ${quoted(`</dev/tcp/${host}/${port}`)}`
  return `run reach-test${namespace} --rm -i --restart=Never --image=${image} -- ${test}`
}

function targetOf({ networkProbe }: Facts, id: string): ProbeTarget | undefined {
  return networkProbe?.targets.find((one) => one.id === id)
}

/** The looks at ports that pass `wanted`; the name as well where it is what failed. */
function seenOf(target: ProbeTarget, wanted: (port: number) => boolean, name: boolean): Seen[] {
  const { host, cluster } = target
  return [
    ...(name && cluster.dns.state === 'failed' ? [{ host, port: undefined, look: cluster.dns }] : []),
    ...cluster.ports
      .filter(
        ({ port, address }) => wanted(port) && (cluster.dns.state !== 'failed' || address !== undefined),
      )
      .map(({ port, address, look }) => ({ host: address ?? host, port, look })),
  ]
}

const OPEN =
  'from all nodes of the target cluster: firewalls between the sites, and NetworkPolicy or egress rules of the target namespace. Then run the network probe again.'

export const vcenterPort = rule({
  id: 'port-443-vcenter',
  scope: 'vcenter',
  category: 'Critical',
  question: 'Do pods of the target namespace reach vCenter?',
  applies: 'both',
  catalogue: ['port-443-vcenter', 'egress-networkpolicy'],
  docs: DOCS.ports,
  needs: ['networkProbe'],
  remedy: `Open TCP 443 of vCenter ${OPEN}`,
  evaluate(_about, facts) {
    const target = targetOf(facts, 'vcenter')
    return target
      ? hitsOf(
          seenOf(target, () => true, true),
          facts,
        )
      : NONE
  },
})

const ofHosts = (id: string, port: string, catalogue: readonly string[], wanted: (port: number) => boolean) =>
  rule({
    id,
    scope: 'host',
    category: 'Critical',
    question: `Do pods of the target namespace reach the ESXi host on port ${port}?`,
    applies: 'both',
    catalogue,
    docs: DOCS.ports,
    needs: ['networkProbe'],
    remedy: `Open TCP ${port} of the host ${OPEN}`,
    evaluate(host, facts) {
      if (concerned(facts.index.vmsByHost.get(host.id), facts).length === 0) return NONE
      const target = targetOf(facts, host.id)
      // One finding about the name is enough.
      if (target) return hitsOf(seenOf(target, wanted, !wanted(NFC)), facts)
      return [
        {
          message: `The network probe has not looked at this host.`,
          evidence: [fact(`TCP ${port}`, 'not probed')],
          remedy: 'Run the network probe for this host as well.',
          unknown: true,
        },
      ]
    },
  })

export const hostPort = ofHosts(
  'port-443-esxi',
  '443',
  ['port-443-esxi', 'migration-net-routable', 'egress-networkpolicy'],
  (port) => port !== NFC,
)
export const nfcPort = ofHosts(
  'port-902-esxi',
  '902',
  ['port-902-esxi', 'migration-net-routable', 'egress-networkpolicy'],
  (port) => port === NFC,
)

export const probePortRules = [vcenterPort, hostPort, nfcPort]
