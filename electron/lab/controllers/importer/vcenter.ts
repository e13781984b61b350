import type { TLSSocket } from 'node:tls'
import { buildConnector, Client } from 'undici'
import type { Stage } from '../cdi/checkpoints.ts'
import {
  findDisk,
  inSnapshot,
  SourceError,
  vmOf,
  type Services,
  type SourceDiskRef,
  type VimCall,
} from './find-disk.ts'
import { asMoref, envelope, find, moref, type Moref } from './soap.ts'
import { changedAreas } from './stage.ts'
import { parseXml, type XmlNode } from '../../vcenter/vim/read-xml.ts'
import { escapeXml } from '../../vcenter/vim/write-xml.ts'

/** A logged-in session on a vCenter or ESXi host, as far as an import needs one. */
export interface VcenterSession {
  /** Finds the disk of the VM with this uuid (instance uuid first, then BIOS uuid) by its backing file. */
  findDisk(uuid: string, backingFile: string): Promise<SourceDiskRef>
  /** The same disk as a snapshot (its managed object id) froze it. */
  frozenDisk(uuid: string, backingFile: string, snapshot: string): Promise<SourceDiskRef>
  /** What of it changed up to the snapshot since a change id, ascending. Bytes. */
  changedAreas(
    uuid: string,
    backingFile: string,
    stage: Stage,
  ): Promise<readonly { readonly start: number; readonly length: number }[]>
  /** Exactly `length` bytes from `offset`. */
  read(disk: SourceDiskRef, offset: number, length: number): Promise<Buffer>
  /** Logs out and closes. Never throws. */
  close(): Promise<void>
}

export interface VcenterAccess {
  /** Any URL on the server; its path does not matter. */
  readonly endpoint: string
  readonly username: string
  readonly password: string
  /** SHA-1 of the server's certificate, hex pairs with or without colons. */
  readonly thumbprint: string
  /** Where a host is really served; undefined for one that is where it says. */
  readonly reach?: (
    host: string,
    port: number,
  ) => { readonly host: string; readonly port: number } | undefined
}

const LIMIT_MS = 60_000

/**
 * Checks the certificate against the thumbprint before a byte is sent, then logs in. `signal` ends what comes
 * after the login, not the login itself: a session that was just made has to be given back.
 *
 * @throws SourceError on a wrong thumbprint, wrong credentials or an unreachable server
 */
export async function openVcenter(access: VcenterAccess, signal: AbortSignal): Promise<VcenterSession> {
  const client = new Client(new URL(access.endpoint).origin, {
    connect: pinned(access),
    bodyTimeout: LIMIT_MS,
    headersTimeout: LIMIT_MS,
  })
  let cookie = ''
  const call = async (body: string, callSignal?: AbortSignal): Promise<XmlNode> => {
    const response = await client
      .request({
        method: 'POST',
        path: '/sdk',
        headers: {
          'content-type': 'text/xml; charset=utf-8',
          soapaction: '"urn:vim25/6.7"',
          ...(cookie && { cookie }),
        },
        body: envelope(body),
        ...(callSignal && { signal: callSignal }),
      })
      .catch((error: unknown) => {
        throw unreachable(access.endpoint, error)
      })
    cookie = sessionCookie(response.headers['set-cookie']) ?? cookie
    return answer(parseXml(await response.body.text()), response.statusCode)
  }
  try {
    const content = await call(
      `<RetrieveServiceContent xmlns="urn:vim25">${moref('_this', { type: 'ServiceInstance', id: 'ServiceInstance' })}</RetrieveServiceContent>`,
    )
    const services = serviceRefs(content)
    await call(
      `<Login xmlns="urn:vim25">${moref('_this', services.sessionManager)}<userName>${escapeXml(access.username)}</userName><password>${escapeXml(access.password)}</password></Login>`,
    )
    const inTime: VimCall = (body) => call(body, signal)
    return {
      findDisk: (uuid, file) => findDisk(inTime, services, uuid, file),
      frozenDisk: async (uuid, file, snapshot) => {
        const disk = await findDisk(inTime, services, uuid, file)
        const frozen = await inSnapshot(inTime, services, file, snapshot)
        return { ...disk, file: frozen.file }
      },
      changedAreas: async (uuid, file, { current, previous }) => {
        const { capacityBytes } = await findDisk(inTime, services, uuid, file)
        const { key } = await inSnapshot(inTime, services, file, current)
        const vm = await vmOf(inTime, services, uuid)
        const snapshot = { type: 'VirtualMachineSnapshot', id: current }
        return changedAreas(inTime, vm, { snapshot, key, changeId: previous, capacityBytes })
      },
      read: (disk, offset, length) => readFile(client, () => cookie, disk, { offset, length }, signal),
      close: () => close(client, cookie, services.sessionManager),
    }
  } catch (error) {
    await client.destroy()
    throw error
  }
}

/** A TLS connection that exists only if the server shows the expected certificate. */
function pinned({ thumbprint, reach }: VcenterAccess): buildConnector.connector {
  // A resumed TLS session shows no certificate, so none is kept to resume.
  const connect = buildConnector({ rejectUnauthorized: false, timeout: 15_000, maxCachedSessions: 0 })
  const expected = normalise(thumbprint)
  return (options, callback) => {
    const served = reach?.(options.hostname, Number(options.port || 443))
    const to = served ? { ...options, hostname: served.host, port: String(served.port) } : options
    connect(to, (error, socket) => {
      if (error) {
        callback(error, null)
        return
      }
      const shown = (socket as TLSSocket).getPeerX509Certificate()?.fingerprint ?? 'no certificate'
      if (expected !== '' && normalise(shown) === expected) callback(null, socket)
      else {
        socket.destroy()
        const text = `thumbprint mismatch: expected ${thumbprint || 'none'}, the server shows ${shown}`
        callback(new SourceError(text), null)
      }
    })
  }
}

function normalise(thumbprint: string): string {
  return thumbprint.replaceAll(/[^0-9a-fA-F]/g, '').toUpperCase()
}

function unreachable(endpoint: string, error: unknown): Error {
  if (error instanceof SourceError) return error
  return new SourceError(
    `cannot reach ${endpoint}: ${error instanceof Error ? error.message : String(error)}`,
  )
}

function sessionCookie(header: string | string[] | undefined): string | undefined {
  const all = typeof header === 'string' ? [header] : (header ?? [])
  return all.find((item) => item.startsWith('vmware_soap_session='))?.split(';')[0]
}

function answer(envelopeElement: XmlNode, status: number): XmlNode {
  const fault = find(envelopeElement, 'Fault')
  if (fault || status >= 300) {
    const text = find(fault ?? envelopeElement, 'faultstring')?.text.trim()
    throw new SourceError(text !== undefined && text !== '' ? text : `the server answered HTTP ${status}`)
  }
  return envelopeElement
}

function serviceRefs(content: XmlNode): Services {
  const ref = (name: string): Moref => {
    const found = asMoref(find(content, name))
    if (!found) throw new SourceError(`the server offers no ${name}: it is not a vSphere server`)
    return found
  }
  return {
    sessionManager: ref('sessionManager'),
    searchIndex: ref('searchIndex'),
    propertyCollector: ref('propertyCollector'),
  }
}

async function readFile(
  client: Client,
  cookie: () => string,
  disk: SourceDiskRef,
  range: { readonly offset: number; readonly length: number },
  signal: AbortSignal,
): Promise<Buffer> {
  const { offset, length } = range
  const response = await client.request({
    method: 'GET',
    path: folderPath(disk),
    headers: { cookie: cookie(), range: `bytes=${offset}-${offset + length - 1}` },
    signal,
  })
  const bytes = Buffer.from(await response.body.arrayBuffer())
  if (response.statusCode !== 206)
    throw new SourceError(`cannot read ${disk.file}: the server answered HTTP ${response.statusCode}`)
  if (bytes.length !== length)
    throw new SourceError(`cannot read ${disk.file}: ${bytes.length} of ${length} bytes at ${offset}`)
  return bytes
}

/** Where the datastore browser of a vCenter serves a disk's bytes. */
export function folderPath(disk: Pick<SourceDiskRef, 'file' | 'datacenter'>): string {
  const match = /^\[([^\]]+)\] (.+)\.vmdk$/.exec(disk.file)
  if (!match?.[1] || !match[2]) throw new SourceError(`${disk.file} is not the name of a virtual disk`)
  const path = match[2].split('/').map(encodeURIComponent).join('/')
  const query = new URLSearchParams({ dcPath: disk.datacenter, dsName: match[1] })
  return `/folder/${path}-flat.vmdk?${query.toString()}`
}

async function close(client: Client, cookie: string, sessionManager: Moref): Promise<void> {
  try {
    const response = await client.request({
      method: 'POST',
      path: '/sdk',
      headers: { 'content-type': 'text/xml; charset=utf-8', soapaction: '"urn:vim25/6.7"', cookie },
      body: envelope(`<Logout xmlns="urn:vim25">${moref('_this', sessionManager)}</Logout>`),
      // The import's own signal may have ended; the session is to be given back all the same.
      signal: AbortSignal.timeout(5_000),
    })
    await response.body.dump()
  } catch {
    // The server ends the session by itself when it is idle.
  }
  await client.destroy()
}
