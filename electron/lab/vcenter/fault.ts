import type { Ref, VimObject } from './vim/value.ts'

/** A fault of the vim25 API, thrown by methods and answered with HTTP 500. */
export class VimFault extends Error {
  readonly type: string
  readonly fields: VimObject

  constructor(type: string, message: string, fields: VimObject = {}) {
    super(message)
    this.type = type
    this.fields = fields
  }
}

/** The fault as data, as tasks and missing sets hold it. */
export function localizedFault(fault: VimFault): VimObject {
  return { fault: { $type: fault.type, ...fault.fields }, localizedMessage: fault.message }
}

export function objectNotFound(obj: Ref): VimFault {
  return new VimFault(
    'ManagedObjectNotFound',
    `The object 'vim.${obj.type}:${obj.id}' has already been deleted or has not been completely created`,
    { obj },
  )
}

export function notAuthenticated(object: Ref): VimFault {
  return new VimFault('NotAuthenticated', 'The session is not authenticated.', {
    object,
    privilegeId: 'System.View',
  })
}

export function noPermission(object: Ref, privilegeId: string): VimFault {
  return new VimFault('NoPermission', 'Permission to perform this operation was denied.', {
    object,
    privilegeId,
    missingPrivileges: [{ entity: object, privilegeIds: [privilegeId] }],
  })
}

export function invalidProperty(name: string): VimFault {
  return new VimFault('InvalidProperty', `Property "${name}" does not exist.`, { name })
}

export function invalidArgument(invalidProperty: string): VimFault {
  return new VimFault('InvalidArgument', `A specified parameter was not correct: ${invalidProperty}`, {
    invalidProperty,
  })
}

export function notFound(what: string): VimFault {
  return new VimFault('NotFound', `${what} was not found.`)
}

export function invalidState(message: string): VimFault {
  return new VimFault('InvalidState', message)
}

export function requestCanceled(): VimFault {
  return new VimFault('RequestCanceled', 'The task was canceled by a user.')
}
