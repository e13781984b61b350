/** vim25 over https: one request, one answer, with limits on time and size. */
import { Pool, type Dispatcher } from 'undici'
import type { MoRef, RawValue } from '../../shared/inventory/from-vsphere/raw.ts'
import type { VsphereAddress } from '../../shared/provider/address.ts'
import type { Certificate, Trust } from '../../shared/provider/model.ts'
import type { Problem } from '../../shared/problem.ts'
import { createBreath } from '../breath.ts'
import { SoapFault, VsphereError } from './errors.ts'
import { networkProblem, timeoutProblem } from './network-problems.ts'
import { brokenAnswer, notVsphere, returnValue, tooLarge, unusableStatus } from './soap-answer.ts'
import { createTrustedConnector } from './trust.ts'
import { createKnownTags } from './xml-known-tags.ts'
import {
  createXmlReader,
  XmlError,
  type ElementHandlers,
  type ElementShapes,
  type XmlReader,
} from './xml-reader.ts'
import { soapEnvelope } from './xml-writer.ts'

export interface SoapRequest {
  readonly method: string
  readonly self: MoRef
  /** The parameters as XML; see xml-writer.ts. */
  readonly body?: string
  readonly signal?: AbortSignal
  /** Limit for the whole answer in ms; 60 s unless told. */
  readonly limitMs?: number
  /** Logs in: goes without a session and keeps the session that the answer brings. */
  readonly opensSession?: boolean
  /**
   * Elements below `returnval` by path ("objects", "filterSet/objectSet"), told as they arrive. They are then
   * not part of the answer. What was told before the call failed has to be forgotten by the caller.
   */
  readonly each?: ElementHandlers
  /** What to read of elements below `returnval`, by path too. */
  readonly shapes?: ElementShapes
}

export interface SoapClient {
  /**
   * The `returnval` of the answer; undefined for a method without one. Throws SoapFault for a fault,
   * VsphereError for everything that goes wrong on the way, AbortError when `signal` aborts. After a pinned
   * certificate has changed, every call fails with that problem, and nothing is sent.
   */
  call(request: SoapRequest): Promise<RawValue | undefined>
  /** The certificate of the newest connection. */
  certificate(): Certificate | undefined
  /** Whether the server has named a session, which a request then belongs to. */
  hasSession(): boolean
  /** API version for the next requests, for example "8.0.3.0". */
  useVersion(apiVersion: string): void
  /** Ends all connections, also those with a request under way. */
  destroy(): Promise<void>
}

export interface SoapLimits {
  /** ms for a TCP and TLS connection. */
  readonly connectMs?: number
  /** ms for a whole answer, where the request sets no limit of its own. */
  readonly answerMs?: number
  /** Bytes of one answer. */
  readonly answerBytes?: number
}

const ANSWER_LIMIT_MS = 60_000
/** A page of 250 large VMs has some 15 MB; nothing legitimate comes near this. */
const MAX_ANSWER_BYTES = 256 * 1024 * 1024
/** Every server from 6.5 on speaks it; used only to ask the server which version it has. */
const FIRST_VERSION = '6.5'
const SESSION_COOKIE = 'vmware_soap_session='
const RETURNED = 'Envelope/Body/*/returnval/'

/** Connects with the first call. Throws VsphereError if `trust` cannot be read. */
export function createSoapClient(address: VsphereAddress, trust: Trust, limits: SoapLimits = {}): SoapClient {
  let certificate: Certificate | undefined
  let version = FIRST_VERSION
  let cookie: string | undefined
  // Aborted with the problem, once and for all, when the server is no longer the one that was trusted.
  const stopped = new AbortController()
  let stoppedBy: Problem | undefined
  const connect = createTrustedConnector(address, trust, {
    trusted: (shown) => (certificate = shown),
    changed: (problem) => {
      stoppedBy ??= problem
      stopped.abort()
    },
    ...(limits.connectMs !== undefined && { limitMs: limits.connectMs }),
  })
  const pool = new Pool(new URL(address.url).origin, { connect, pipelining: 1 })
  const tags = createKnownTags()
  const send = async (request: SoapRequest, signal: AbortSignal, limitMs: number) => {
    if (request.opensSession) cookie = undefined
    const answer = await pool.request({
      method: 'POST',
      path: '/sdk',
      headers: {
        'content-type': 'text/xml; charset=utf-8',
        soapaction: `"urn:vim25/${version}"`,
        ...(cookie !== undefined && { cookie }),
      },
      body: soapEnvelope(request.method, request.self, request.body ?? ''),
      signal,
      headersTimeout: limitMs,
      bodyTimeout: limitMs,
    })
    // At once: the session is there even if the rest of the answer never comes.
    if (request.opensSession) cookie = sessionCookie(answer.headers['set-cookie'])
    const reader = createXmlReader(belowReturned(request.each), belowReturned(request.shapes), tags)
    return readAnswer(answer, address, reader, limits.answerBytes ?? MAX_ANSWER_BYTES)
  }
  return {
    call: async (request) => {
      if (stoppedBy) throw new VsphereError(stoppedBy)
      const limitMs = request.limitMs ?? limits.answerMs ?? ANSWER_LIMIT_MS
      const limit = AbortSignal.timeout(limitMs)
      const signal = AbortSignal.any([limit, stopped.signal, ...(request.signal ? [request.signal] : [])])
      try {
        return await send(request, signal, limitMs)
      } catch (error) {
        if (request.signal?.aborted) throw new DOMException(`${request.method} was canceled`, 'AbortError')
        // Set while the request was under way, which the checker cannot see.
        const cause = stoppedBy as Problem | undefined
        if (cause) throw new VsphereError(cause)
        if (limit.aborted) {
          throw new VsphereError(timeoutProblem(address.host, { what: request.method, ms: limitMs }))
        }
        throw knownError(error, address, request.method)
      }
    },
    certificate: () => certificate,
    hasSession: () => cookie !== undefined,
    useVersion: (apiVersion) => (version = apiVersion),
    destroy: () => pool.destroy(),
  }
}

/** undici hands a connector's own error through, sometimes as a cause. */
function knownError(error: unknown, address: VsphereAddress, method: string): unknown {
  if (error instanceof SoapFault || error instanceof VsphereError) return error
  if (error instanceof Error && error.cause instanceof VsphereError) return error.cause
  if (error instanceof XmlError) {
    if (error.reason === 'too-large') return new VsphereError(tooLarge(address, error.message))
    // The first question of all tells what kind of server it is.
    const first = method === 'RetrieveServiceContent'
    return new VsphereError((first ? notVsphere : brokenAnswer)(address, error.message))
  }
  const problem = networkProblem(error, address)
  return problem ? new VsphereError(problem) : error
}

function sessionCookie(header: string | string[] | undefined): string | undefined {
  const cookies = typeof header === 'string' ? [header] : (header ?? [])
  return cookies.find((cookie) => cookie.startsWith(SESSION_COOKIE))?.split(';')[0]
}

function belowReturned<T>(byPath: Readonly<Record<string, T>> = {}): Record<string, T> {
  return Object.fromEntries(Object.entries(byPath).map(([path, value]) => [RETURNED + path, value]))
}

async function readAnswer(
  answer: Dispatcher.ResponseData,
  address: VsphereAddress,
  reader: XmlReader,
  maxBytes: number,
): Promise<RawValue | undefined> {
  const { statusCode, headers, body } = answer
  const type = String(headers['content-type'] ?? '')
  // Leaving a body unread makes it report its own abort, after the reason has been told already.
  body.on('error', () => undefined)
  if ((statusCode !== 200 && statusCode !== 500) || !type.includes('xml')) {
    // Not drained: what follows is of no use, and its size is unknown.
    body.destroy()
    throw new VsphereError(unusableStatus(address, statusCode, type))
  }
  const breath = createBreath()
  let bytes = 0
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength
    if (bytes > maxBytes) {
      throw new VsphereError(tooLarge(address, `more than ${Math.floor(maxBytes / 1024 / 1024)} MiB`))
    }
    reader.write(chunk)
    await breath()
  }
  return returnValue(reader.end(), address)
}
