/** vCenter's REST API over https: one request, one JSON answer, with limits on time and size. */
import { Pool, type Dispatcher } from 'undici'
import type { Problem } from '../../shared/problem.ts'
import type { VsphereAddress } from '../../shared/provider/address.ts'
import type { Trust } from '../../shared/provider/model.ts'
import { VsphereError } from './errors.ts'
import { networkProblem, timeoutProblem } from './network-problems.ts'
import { brokenAnswer, tooLarge } from './soap-answer.ts'
import { createTrustedConnector } from './trust.ts'

interface RestRequest {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** With its query. */
  readonly path: string
  /** What is asked, for a person: "the tags of 500 VMs". */
  readonly what: string
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON. */
  readonly body?: unknown
  readonly signal?: AbortSignal
  /** ms for the whole answer. */
  readonly limitMs?: number
}

export interface RestAnswer {
  readonly status: number
  /** What the JSON of a 2xx answer says; undefined for any other status, whose text is not read. */
  readonly value: unknown
}

export interface RestClient {
  /**
   * Throws VsphereError for everything that goes wrong on the way and for an answer that is no JSON; AbortError
   * when `signal` aborts. Redirects are not followed: they are a status like another.
   */
  request(request: RestRequest): Promise<RestAnswer>
  /** Ends all connections, also those with a request under way. */
  destroy(): Promise<void>
}

export interface RestLimits {
  /** ms for a whole answer, where the request sets no limit of its own. */
  readonly answerMs?: number
  /** Bytes of one answer. */
  readonly answerBytes?: number
}

/** Requests at once. */
export const REST_CONNECTIONS = 4

const ANSWER_LIMIT_MS = 30_000
/** The tags of 500 VMs with 20 each have some 700 KB. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024

/** Connects with the first request, by the same rules as the SOAP client. Throws VsphereError for a wrong `trust`. */
export function createRestClient(address: VsphereAddress, trust: Trust, limits: RestLimits = {}): RestClient {
  // Aborted with the problem, once and for all, when the server is no longer the one that was trusted.
  const stopped = new AbortController()
  let stoppedBy: Problem | undefined
  const connect = createTrustedConnector(address, trust, {
    trusted: () => undefined,
    changed: (problem) => {
      stoppedBy ??= problem
      stopped.abort()
    },
  })
  const { origin } = new URL(address.url)
  const pool = new Pool(origin, { connect, pipelining: 1, connections: REST_CONNECTIONS })
  const maxBytes = limits.answerBytes ?? MAX_ANSWER_BYTES
  const send = async ({ method, path, what, headers, body }: RestRequest, signal: AbortSignal) => {
    const answer = await pool.request({
      method,
      path,
      headers: {
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal,
    })
    return readAnswer(answer, address, what, maxBytes)
  }
  return {
    request: async (request) => {
      if (stoppedBy) throw new VsphereError(stoppedBy)
      const ms = request.limitMs ?? limits.answerMs ?? ANSWER_LIMIT_MS
      const limit = AbortSignal.timeout(ms)
      const signal = AbortSignal.any([limit, stopped.signal, ...(request.signal ? [request.signal] : [])])
      try {
        return await send(request, signal)
      } catch (error) {
        if (request.signal?.aborted) throw new DOMException(`${request.what}: canceled`, 'AbortError')
        // Set while the request was under way, which the checker cannot see.
        const cause = stoppedBy as Problem | undefined
        if (cause) throw new VsphereError(cause)
        if (limit.aborted) throw new VsphereError(timeoutProblem(address.host, { what: request.what, ms }))
        throw knownError(error, address)
      }
    },
    destroy: () => pool.destroy(),
  }
}

/** undici hands a connector's own error through, sometimes as a cause. */
function knownError(error: unknown, address: VsphereAddress): unknown {
  if (error instanceof VsphereError) return error
  if (error instanceof Error && error.cause instanceof VsphereError) return error.cause
  const problem = networkProblem(error, address)
  return problem ? new VsphereError(problem) : error
}

async function readAnswer(
  { statusCode, headers, body }: Dispatcher.ResponseData,
  address: VsphereAddress,
  what: string,
  maxBytes: number,
): Promise<RestAnswer> {
  // Leaving a body unread makes it report its own abort, after the reason has been told already.
  body.on('error', () => undefined)
  if (statusCode < 200 || statusCode > 299) {
    // Not drained: the status says it all, and the size of the rest is unknown.
    body.destroy()
    return { status: statusCode, value: undefined }
  }
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const part of body as AsyncIterable<Uint8Array>) {
    bytes += part.byteLength
    if (bytes > maxBytes)
      throw new VsphereError(
        tooLarge(address, `${what}, more than ${Math.floor(maxBytes / 1024 / 1024)} MiB`),
      )
    parts.push(part)
  }
  if (bytes === 0) return { status: statusCode, value: undefined }
  try {
    return { status: statusCode, value: JSON.parse(Buffer.concat(parts).toString('utf8')) as unknown }
  } catch {
    const type = String(headers['content-type'] ?? 'no type')
    throw new VsphereError(brokenAnswer(address, `${what}: it is no JSON (${type.slice(0, 100)})`))
  }
}
