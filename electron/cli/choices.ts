/** Options of the form SOURCE=TARGET. */
import { isLabel, isSubdomain, vmNameFault, type NameFault } from '../../shared/plan/names.ts'
import type { NetworkTarget, StoragePair, TransferNetwork } from '../../shared/plan/model.ts'
import { ok, type Result } from '../../shared/problem.ts'
import type { AttachmentRef } from '../../shared/provider/model.ts'
import { inputFault } from './outcome.ts'

export interface NetworkChoice {
  /** Name of the source network as typed. */
  readonly source: string
  readonly target: NetworkTarget
}

export interface StorageChoice extends Omit<StoragePair, 'sourceId'> {
  /** Name of the datastore as typed. */
  readonly source: string
}

export function networkChoice(text: string): Result<NetworkChoice> {
  const pair = splitPair(text)
  const target = pair && networkTarget(pair[1])
  if (pair && target) return ok({ source: pair[0], target })
  return inputFault(
    'network',
    `--network "${text}" is not understood.`,
    'Write SOURCE=pod, SOURCE=ignored or SOURCE=NAMESPACE/ATTACHMENT, for example --network "VM Network=pod".',
  )
}

function networkTarget(text: string): NetworkTarget | undefined {
  if (text === 'pod' || text === 'ignored') return { kind: text }
  const attachment = attachmentRef(text)
  return attachment && { kind: 'multus', ...attachment }
}

/** NAMESPACE/ATTACHMENT; undefined for what is none. */
export function attachmentRef(text: string): AttachmentRef | undefined {
  const [namespace = '', name = '', ...rest] = text.split('/')
  return rest.length === 0 && isLabel(namespace) && isSubdomain(name) ? { namespace, name } : undefined
}

/** The network that disks are copied over; undefined where none was typed. */
export function transferNetworkChoice(text: string | undefined): Result<TransferNetwork | undefined> {
  if (text === undefined) return ok(undefined)
  if (text === 'default' || text === 'pod') return ok({ kind: text })
  const attachment = attachmentRef(text)
  if (attachment) return ok({ kind: 'attachment', ...attachment })
  return inputFault(
    'transfer-network',
    `--transfer-network "${text}" is not understood.`,
    'Write default, pod or NAMESPACE/ATTACHMENT.',
  )
}

const VOLUME_MODES: ReadonlyMap<string, 'Block' | 'Filesystem'> = new Map([
  ['block', 'Block'],
  ['filesystem', 'Filesystem'],
])
const ACCESS_MODES: ReadonlyMap<string, 'ReadWriteOnce' | 'ReadWriteMany'> = new Map([
  ['readwriteonce', 'ReadWriteOnce'],
  ['rwo', 'ReadWriteOnce'],
  ['readwritemany', 'ReadWriteMany'],
  ['rwx', 'ReadWriteMany'],
])

export function storageChoice(text: string): Result<StorageChoice> {
  const pair = splitPair(text)
  const [storageClass = '', ...modes] = pair?.[1].split(',') ?? []
  const words = modes.map((mode) => mode.trim().toLowerCase())
  const volumeMode = words.map((word) => VOLUME_MODES.get(word)).find(Boolean)
  const accessMode = words.map((word) => ACCESS_MODES.get(word)).find(Boolean)
  const understood = words.every((word) => VOLUME_MODES.has(word) || ACCESS_MODES.has(word))
  if (pair && understood && isSubdomain(storageClass))
    return ok({
      source: pair[0],
      storageClass,
      ...(volumeMode ? { volumeMode } : {}),
      ...(accessMode ? { accessMode } : {}),
    })
  return inputFault(
    'storage',
    `--storage "${text}" is not understood.`,
    'Write DATASTORE=CLASS, or DATASTORE=CLASS,Block,ReadWriteMany where CDI does not know the modes.',
  )
}

export function targetNameChoice(text: string): Result<[string, string]> {
  const pair = splitPair(text)
  if (!pair)
    return inputFault('target-name', `--target-name "${text}" is not understood.`, 'Write VM=NEW-NAME.')
  const fault = vmNameFault(pair[1])
  return fault ? nameFault('target-name', `--target-name ${pair[0]}=`, fault) : ok(pair)
}

/** Splits at the last "=": names in vSphere may hold one, names in Kubernetes never do. */
function splitPair(text: string): [string, string] | undefined {
  const at = text.lastIndexOf('=')
  return at < 1 || at === text.length - 1 ? undefined : [text.slice(0, at), text.slice(at + 1)]
}

export function each<Text, T>(
  texts: readonly Text[] | undefined,
  parse: (text: Text) => Result<T>,
): Result<T[]> {
  const values: T[] = []
  for (const text of texts ?? []) {
    const parsed = parse(text)
    if (!parsed.ok) return parsed
    values.push(parsed.value)
  }
  return ok(values)
}

/** `option` is what stands before the name on the command line, up to the space or "=". */
export function nameFault(name: string, option: string, fault: NameFault) {
  const remedy =
    fault.suggestion === ''
      ? `Give ${option.replace(/[ =]$/, '')} another name.`
      : `Try ${option}${fault.suggestion}.`
  return inputFault(name, fault.message, remedy)
}
