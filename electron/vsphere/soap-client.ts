/** vim25 over https: one request, one answer, with limits on time and size. */
import { Pool, type Dispatcher } from 'undici'
import {
  at,
  isRecord,
  text,
  typeName,
  type MoRef,
  type RawRecord,
  type RawValue,
} from '../../shared/inventory/from-vsphere/raw.ts'
import type { VsphereAddress } from '../../shared/provider/address.ts'
import type { Certificate, Trust } from '../../shared/provider/model.ts'
import type { Problem } from '../../shared/problem.ts'
import { SoapFault, VsphereError } from './errors.ts'
import { networkProblem, timeoutProblem } from './network-problems.ts'
import { createTrustedConnector } from './trust.ts'
import { createXmlReader, XmlError } from './xml-reader.ts'
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
}

export interface SoapClient {
  /**
   * The `returnval` of the answer; undefined for a method without one. Throws SoapFault for a fault,
   * VsphereError for everything that goes wrong on the way, AbortError when `signal` aborts.
   */
  call(request: SoapRequest): Promise<RawValue | undefined>
  /** The certificate of the newest connection. */
  certificate(): Certificate | undefined
  /** API version for the next requests, for example "8.0.3.0". */
  useVersion(apiVersion: string): void
  /** Ends all connections, also those with a request under way. */
  destroy(): Promise<void>
}

const REQUEST_LIMIT_MS = 60_000
/** A page of 250 large VMs has some 15 MB; nothing legitimate comes near this. */
const MAX_ANSWER_BYTES = 256 * 1024 * 1024
/** Every server from 6.5 on speaks it; used only to ask the server which version it has. */
const FIRST_VERSION = '6.5'
const SESSION_COOKIE = 'vmware_soap_session='

/** Connects with the first call. Throws VsphereError if `trust` cannot be read. */
export function createSoapClient(address: VsphereAddress, trust: Trust): SoapClient {
  let certificate: Certificate | undefined
  let version = FIRST_VERSION
  let cookie: string | undefined
  const pool = new Pool(new URL(address.url).origin, {
    connect: createTrustedConnector(address, trust, (shown) => (certificate = shown)),
    pipelining: 1,
  })
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
    const value = await readAnswer(answer, address)
    if (request.opensSession) cookie = sessionCookie(answer.headers['set-cookie']) ?? cookie
    return value
  }
  return {
    call: async (request) => {
      const limitMs = request.limitMs ?? REQUEST_LIMIT_MS
      const limit = AbortSignal.timeout(limitMs)
      const signal = request.signal ? AbortSignal.any([request.signal, limit]) : limit
      try {
        return await send(request, signal, limitMs)
      } catch (error) {
        if (request.signal?.aborted) throw new DOMException(`${request.method} was cancelled`, 'AbortError')
        if (limit.aborted) {
          throw new VsphereError(timeoutProblem(address.host, { what: request.method, ms: limitMs }))
        }
        throw knownError(error, address)
      }
    },
    certificate: () => certificate,
    useVersion: (apiVersion) => (version = apiVersion),
    destroy: () => pool.destroy(),
  }
}

/** undici hands a connector's own error through, sometimes as a cause. */
function knownError(error: unknown, address: VsphereAddress): unknown {
  if (error instanceof SoapFault || error instanceof VsphereError) return error
  if (error instanceof Error && error.cause instanceof VsphereError) return error.cause
  if (error instanceof XmlError) return new VsphereError(notVsphere(address, error.message))
  const problem = networkProblem(error, address)
  return problem ? new VsphereError(problem) : error
}

function sessionCookie(header: string | string[] | undefined): string | undefined {
  const cookies = typeof header === 'string' ? [header] : (header ?? [])
  return cookies.find((cookie) => cookie.startsWith(SESSION_COOKIE))?.split(';')[0]
}

async function readAnswer(
  answer: Dispatcher.ResponseData,
  address: VsphereAddress,
): Promise<RawValue | undefined> {
  const { statusCode, headers, body } = answer
  const type = String(headers['content-type'] ?? '')
  // Leaving a body unread makes it report its own abort, after the reason has been told already.
  body.on('error', () => undefined)
  if ((statusCode !== 200 && statusCode !== 500) || !type.includes('xml')) {
    // Not drained: what follows is of no use, and its size is unknown.
    body.destroy()
    throw new VsphereError(
      statusCode === 503
        ? starting(address)
        : notVsphere(address, `HTTP ${statusCode}, ${type || 'no type'}`),
    )
  }
  const reader = createXmlReader()
  const decoder = new TextDecoder()
  let bytes = 0
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength
    if (bytes > MAX_ANSWER_BYTES) throw new VsphereError(tooLarge(address))
    reader.write(decoder.decode(chunk, { stream: true }))
  }
  const { name, value } = reader.end()
  const soapBody = name === 'Envelope' ? at(value, 'Body') : undefined
  if (!isRecord(soapBody)) throw new VsphereError(notVsphere(address, `XML element ${name}`))
  const fault = soapBody['Fault']
  if (fault !== undefined) throw soapFault(fault)
  const response = Object.entries(soapBody).find(([key]) => key !== '$type')?.[1]
  return at(response, 'returnval')
}

/** SOAP 1.1 section 4.4; vSphere puts the fault object into `detail` as `<XxxFault xsi:type="Xxx">`. */
function soapFault(fault: RawValue): SoapFault {
  const detail = at(fault, 'detail')
  const [key, value] = isRecord(detail)
    ? (Object.entries(detail).find(([name]) => name !== '$type') ?? ['', ''])
    : ['', '']
  const code = text(fault, 'faultcode')?.replace(/^.*:/, '')
  const name = typeName(value) || key.replace(/Fault$/, '') || code || ''
  const properties: RawRecord = isRecord(value) ? value : { $type: name }
  return new SoapFault(name, text(fault, 'faultstring') ?? '', properties)
}

function notVsphere(address: VsphereAddress, detail: string): Problem {
  return {
    code: 'vsphere.not-vcenter',
    message: `${address.host} answers, but not like a vCenter or an ESXi host.`,
    remedy: 'Check the address and the port; a proxy or a load balancer may have answered instead.',
    detail,
  }
}

function starting(address: VsphereAddress): Problem {
  return {
    code: 'vsphere.unavailable',
    message: `${address.host} answers that its service is not available (HTTP 503).`,
    remedy: 'vCenter needs some minutes after a start: wait, then try again.',
  }
}

function tooLarge(address: VsphereAddress): Problem {
  return {
    code: 'vsphere.answer-too-large',
    message: `An answer of ${address.host} was larger than ${MAX_ANSWER_BYTES / 1024 / 1024} MiB and was cut off.`,
    remedy: 'Report this with the number of VMs on the server.',
  }
}
