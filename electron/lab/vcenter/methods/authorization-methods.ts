import { refArg, refsArg, textArg, textsArg, type Methods } from './call.ts'

/** AuthorizationManager: the administrator of the lab may do everything. */
export const AUTHORIZATION_METHODS: Methods = {
  HasPrivilegeOnEntities: {
    on: 'AuthorizationManager',
    params: { entity: 'ref[]', sessionId: '', privId: '[]' },
    returns: 'EntityPrivilege[]',
    run: (call) => {
      const isGranted = hasSession(call.sessions.all(), textArg(call, 'sessionId'))
      return refsArg(call, 'entity').map((entity) => ({
        entity,
        privAvailability: textsArg(call, 'privId').map((privId) => ({ privId, isGranted })),
      }))
    },
  },
  HasPrivilegeOnEntity: {
    on: 'AuthorizationManager',
    params: { entity: 'ref', sessionId: '', privId: '[]' },
    returns: 'boolean[]',
    run: (call) => {
      refArg(call, 'entity')
      const isGranted = hasSession(call.sessions.all(), textArg(call, 'sessionId'))
      return textsArg(call, 'privId').map(() => isGranted)
    },
  },
  FetchUserPrivilegeOnEntities: {
    on: 'AuthorizationManager',
    params: { entities: 'ref[]', userName: '' },
    returns: 'UserPrivilegeResult[]',
    run: (call) => {
      const known = textArg(call, 'userName').toLowerCase() === call.credentials.username.toLowerCase()
      return refsArg(call, 'entities').map((entity) => ({ entity, privileges: known ? PRIVILEGES : [] }))
    },
  },
}

function hasSession(sessions: readonly { readonly key: string }[], key: string): boolean {
  return sessions.some((session) => session.key === key)
}

/** Privileges of the API that a migration can need, and the basic ones. */
export const PRIVILEGES: readonly string[] = [
  'System.Anonymous',
  'System.Read',
  'System.View',
  'Sessions.ValidateSession',
  'Sessions.TerminateSession',
  'Global.Settings',
  'Datastore.Browse',
  'Datastore.FileManagement',
  'Host.Config.AdvancedConfig',
  'Host.Config.NetService',
  'Network.Assign',
  'Resource.AssignVMToPool',
  'VApp.Export',
  'Cryptographer.Access',
  'Cryptographer.Decrypt',
  'VirtualMachine.Config.AdvancedConfig',
  'VirtualMachine.Config.ChangeTracking',
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
