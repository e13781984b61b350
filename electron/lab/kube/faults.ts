/** Requests that are to fail, answered before anything else is done with them. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createCounts, failing } from '../failures.ts'
import type { ClusterFailures } from '../service.ts'
import { expired, StatusError } from './status.ts'

/** Who does not see them is a part of the cluster. */
const AGENT = 'palletjack'
const REASONS: Readonly<Record<number, string>> = {
  401: 'Unauthorized',
  409: 'Conflict',
  500: 'InternalError',
  503: 'ServiceUnavailable',
}

export interface Faults {
  set(failures: ClusterFailures): void
  /** True when the request fails, and is answered. */
  answered(request: IncomingMessage, response: ServerResponse): boolean
  /** How many requests failed so, or were cut off. */
  met(): number
}

export function createFaults(): Faults {
  const failures = failing<ClusterFailures>({})
  const counts = createCounts()
  const open = new Set<ServerResponse>()
  const watches = new Set<ServerResponse>()
  const cut = (all: Set<ServerResponse>): void => {
    failures.note(all.size)
    for (const response of all) response.socket?.destroy()
  }
  const refusal = ({ method = '', url = '' }: IncomingMessage): StatusError | undefined => {
    const { refuse, watchesExpired } = failures.now()
    if (watchesExpired === true && isWatch(url)) return expired('too old resource version: 1')
    if (!refuse) return undefined
    if (refuse.methods && !refuse.methods.some((one) => one === method)) return undefined
    if (refuse.kinds?.some((kind) => url.split(/[/?]/).includes(kind)) === false) return undefined
    if (!counts(refuse)) return undefined
    const reason = REASONS[refuse.status] ?? 'Unknown'
    return new StatusError(refuse.status, reason, `the lab answers with ${refuse.status}`)
  }
  return {
    set(wanted) {
      failures.set(wanted)
      if (wanted.down === true) cut(open)
      else if (wanted.watchesExpired === true) cut(watches)
    },
    answered(request, response) {
      if (!request.headers['user-agent']?.startsWith(AGENT)) return false
      if (failures.now().down === true) {
        failures.note()
        request.socket.destroy()
        return true
      }
      const error = refusal(request)
      if (!error) {
        keep(open, response)
        if (isWatch(request.url ?? '')) keep(watches, response)
        return false
      }
      failures.note()
      request.resume()
      response.writeHead(error.code, { 'content-type': 'application/json' })
      response.end(JSON.stringify(error.status))
      return true
    },
    met: () => failures.met(),
  }
}

function isWatch(url: string): boolean {
  return /[?&]watch=(true|1)/.test(url)
}

function keep(all: Set<ServerResponse>, response: ServerResponse): void {
  all.add(response)
  response.once('close', () => all.delete(response))
}
