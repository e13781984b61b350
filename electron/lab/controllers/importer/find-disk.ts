/** Finds a disk of a VM through vim25, as the VM has it now or as a snapshot froze it. */
import type { XmlNode } from '../../vcenter/vim/read-xml.ts'
import { escapeXml } from '../../vcenter/vim/write-xml.ts'
import { asMoref, child, find, findAll, moref, type Moref } from './soap.ts'

const PARENTS = 32

/** A failure that the importer reports in one line. Never holds a secret. */
export class SourceError extends Error {}

export interface SourceDiskRef {
  /** "[datastore] folder/name.vmdk", the base file. */
  readonly file: string
  readonly capacityBytes: number
  /** Inventory path of the datacenter that the datastore belongs to. */
  readonly datacenter: string
}

/** Calls a method of vim25; throws SourceError with the server's words. */
export type VimCall = (body: string) => Promise<XmlNode>
type Call = VimCall

export interface Services {
  readonly sessionManager: Moref
  readonly searchIndex: Moref
  readonly propertyCollector: Moref
}

/** A disk in a snapshot. */
interface FrozenDisk {
  /** File that the snapshot froze. */
  readonly file: string
  readonly key: number
}

/** The disk with this base file among the hardware of a snapshot. */
function diskIn(hardware: XmlNode, backingFile: string): FrozenDisk | undefined {
  const wanted = baseFile(backingFile)
  for (const device of findAll(hardware, 'VirtualDevice')) {
    const file = child(child(device, 'backing'), 'fileName')?.text.trim()
    const key = Number(child(device, 'key')?.text)
    if (file !== undefined && baseFile(file) === wanted && Number.isInteger(key)) return { file, key }
  }
  return undefined
}

export async function vmOf(call: Call, services: Services, uuid: string): Promise<Moref> {
  const vm = (await findVm(call, services, uuid, true)) ?? (await findVm(call, services, uuid, false))
  if (!vm) throw new SourceError(`unable to find VM with UUID ${uuid}`)
  return vm
}

export async function inSnapshot(
  call: Call,
  services: Services,
  backingFile: string,
  snapshot: string,
): Promise<FrozenDisk> {
  const object = { type: 'VirtualMachineSnapshot', id: snapshot }
  const hardware = await property(call, services, object, 'config.hardware.device')
  const found = hardware && diskIn(hardware, backingFile)
  if (!found) throw new SourceError(`disk ${backingFile} not found in snapshot ${snapshot}`)
  return found
}

export async function findDisk(
  call: Call,
  services: Services,
  uuid: string,
  backingFile: string,
): Promise<SourceDiskRef> {
  const vm = await vmOf(call, services, uuid)
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
