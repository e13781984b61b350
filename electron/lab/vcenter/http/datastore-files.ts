import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Estate, EstateDatastore, SourceDisk } from '../../estate/model.ts'
import { datastoreRef } from '../objects/refs.ts'
import { shownName } from '../objects/entity.ts'
import type { Service } from '../methods/call.ts'
import { byteRange, type ByteRange } from './byte-range.ts'
import { basicCredentials, requestCookie } from './request.ts'

const PIECE_BYTES = 1024 * 1024
const SECTOR_BYTES = 512

/** A file on a datastore: its size and any part of it. */
interface DatastoreFile {
  readonly size: number
  read(offset: number, length: number): Buffer
}

/**
 * Answers GET and HEAD of /folder/<path>?dcPath=<datacenter>&dsName=<datastore>: a disk's descriptor
 * ("x.vmdk") and its bytes ("x-flat.vmdk", with Range). The lab's own is "x-000001-flat.vmdk": the disk as it is
 * seen through a delta, which a real datastore keeps as a sparse file.
 */
export async function answerFolder(
  service: Service,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  signal: AbortSignal,
): Promise<void> {
  const found = lookUp(service, request, url)
  if ('refused' in found) {
    response.writeHead(found.refused, { 'Content-Length': 0, ...found.headers })
    response.end()
    return
  }
  const { file, range } = found
  const { start, end } = range ?? { start: 0, end: file.size - 1 }
  response.writeHead(range === undefined ? 200 : 206, {
    'Content-Type': 'application/octet-stream',
    'Accept-Ranges': 'bytes',
    'Content-Length': end - start + 1,
    ...(range === undefined ? {} : { 'Content-Range': `bytes ${start}-${end}/${file.size}` }),
  })
  if (request.method === 'HEAD') {
    response.end()
    return
  }
  try {
    await pipeline(Readable.from(pieces(file, start, end), { objectMode: false }), response, { signal })
  } catch {
    // The reader went away, or the vCenter closes: nobody is left to tell.
    response.destroy()
  }
}

interface Refusal {
  readonly refused: number
  readonly headers?: Record<string, string>
}

/** The file and the part of it that were asked for, or the status that refuses it. */
function lookUp(
  service: Service,
  request: IncomingMessage,
  url: URL,
): { readonly file: DatastoreFile; readonly range: ByteRange | undefined } | Refusal {
  const user = userOf(service, request)
  if (user === undefined) {
    return { refused: 401, headers: { 'WWW-Authenticate': 'Basic realm="VMware HTTP server"' } }
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return { refused: 405, headers: { Allow: 'GET, HEAD' } }
  }
  const store = datastoreOf(service.vim.estate, url)
  if (store !== undefined && !service.access.allows(user, datastoreRef(store.id), 'Datastore.Browse')) {
    return { refused: 403 }
  }
  if (store !== undefined && cannotRead(service, url)) return { refused: 503 }
  const file = store && findFile(service.vim.estate, store.name, url)
  if (file === undefined) return { refused: 404 }
  const session = service.sessions.byCookie(requestCookie(request))
  if (session && request.method === 'GET' && !service.mayReadDisk(session.key)) return { refused: 503 }
  const range = byteRange(request.headers.range, file.size)
  return range === 'unsatisfiable'
    ? { refused: 416, headers: { 'Content-Range': `bytes */${file.size}` } }
    : { file, range }
}

/** Whether the host that holds the VM of a disk is to fail. */
function cannotRead(service: Service, url: URL): boolean {
  const folder = decodedPath(url.pathname)?.split('/')[0]
  const vm = service.vim.estate.vms.find(({ disks }) =>
    disks.some(({ file }) => file.includes(`] ${folder ?? ''}/`)),
  )
  try {
    service.failIfAsked('GET /folder', vm?.id)
    return false
  } catch {
    return true
  }
}

function userOf(service: Service, request: IncomingMessage): string | undefined {
  const { sessions, access } = service
  const session = sessions.byCookie(requestCookie(request))
  if (session !== undefined) return session.userName
  const basic = service.isLocked() ? undefined : basicCredentials(request)
  return basic && access.login(basic.username, basic.password)
}

function* pieces(file: DatastoreFile, start: number, end: number): Generator<Buffer> {
  for (let at = start; at <= end; at += PIECE_BYTES) {
    yield file.read(at, Math.min(PIECE_BYTES, end + 1 - at))
  }
}

function datastoreOf(estate: Estate, url: URL): EstateDatastore | undefined {
  // An inventory path; clients write it with and without the leading slash.
  const datacenter = url.searchParams.get('dcPath')?.replace(/^\//, '')
  if (datacenter !== shownName(estate.datacenter.name)) return undefined
  const datastore = estate.datastores.find((ds) => ds.name === url.searchParams.get('dsName'))
  return datastore?.accessible === true ? datastore : undefined
}

function findFile(estate: Estate, datastore: string, url: URL): DatastoreFile | undefined {
  const path = decodedPath(url.pathname)
  if (path === undefined) return undefined
  const flat = /^(.*)-flat\.vmdk$/.exec(path)
  const base = flat === null ? path : `${flat[1] ?? ''}.vmdk`
  const name = `[${datastore}] ${base}`
  const disk = estate.disk(name)
  if (disk === undefined) return undefined
  return flat === null ? descriptorFile(base, disk, parentOf(estate, name)) : flatFile(disk)
}

function decodedPath(pathname: string): string | undefined {
  try {
    return decodeURIComponent(pathname.slice('/folder/'.length))
  } catch {
    return undefined
  }
}

function flatFile(disk: SourceDisk): DatastoreFile {
  return {
    size: disk.capacityBytes,
    read: (at, length) => disk.read(at, length),
  }
}

/** The file below a delta. */
function parentOf(estate: Estate, file: string): string | undefined {
  const image = estate.image(file.replace(/-\d{6}\.vmdk$/, '.vmdk'))
  return image?.layerIn(file)?.parent?.file.replace(/^.*\//, '')
}

/** The text that says of which extents a disk is made. */
function descriptorFile(path: string, disk: SourceDisk, parent: string | undefined): DatastoreFile {
  const delta = parent !== undefined
  const extent = path.replace(/^.*\//, '').replace(/\.vmdk$/, delta ? '-sesparse.vmdk' : '-flat.vmdk')
  const sectors = disk.capacityBytes / SECTOR_BYTES
  return textFile(
    [
      '# Disk DescriptorFile',
      'version=1',
      'CID=fffffffe',
      `parentCID=${delta ? 'fffffffe' : 'ffffffff'}`,
      `createType="${delta ? 'seSparse' : 'vmfs'}"`,
      ...(delta ? [`parentFileNameHint="${parent}"`] : []),
      '',
      '# Extent description',
      `RW ${sectors} ${delta ? 'SESPARSE' : 'VMFS'} "${extent}"`,
      '',
      '# The Disk Data Base',
      'ddb.adapterType = "lsilogic"',
      `ddb.geometry.cylinders = "${Math.floor(sectors / (255 * 63))}"`,
      'ddb.geometry.heads = "255"',
      'ddb.geometry.sectors = "63"',
      'ddb.virtualHWVersion = "19"',
      '',
    ].join('\n'),
  )
}

function textFile(text: string): DatastoreFile {
  const bytes = Buffer.from(text)
  return {
    size: bytes.length,
    read: (at, length) => bytes.subarray(at, at + length),
  }
}
