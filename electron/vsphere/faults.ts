/** What vSphere's faults mean for a person. */
import { at, list, reference, text, type RawRecord } from '../../shared/inventory/from-vsphere/raw.ts'
import type { Problem } from '../../shared/problem.ts'

export interface Fault {
  readonly fault: string
  /** vSphere's own text. */
  readonly message: string
  readonly properties: RawRecord
}

interface Advice {
  readonly code: string
  readonly remedy: string
}

const RETRY_LATER = 'Wait until that has ended, then try again.'
const READ_AGAIN = 'Read the inventory again: the state shown here is out of date.'

/** By fault class. A class that is not here keeps vSphere's message and a general remedy. */
const ADVICE: Readonly<Record<string, Advice>> = {
  NotAuthenticated: {
    code: 'not-authenticated',
    remedy: 'Connect again; the session had ended and could not be renewed.',
  },
  InvalidLogin: {
    code: 'invalid-login',
    remedy:
      'Check user name and password (a single sign-on name has its domain: administrator@vsphere.local). Another wrong attempt can lock the account.',
  },
  NoPermission: {
    code: 'no-permission',
    remedy: 'Ask the vSphere administrator for this privilege on this object, then try again.',
  },
  ManagedObjectNotFound: { code: 'not-found', remedy: READ_AGAIN },
  InvalidPowerState: { code: 'invalid-power-state', remedy: READ_AGAIN },
  InvalidState: { code: 'invalid-state', remedy: READ_AGAIN },
  TaskInProgress: { code: 'task-in-progress', remedy: RETRY_LATER },
  ConcurrentAccess: { code: 'concurrent-access', remedy: RETRY_LATER },
  ToolsUnavailable: {
    code: 'tools-unavailable',
    remedy: 'Shut the guest down from its console, start VMware Tools in it, or allow a hard power-off.',
  },
  ApplicationQuiesceFault: {
    code: 'quiesce-failed',
    remedy: 'Repair quiescing in the guest (VSS, VMware Tools), or take the snapshot without it.',
  },
  FilesystemQuiesceFault: {
    code: 'quiesce-failed',
    remedy: 'Repair quiescing in the guest (VSS, VMware Tools), or take the snapshot without it.',
  },
  TooManySnapshotLevels: {
    code: 'too-many-snapshots',
    remedy: 'Delete snapshots of this VM in vSphere, then try again.',
  },
  SnapshotFault: {
    code: 'snapshot-failed',
    remedy: 'Look at the VM in vSphere; its own log names the cause.',
  },
  NoDiskSpace: {
    code: 'no-disk-space',
    remedy: 'Free space on the datastore or move the VM to another one, then try again.',
  },
  FileLocked: {
    code: 'file-locked',
    remedy: 'Wait until the backup job or the other process that holds the file has ended, then try again.',
  },
  CannotAccessFile: {
    code: 'file-locked',
    remedy: 'Check that the datastore is reachable and that no backup job holds the file, then try again.',
  },
  HostNotConnected: {
    code: 'host-not-connected',
    remedy: 'Reconnect the ESXi host in vCenter, then try again.',
  },
  HostCommunication: {
    code: 'host-not-connected',
    remedy: 'Check the network between vCenter and the ESXi host, then try again.',
  },
  RequestCanceled: { code: 'cancelled', remedy: 'Start it again when it is wanted.' },
  InvalidCollectorVersion: { code: 'collector-lost', remedy: 'Read the inventory again.' },
  RestrictedVersion: {
    code: 'licence-read-only',
    remedy: 'The free ESXi licence allows reading only: use a licensed host or connect to its vCenter.',
  },
  GenericVmConfigFault: {
    code: 'vm-configuration',
    remedy: 'Correct the setting that the message names in vSphere, then try again.',
  },
  InvalidProperty: {
    code: 'invalid-property',
    remedy:
      'Report this with the version of the server: it does not know a property that its version should have.',
  },
  InvalidArgument: { code: 'invalid-argument', remedy: 'Report this with the version of the server.' },
  MethodNotFound: {
    code: 'not-supported',
    remedy: 'Connect to a vCenter or an ESXi host of version 6.5 or newer.',
  },
  NotSupported: { code: 'not-supported', remedy: 'Do this step in vSphere itself.' },
}

const OTHER: Advice = {
  code: 'fault',
  remedy: 'Look at the recent tasks in vSphere, which name the cause, then try again.',
}

/** `doing` reads like 'Power-off of "web-01"'. The Problem carries vSphere's own text. */
export function problemOfFault(fault: Fault, doing: string): Problem {
  const advice = ADVICE[fault.fault] ?? OTHER
  const own = fault.message.trim()
  const said = own === '' ? fault.fault || 'unknown fault' : own
  return {
    code: `vsphere.${advice.code}`,
    message: `${doing} failed: ${explain(fault, said)}`,
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
  return sentence(said)
}

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
