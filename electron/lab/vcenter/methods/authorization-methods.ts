import { objectNotFound } from '../fault.ts'
import type { Ref } from '../vim/value.ts'
import { flagArg, refArg, refsArg, textArg, textsArg, type Methods, type SessionCall } from './call.ts'

/** AuthorizationManager: what accounts may do, by their roles. */
export const AUTHORIZATION_METHODS: Methods = {
  HasPrivilegeOnEntities: {
    on: 'AuthorizationManager',
    params: { entity: 'ref[]', sessionId: '', privId: '[]' },
    returns: 'EntityPrivilege[]',
    run: (call) => {
      const user = userOf(call)
      return refsArg(call, 'entity').map((entity) => ({
        entity,
        privAvailability: textsArg(call, 'privId').map((privId) => ({
          privId,
          isGranted: user !== undefined && call.access.allows(user, known(call, entity), privId),
        })),
      }))
    },
  },
  HasPrivilegeOnEntity: {
    on: 'AuthorizationManager',
    params: { entity: 'ref', sessionId: '', privId: '[]' },
    returns: 'boolean[]',
    run: (call) => {
      const user = userOf(call)
      const entity = known(call, refArg(call, 'entity'))
      return textsArg(call, 'privId').map(
        (privId) => user !== undefined && call.access.allows(user, entity, privId),
      )
    },
  },
  FetchUserPrivilegeOnEntities: {
    on: 'AuthorizationManager',
    params: { entities: 'ref[]', userName: '' },
    returns: 'UserPrivilegeResult[]',
    run: (call) =>
      refsArg(call, 'entities').map((entity) => ({
        entity,
        privileges: [...call.access.role(textArg(call, 'userName'), known(call, entity)).privileges],
      })),
  },
  RetrieveEntityPermissions: {
    on: 'AuthorizationManager',
    params: { entity: 'ref', inherited: 'boolean' },
    returns: 'Permission[]',
    run: (call) => call.access.permissions(known(call, refArg(call, 'entity')), flagArg(call, 'inherited')),
  },
}

/** The user of the session that is asked about; undefined where there is no such session. */
function userOf(call: SessionCall): string | undefined {
  const key = textArg(call, 'sessionId')
  return call.sessions.all().find((session) => session.key === key)?.userName
}

/** An entity that exists, seen by the caller or not. */
function known(call: SessionCall, entity: Ref): Ref {
  const object = call.vim.find(entity.id)
  if (object === undefined) throw objectNotFound(entity)
  return object.ref
}
