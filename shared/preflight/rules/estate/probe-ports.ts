/** What the probe from inside the cluster saw of vCenter and the ESXi hosts. */
import { type KeptLook, probedWhen } from '../../../probe/kept.ts'
import type { Look } from '../../../probe/model.ts'
import { quoted } from '../../../shell-quote.ts'
import { fact, NONE } from '../../hits.ts'
import { probeCommands } from '../../missing-parts.ts'
import { rule, type Facts, type Hit } from '../../rule.ts'
import { DOCS } from './docs.ts'
import { concerned, onCluster } from './words.ts'

const NFC = 902

interface Seen {
  readonly host: string
  readonly port: number | undefined
  readonly look: Look
}

function hitsOf(kept: KeptLook, seen: readonly Seen[], facts: Facts): Hit[] {
  const when = fact('network probe', probedWhen(kept, facts.now))
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
        evidence: [fact(port === undefined ? 'name lookup' : `TCP ${port}`, look.detail || look.state), when],
        commands: [
          ...(ADDRESS.test(host) ? [onCluster(facts, tryCommand(kept, host, port))] : []),
          ...probeCommands('network', facts),
        ],
        ...(!failed && { unknown: true as const }),
      }
    })
}

/** Nothing else goes into a shell of the pod. */
const ADDRESS = /^[\w.:-]+$/

function tryCommand({ image, namespace }: KeptLook, host: string, port: number | undefined): string {
  const test =
    port === undefined
      ? `getent hosts ${quoted(host)}`
      : `timeout 5 bash -c ${quoted(`</dev/tcp/${host}/${port}`)}`
  return `run reach-test -n ${quoted(namespace)} --rm -i --restart=Never --image=${quoted(image)} -- ${test}`
}

export function lookOf({ networkProbe }: Facts, id: string): KeptLook | undefined {
  return networkProbe?.looks.find(({ server }) => server.id === id)
}

/** A server that no probe has looked at, or none whose result counts. */
function notLooked(id: string, server: string, property: string, facts: Facts): Hit[] {
  const why = facts.networkProbe?.uncounted[id]
  return [
    {
      message: why ?? `The network probe has not looked at ${server}.`,
      evidence: [fact(property, why === undefined ? 'not probed' : 'not probed in a way that counts')],
      remedy: `Run the network probe for ${server} as well, from the namespace and over the network that are meant.`,
      commands: probeCommands('network', facts),
      unknown: true,
    },
  ]
}

/** The looks at ports that pass `wanted`; the name as well where it is what failed. */
function seenOf({ server }: KeptLook, wanted: (port: number) => boolean, name: boolean): Seen[] {
  const { host, cluster } = server
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

const vcenterPort = rule({
  id: 'port-443-vcenter',
  scope: 'vcenter',
  category: 'Critical',
  question: 'Do pods of the target namespace reach vCenter?',
  applies: 'both',
  catalogue: ['port-443-vcenter', 'egress-networkpolicy'],
  docs: DOCS.ports,
  needs: ['networkProbe'],
  probe: 'network',
  remedy: `Open TCP 443 of vCenter ${OPEN}`,
  evaluate({ apiType }, facts) {
    const look = lookOf(facts, 'vcenter')
    if (look) {
      const seen = seenOf(look, () => true, true)
      return hitsOf(look, seen, facts)
    }
    // Of a source that is a host itself, the rules for hosts tell.
    return apiType === 'HostAgent' ? NONE : notLooked('vcenter', 'vCenter', 'TCP 443', facts)
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
    probe: 'network',
    remedy: `Open TCP ${port} of the host ${OPEN}`,
    evaluate(host, facts) {
      if (concerned(facts.index.vmsByHost.get(host.id), facts).length === 0) return NONE
      const look = lookOf(facts, host.id)
      // One finding about the name is enough.
      if (look) return hitsOf(look, seenOf(look, wanted, !wanted(NFC)), facts)
      return notLooked(host.id, 'this host', `TCP ${port}`, facts)
    },
  })

const hostPort = ofHosts(
  'port-443-esxi',
  '443',
  ['port-443-esxi', 'migration-net-routable', 'egress-networkpolicy'],
  (port) => port !== NFC,
)
const nfcPort = ofHosts(
  'port-902-esxi',
  '902',
  ['port-902-esxi', 'migration-net-routable', 'egress-networkpolicy'],
  (port) => port === NFC,
)

export const probePortRules = [vcenterPort, hostPort, nfcPort]
