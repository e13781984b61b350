/** Letters of a result, as looks with a sentence for a person. */
import { DNS_SECONDS, TCP_SECONDS } from './limits.ts'
import type { Look } from './model.ts'
import type { LookCode } from './network-results.ts'

/** From where it was looked: the cluster's pods, or this computer. */
export type Viewpoint = 'cluster' | 'computer'

const WHO: Readonly<
  Record<Viewpoint, { readonly dns: string; readonly from: string; readonly hint: string }>
> = {
  cluster: {
    dns: "The cluster's DNS",
    from: "the cluster's nodes",
    hint: ', and look for a NetworkPolicy or an egress firewall of the namespace',
  },
  computer: { dns: 'The DNS of this computer', from: 'this computer', hint: '' },
}

export function dnsLook(code: LookCode, addresses: readonly string[], view: Viewpoint): Look {
  const { dns, hint } = WHO[view]
  switch (code) {
    case 'o':
      return { state: 'ok', detail: addresses.join(', ') }
    case 'n':
      return {
        state: 'failed',
        detail: `${dns} does not know the name. Add it there, or forward its domain to a server that knows it.`,
      }
    case 't':
      return {
        state: 'failed',
        detail: `${dns} did not answer within ${DNS_SECONDS} seconds. Check the servers it forwards to${hint}.`,
      }
    case 'e':
      return { state: 'failed', detail: `${dns} could not be asked.` }
    default:
      return notTried('The probe did not get to it.')
  }
}

export function portLook(code: LookCode, port: number, host: string, view: Viewpoint): Look {
  const { from, hint } = WHO[view]
  const failed = (detail: string): Look => ({ state: 'failed', detail: `${port} ${detail}` })
  switch (code) {
    case 'o':
      return { state: 'ok', detail: '' }
    case 'r':
      return failed(
        `refused: ${host} answers, but nothing listens on TCP ${port}, or a firewall rejects it. ${service(port)}`,
      )
    case 't':
      return failed(
        `no answer within ${TCP_SECONDS} seconds: a firewall drops it. Open TCP ${port} from ${from} to ${host}${hint}.`,
      )
    case 'u':
      return failed(
        `no way there: a router or firewall between ${from} and ${host} rejects it. Check routes, and open TCP ${port}.`,
      )
    case 'n':
      return failed(`the name ${host} was not found when it was connected to.`)
    case 'e':
      return failed(`the connection to ${host} failed.`)
    case '-':
      return notTried('Not tried: the name was not found.')
    case '?':
      return notTried('The probe did not get to it.')
  }
}

export function notTried(detail: string): Look {
  return { state: 'unknown', detail }
}

export const pendingLook: Look = { state: 'pending', detail: '' }

function service(port: number): string {
  return port === 902
    ? "Check that the ESXi host's firewall allows NFC (rule set vSphereClient) from the cluster's nodes."
    : 'Check that the service runs and which addresses its firewall allows.'
}
