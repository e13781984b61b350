/** Addresses of the source that mean something else inside the target cluster. */
import { fact, NONE } from '../../hits.ts'
import { rule, type Hit } from '../../rule.ts'
import { DOCS } from './docs.ts'
import { dataAdapter } from './host-links.ts'
import { concerned, onCluster } from './words.ts'

interface Range {
  readonly cidr: string
  readonly words: string
}

/** What clusters are installed with when nobody chooses; which ranges this one uses is not read. */
const DEFAULTS: Readonly<Record<'openshift' | 'kubernetes', readonly Range[]>> = {
  openshift: [
    { cidr: '10.128.0.0/14', words: 'pods' },
    { cidr: '172.30.0.0/16', words: 'services' },
    { cidr: '100.64.0.0/16', words: 'OVN joins' },
    { cidr: '100.88.0.0/16', words: 'OVN transit' },
  ],
  kubernetes: [
    { cidr: '10.244.0.0/16', words: 'pods' },
    { cidr: '10.96.0.0/12', words: 'services' },
  ],
}

/** The number of an IPv4 address; undefined for what is none. */
function addressNumber(text: string): number | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text.trim())
  if (!match) return undefined
  const parts = match.slice(1).map(Number)
  return parts.some((part) => part > 255) ? undefined : parts.reduce((sum, part) => sum * 256 + part, 0)
}

/** Whether an IPv4 address lies in "10.128.0.0/14". */
export function isInside(address: string, cidr: string): boolean {
  const [base = '', length = ''] = cidr.split('/')
  const [number, start] = [addressNumber(address), addressNumber(base)]
  if (number === undefined || start === undefined) return false
  const size = 2 ** (32 - Number(length))
  return Math.floor(number / size) === Math.floor(start / size)
}

/** A warning, not a stop: the ranges are the defaults, and this cluster may have been given others. */
export const addressOverlap = rule({
  id: 'source-address-in-cluster-range',
  scope: 'host',
  category: 'Warning',
  question: 'Are the addresses of the host outside of the ranges that clusters use inside by default?',
  applies: 'both',
  catalogue: ['source-ip-inside-cluster-cidr'],
  docs: DOCS.services,
  needs: ['hosts.kernelNics.services', 'hosts.kernelNics.ip', 'target'],
  remedy:
    'Compare with the ranges of this cluster. If the address lies in one of them, traffic to it stays inside the cluster: use another adapter of the host, or another address.',
  evaluate(host, facts) {
    const { target } = facts
    const adapter = dataAdapter(host)
    if (!target || !adapter || concerned(facts.index.vmsByHost.get(host.id), facts).length === 0) return NONE
    const range = DEFAULTS[target.platform].find(({ cidr }) => isInside(adapter.ip, cidr))
    if (!range) return NONE
    const hit: Hit = {
      message: `${adapter.device} has ${adapter.ip}, which lies in ${range.cidr}, the default range for ${range.words}.`,
      evidence: [fact(`config.network.vnic[${adapter.device}].spec.ip.ipAddress`, adapter.ip)],
      commands: [
        onCluster(
          facts,
          target.platform === 'openshift'
            ? 'get network.config cluster -o yaml'
            : 'cluster-info dump -o yaml | grep -m2 -E cluster-cidr\\|service-cluster-ip-range',
        ),
      ],
    }
    return [hit]
  },
})
