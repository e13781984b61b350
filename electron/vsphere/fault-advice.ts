/** vSphere's fault classes: our code, what they mean for the data, what to do. */

export interface Advice {
  readonly code: string
  /** What it means for the VM and its data, where that is known from the class alone. */
  readonly meaning?: string
  readonly remedy: string
}

const RETRY_LATER = 'Wait until that has ended, then try again.'
const READ_AGAIN = 'Read the inventory again: the state shown here is out of date.'
const NOTHING_CHANGED = 'Nothing was changed.'
const NO_SNAPSHOT = 'No snapshot was made; the VM goes on as before.'

const ACCESS: Readonly<Record<string, Advice>> = {
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
    meaning: NOTHING_CHANGED,
    remedy: 'Ask the vSphere administrator for this privilege on this object, then try again.',
  },
  RestrictedVersion: {
    code: 'licence-read-only',
    meaning: NOTHING_CHANGED,
    remedy: 'The free ESXi licence allows reading only: use a licensed host or connect to its vCenter.',
  },
  HostAccessRestrictedToManagementServer: {
    code: 'host-managed',
    meaning: NOTHING_CHANGED,
    remedy: 'Connect to the vCenter that manages this host, and do it there.',
  },
  SSLVerifyFault: {
    code: 'host-certificate',
    meaning: 'vSphere did not connect to the host.',
    remedy:
      'Compare the thumbprint with the one that the host shows, and accept it in vCenter if it is right.',
  },
}

const STATE: Readonly<Record<string, Advice>> = {
  ManagedObjectNotFound: { code: 'not-found', remedy: READ_AGAIN },
  NotFound: { code: 'not-found', remedy: READ_AGAIN },
  InvalidPowerState: { code: 'invalid-power-state', meaning: NOTHING_CHANGED, remedy: READ_AGAIN },
  InvalidState: { code: 'invalid-state', meaning: NOTHING_CHANGED, remedy: READ_AGAIN },
  TaskInProgress: { code: 'task-in-progress', meaning: NOTHING_CHANGED, remedy: RETRY_LATER },
  VAppTaskInProgress: { code: 'task-in-progress', meaning: NOTHING_CHANGED, remedy: RETRY_LATER },
  ConcurrentAccess: { code: 'concurrent-access', meaning: NOTHING_CHANGED, remedy: RETRY_LATER },
  QuestionPending: {
    code: 'question-pending',
    meaning: 'The VM waits for an answer and does nothing until then.',
    remedy: 'Answer the question of the VM in vSphere, then try again.',
  },
  ToolsUnavailable: {
    code: 'tools-unavailable',
    meaning: NOTHING_CHANGED,
    remedy: 'Shut the guest down from its console, start VMware Tools in it, or allow a hard power-off.',
  },
  HostNotConnected: {
    code: 'host-not-connected',
    remedy: 'Reconnect the ESXi host in vCenter, then try again.',
  },
  HostNotReachable: {
    code: 'host-not-connected',
    remedy: 'Check the network between vCenter and the ESXi host, then try again.',
  },
  HostCommunication: {
    code: 'host-not-connected',
    meaning: 'It is not known whether the host has begun it.',
    remedy: 'Check the network between vCenter and the ESXi host, then try again.',
  },
  Timedout: {
    code: 'task-timeout',
    meaning: 'vSphere gave it up; parts of it may have been done.',
    remedy: 'Look at the VM in vSphere, then try again.',
  },
  RequestCanceled: { code: 'canceled', remedy: 'Start it again when it is wanted.' },
  InvalidCollectorVersion: { code: 'collector-lost', remedy: 'Read the inventory again.' },
}

const QUIESCE: Advice = {
  code: 'quiesce-failed',
  meaning: NO_SNAPSHOT,
  remedy: 'Repair quiescing in the guest (VSS, VMware Tools), or take the snapshot without it.',
}
const SNAPSHOT: Advice = {
  code: 'snapshot-failed',
  meaning: 'The data of the VM is as before; look whether a part of a snapshot was left.',
  remedy: 'Look at the VM in vSphere; its own log names the cause.',
}
const NO_RESOURCES: Advice = {
  code: 'no-resources',
  meaning: NOTHING_CHANGED,
  remedy: 'Free memory or processor time on the host or in the resource pool, then try again.',
}

const STORAGE: Readonly<Record<string, Advice>> = {
  ApplicationQuiesceFault: QUIESCE,
  FilesystemQuiesceFault: QUIESCE,
  SnapshotFault: SNAPSHOT,
  SnapshotIncompatibleDeviceInVm: {
    code: 'snapshot-unsupported',
    meaning: NO_SNAPSHOT,
    remedy:
      'Remove the device that the message names (a shared disk, a raw mapping), or migrate the VM cold.',
  },
  SnapshotDisabled: {
    code: 'snapshot-unsupported',
    meaning: NO_SNAPSHOT,
    remedy: 'Allow snapshots in the settings of the VM, or migrate it cold.',
  },
  SnapshotLocked: { code: 'task-in-progress', meaning: NO_SNAPSHOT, remedy: RETRY_LATER },
  TooManySnapshotLevels: {
    code: 'too-many-snapshots',
    meaning: NO_SNAPSHOT,
    remedy: 'Delete snapshots of this VM in vSphere, then try again.',
  },
  NoDiskSpace: {
    code: 'no-disk-space',
    meaning: 'It was not done. Running VMs on a full datastore stop when they have to write.',
    remedy: 'Free space on the datastore or move the VM to another one, then try again.',
  },
  FileLocked: {
    code: 'file-locked',
    meaning: 'It was not done; the file is as before.',
    remedy: 'Wait until the backup job or the other process that holds the file has ended, then try again.',
  },
  CannotAccessFile: {
    code: 'file-locked',
    meaning: 'It was not done; the file is as before.',
    remedy: 'Check that the datastore is reachable and that no backup job holds the file, then try again.',
  },
  FileNotFound: {
    code: 'file-missing',
    meaning: 'A file that belongs to the VM is not where vSphere looks for it.',
    remedy: 'Look for the file on the datastore, and repair the VM in vSphere before it is migrated.',
  },
  FileFault: {
    code: 'file-fault',
    meaning: 'The file could not be read or written.',
    remedy: 'Check the datastore and the file in vSphere, then try again.',
  },
  InsufficientResourcesFault: NO_RESOURCES,
  InsufficientMemoryResourcesFault: NO_RESOURCES,
  InsufficientCpuResourcesFault: NO_RESOURCES,
  InsufficientFailoverResourcesFault: NO_RESOURCES,
}

const REQUEST: Readonly<Record<string, Advice>> = {
  GenericVmConfigFault: {
    code: 'vm-configuration',
    remedy: 'Correct the setting that the message names in vSphere, then try again.',
  },
  VmConfigFault: {
    code: 'vm-configuration',
    remedy: 'Correct the setting that the message names in vSphere, then try again.',
  },
  HostConfigFault: {
    code: 'host-configuration',
    remedy: 'Look at the events of the host in vSphere, which name the cause, then try again.',
  },
  InvalidProperty: {
    code: 'invalid-property',
    remedy:
      'Report this with the version of the server: it does not know a property that its version should have.',
  },
  InvalidArgument: {
    code: 'invalid-argument',
    meaning: NOTHING_CHANGED,
    remedy: 'Report this with the version of the server.',
  },
  InvalidName: {
    code: 'invalid-argument',
    meaning: NOTHING_CHANGED,
    remedy: 'Choose another name: vSphere does not take this one.',
  },
  MethodNotFound: {
    code: 'not-supported',
    meaning: NOTHING_CHANGED,
    remedy: 'Connect to a vCenter or an ESXi host of version 6.5 or newer.',
  },
  NotSupported: {
    code: 'not-supported',
    meaning: NOTHING_CHANGED,
    remedy: 'Do this step in vSphere itself.',
  },
  NotImplemented: {
    code: 'not-supported',
    meaning: NOTHING_CHANGED,
    remedy: 'Do this step in vSphere itself.',
  },
}

const OTHER: Advice = {
  code: 'fault',
  remedy: 'Look at the recent tasks in vSphere, which name the cause, then try again.',
}

const ADVICE: ReadonlyMap<string, Advice> = new Map(
  [ACCESS, STATE, STORAGE, REQUEST].flatMap((table) => Object.entries(table)),
)

/** `fault` is the name of the class. One that is not known keeps vSphere's message and a general remedy. */
export function adviceOn(fault: string): Advice {
  return ADVICE.get(fault) ?? OTHER
}
