/**
 * What a user of vSphere needs to be allowed for each use, by privilege id.
 *
 * Sources: the ids that Forklift asks of a vCenter (kubev2v/forklift,
 * pkg/controller/provider/container/vsphere/permissions.go) and, in the vSphere API reference, the "required
 * privileges" of the calls made here: CreateSnapshot_Task, RemoveSnapshot_Task, ConsolidateVMDisks_Task,
 * ReconfigVM_Task with changeTrackingEnabled, QueryChangedDiskAreas, ShutdownGuest, PowerOffVM_Task,
 * PowerOnVM_Task, and of HostServiceSystem.
 */

/** The objects that a privilege is looked at on. `everything`: whatever can hold a role. */
export type PrivilegeScope = 'everything' | 'machines' | 'datastores' | 'hosts'

export interface NeededPrivilege {
  readonly id: string
  readonly scope: PrivilegeScope
}

const INVENTORY: readonly NeededPrivilege[] = [
  { id: 'System.View', scope: 'everything' },
  { id: 'System.Read', scope: 'everything' },
]

const COLD: readonly NeededPrivilege[] = [
  // The second is for the way back, when a migration is undone.
  { id: 'VirtualMachine.Interact.PowerOff', scope: 'machines' },
  { id: 'VirtualMachine.Interact.PowerOn', scope: 'machines' },
  // VDDK opens disks with these.
  { id: 'VirtualMachine.Provisioning.DiskRandomRead', scope: 'machines' },
  { id: 'VirtualMachine.Provisioning.GetVmFiles', scope: 'machines' },
  { id: 'Datastore.Browse', scope: 'datastores' },
  { id: 'Datastore.FileManagement', scope: 'datastores' },
]

const WARM: readonly NeededPrivilege[] = [
  ...COLD,
  { id: 'VirtualMachine.Config.ChangeTracking', scope: 'machines' },
  { id: 'VirtualMachine.State.CreateSnapshot', scope: 'machines' },
  { id: 'VirtualMachine.State.RemoveSnapshot', scope: 'machines' },
]

const HOST_EDIT: readonly NeededPrivilege[] = [
  // Starting and stopping SSH, and when it starts; the file on the host is changed as its root user.
  { id: 'Host.Config.NetService', scope: 'hosts' },
]

export const NEEDED_PRIVILEGES = {
  inventory: INVENTORY,
  cold: COLD,
  warm: WARM,
  'host-edit': HOST_EDIT,
} as const satisfies Readonly<Record<string, readonly NeededPrivilege[]>>
