import type { RoleName } from '../../estate/accounts.ts'
import type { VimObject } from '../vim/value.ts'

/** Privileges of the API that a migration can need, and the basic ones. */
const PRIVILEGES: readonly string[] = [
  'System.Anonymous',
  'System.Read',
  'System.View',
  'Sessions.ValidateSession',
  'Sessions.TerminateSession',
  'Authorization.ModifyPermissions',
  'Global.CancelTask',
  'Global.Settings',
  'Datastore.Browse',
  'Datastore.FileManagement',
  'Host.Config.AdvancedConfig',
  'Host.Config.NetService',
  'Host.Config.Settings',
  'Network.Assign',
  'Resource.AssignVMToPool',
  'VApp.Export',
  'Cryptographer.Access',
  'Cryptographer.Decrypt',
  'VirtualMachine.Config.AdvancedConfig',
  'VirtualMachine.Config.ChangeTracking',
  'VirtualMachine.Config.DiskExtend',
  'VirtualMachine.Config.DiskLease',
  'VirtualMachine.Config.Settings',
  'VirtualMachine.GuestOperations.Execute',
  'VirtualMachine.GuestOperations.Modify',
  'VirtualMachine.GuestOperations.Query',
  'VirtualMachine.Interact.GuestControl',
  'VirtualMachine.Interact.PowerOff',
  'VirtualMachine.Interact.PowerOn',
  'VirtualMachine.Interact.Reset',
  'VirtualMachine.Provisioning.DiskRandomAccess',
  'VirtualMachine.Provisioning.DiskRandomRead',
  'VirtualMachine.Provisioning.FileRandomAccess',
  'VirtualMachine.Provisioning.GetVmFiles',
  'VirtualMachine.Provisioning.PutVmFiles',
  'VirtualMachine.State.CreateSnapshot',
  'VirtualMachine.State.RemoveSnapshot',
  'VirtualMachine.State.RenameSnapshot',
  'VirtualMachine.State.RevertToSnapshot',
]

/** What only somebody who runs the vCenter itself needs. */
const ADMINISTRATION: ReadonlySet<string> = new Set([
  'Sessions.TerminateSession',
  'Authorization.ModifyPermissions',
  'Global.Settings',
  'Host.Config.Settings',
])

export interface Role {
  readonly id: number
  readonly name: RoleName
  readonly label: string
  readonly summary: string
  /** vCenter has those with a negative id by itself. */
  readonly privileges: ReadonlySet<string>
}

const LOOKING = ['System.Anonymous', 'System.View', 'System.Read']

const ROLES: readonly Role[] = [
  {
    id: -1,
    name: 'Admin',
    label: 'Administrator',
    summary: 'Full access',
    privileges: new Set(PRIVILEGES),
  },
  {
    id: -2,
    name: 'ReadOnly',
    label: 'Read-only',
    summary: 'See details of objects, but not make changes',
    privileges: new Set(LOOKING),
  },
  {
    id: -5,
    name: 'NoAccess',
    label: 'No access',
    summary: 'Used for restricting granted access',
    privileges: new Set(),
  },
  {
    id: 1001,
    name: 'MigrationOperator',
    label: 'MigrationOperator',
    summary: 'Migrates virtual machines',
    privileges: new Set(PRIVILEGES.filter((id) => !ADMINISTRATION.has(id))),
  },
]

export function roleNamed(name: RoleName): Role {
  const role = ROLES.find((one) => one.name === name)
  if (role === undefined) throw new Error(`There is no role ${name}`)
  return role
}

/** The property `roleList`. */
export function roleList(): VimObject[] {
  return ROLES.map((role) => ({
    roleId: role.id,
    system: role.id < 0,
    name: role.name,
    info: { label: role.label, summary: role.summary },
    privilege: [...role.privileges],
  }))
}

/** The property `privilegeList`. */
export function privilegeList(): VimObject[] {
  return PRIVILEGES.map((privId) => {
    const at = privId.lastIndexOf('.')
    return { privId, onParent: false, name: privId.slice(at + 1), privGroupName: privId.slice(0, at) }
  })
}
