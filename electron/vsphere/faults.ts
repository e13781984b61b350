/** What vSphere's faults mean for a person. */
import { at, list, reference, text, type RawRecord } from '../../shared/inventory/from-vsphere/raw.ts'
import type { Problem } from '../../shared/problem.ts'
import { adviceOn } from './fault-advice.ts'

export interface Fault {
  readonly fault: string
  /** vSphere's own text. */
  readonly message: string
  readonly properties: RawRecord
}

/** `doing` reads like 'Power-off of "web-01"'. The Problem carries vSphere's own text. */
export function problemOfFault(fault: Fault, doing: string): Problem {
  const advice = adviceOn(fault.fault)
  const own = fault.message.trim()
  const said = own === '' ? fault.fault || 'unknown fault' : own
  return {
    code: `vsphere.${advice.code}`,
    message: `${doing} failed: ${explain(fault, said)}`,
    ...(advice.meaning !== undefined && { meaning: advice.meaning }),
    remedy: advice.remedy,
    detail: fault.fault === '' ? said : `${fault.fault}: ${said}`,
  }
}

function explain(fault: Fault, said: string): string {
  if (fault.fault === 'NoPermission') return explainPermission(fault.properties)
  if (fault.fault === 'InvalidPowerState') {
    const now = text(fault.properties, 'existingState')
    if (now !== undefined) return `the VM is ${POWER_WORDS[now] ?? now}.`
  }
  const [property, words] = NAMED_IN.get(fault.fault) ?? []
  const value = property === undefined ? undefined : text(fault.properties, property)
  // vSphere's own text names it or not, by version and by fault.
  const isTold = words === undefined || value === undefined || value === '' || said.includes(value)
  return isTold ? sentence(said) : `${sentence(said)} ${words} ${value}.`
}

/** The property of a fault that tells what it is about, and the words before it. */
const NAMED_IN: ReadonlyMap<string, readonly [property: string, words: string]> = new Map([
  ['NoDiskSpace', ['datastore', 'The datastore is']],
  ['FileLocked', ['file', 'The file is']],
  ['CannotAccessFile', ['file', 'The file is']],
  ['FileNotFound', ['file', 'The file is']],
  ['FileFault', ['file', 'The file is']],
  ['SSLVerifyFault', ['thumbprint', 'The certificate that was shown has the thumbprint']],
  ['InvalidArgument', ['invalidProperty', 'It is about']],
  ['InvalidProperty', ['name', 'It is about']],
  ['HostAccessRestrictedToManagementServer', ['managementServer', 'The host is managed by']],
])

const POWER_WORDS: Readonly<Record<string, string>> = {
  poweredOn: 'powered on',
  poweredOff: 'powered off',
  suspended: 'suspended',
}

/** From 7.0 U3 on `missingPrivileges` lists them by object; before that there is one pair. */
function explainPermission(properties: RawRecord): string {
  const missing = list(properties['missingPrivileges']).map((entry) => ({
    object: reference(at(entry, 'entity')),
    privileges: list(at(entry, 'privilegeIds')),
  }))
  const [first] = missing
  const object = first?.object ?? reference(properties['object'])
  const privileges = missing.flatMap((entry) => entry.privileges).filter((id) => typeof id === 'string')
  const named = privileges.length > 0 ? privileges.join(', ') : text(properties, 'privilegeId')
  const where = object ? ` on ${object.type} ${object.value}` : ''
  return `the user lacks the privilege ${named ?? '(not named by vSphere)'}${where}.`
}

function sentence(said: string): string {
  return /[.!?]$/.test(said) ? said : `${said}.`
}
