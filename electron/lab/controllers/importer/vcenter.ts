import type { TLSSocket } from 'node:tls'
import { buildConnector, Client } from 'undici'
import { asMoref, child, envelope, find, findAll, moref, type Moref } from './soap.ts'
import { parseXml, type XmlNode } from '../../vcenter/vim/read-xml.ts'
import { escapeXml } from '../../vcenter/vim/write-xml.ts'

/** A failure that the importer reports in one line. Never holds a secret. */
export class SourceError extends Error {}

export interface SourceDiskRef {
  /** "[datastore] folder/name.vmdk", the base file. */
  readonly file: string
  readonly capacityBytes: number
  /** Inventory path of the datacenter that the datastore belongs to. */
  readonly datacenter: string
}

/** A logged-in session on a vCenter or ESXi host, as far as an import needs one. */
export interface VcenterSession {
  /** Finds the disk of the VM with this uuid (instance uuid first, then BIOS uuid) by its backing file. */
  findDisk(uuid: string, backingFile: string): Promise<SourceDiskRef>
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
const PARENTS = 32

type Call = (body: string, signal?: AbortSignal) => Promise<XmlNode>

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
  const call: Call = async (body, callSignal) => {
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
    return {
      findDisk: (uuid, file) => findDisk((body) => call(body, signal), services, uuid, file),
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

interface Services {
  readonly sessionManager: Moref
  readonly searchIndex: Moref
  readonly propertyCollector: Moref
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

async function findDisk(
  call: Call,
  services: Services,
  uuid: string,
  backingFile: string,
): Promise<SourceDiskRef> {
  const vm = (await findVm(call, services, uuid, true)) ?? (await findVm(call, services, uuid, false))
  if (!vm) throw new SourceError(`unable to find VM with UUID ${uuid}`)
  const wanted = baseFile(backingFile)
  const hardware = await property(call, services, vm, 'config.hardware.device')
  for (const backing of hardware ? findAll(hardware, 'backing') : []) {
    const file = child(backing, 'fileName')?.text.trim()
    if (file === undefined || baseFile(file) !== wanted) continue
    const device = findAll(hardware as XmlNode, 'VirtualDevice').find((item) =>
      item.children.includes(backing),
    )
    const capacity = capacityOf(device)
    if (capacity === undefined) continue
    return { file: wanted, capacityBytes: capacity, datacenter: await datacenterOf(call, services, vm) }
  }
  throw new SourceError(`disk ${backingFile} not found in VM ${uuid}`)
}

function capacityOf(device: XmlNode | undefined): number | undefined {
  const bytes = child(device, 'capacityInBytes')?.text
  if (bytes !== undefined) return Number(bytes)
  const kib = child(device, 'capacityInKB')?.text
  return kib === undefined ? undefined : Number(kib) * 1024
}

/** Without the suffix that a snapshot adds: `web-000002.vmdk` is `web.vmdk`. */
export function baseFile(file: string): string {
  return file.replace(/-\d{6}\.vmdk$/, '.vmdk')
}

async function findVm(
  call: Call,
  services: Services,
  uuid: string,
  instance: boolean,
): Promise<Moref | undefined> {
  const response = await call(
    `<FindByUuid xmlns="urn:vim25">${moref('_this', services.searchIndex)}<uuid>${escapeXml(uuid)}</uuid><vmSearch>true</vmSearch><instanceUuid>${String(instance)}</instanceUuid></FindByUuid>`,
  )
  return asMoref(find(response, 'returnval'))
}

/** Value of one property of one object, or undefined when it has none. */
async function property(
  call: Call,
  services: Services,
  object: Moref,
  path: string,
): Promise<XmlNode | undefined> {
  const response = await call(
    `<RetrieveProperties xmlns="urn:vim25">${moref('_this', services.propertyCollector)}<specSet><propSet><type>${object.type}</type><pathSet>${path}</pathSet></propSet><objectSet>${moref('obj', object)}</objectSet></specSet></RetrieveProperties>`,
  )
  return find(response, 'val')
}

/** Inventory path of the datacenter above a VM: names joined by "/", without the root folder. */
async function datacenterOf(call: Call, services: Services, vm: Moref): Promise<string> {
  const names: string[] = []
  let object = asMoref(await property(call, services, vm, 'parent'))
  for (let depth = 0; object && depth < PARENTS; depth++) {
    const parent = asMoref(await property(call, services, object, 'parent'))
    const isPart = object.type === 'Datacenter' || names.length > 0
    if (isPart && parent) names.unshift((await property(call, services, object, 'name'))?.text ?? '')
    object = parent
  }
  return decodeURIComponent(names.join('/'))
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
