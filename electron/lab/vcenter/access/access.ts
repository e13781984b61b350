import type { EstateAccount } from '../../estate/accounts.ts'
import { sameSecret } from '../../secret.ts'
import { noPermission } from '../fault.ts'
import { isArray, isObject, Ref, type Vim, type VimObject } from '../vim/value.ts'
import type { ManagedObject, VimState } from '../vim-state.ts'
import { roleNamed, type Role } from './roles.ts'

/** Who may do what: accounts, and roles on objects that hold for everything below them. */
export interface Access {
  /** The account's name as the directory writes it; undefined for a wrong name or password. */
  login(username: string, password: string): string | undefined
  /** The role of a user on the entity that `ref` is, or belongs to. */
  role(username: string, ref: Ref): Role
  allows(username: string, ref: Ref, privilege: string): boolean
  /** Throws NoPermission. */
  require(username: string, ref: Ref, privilege: string): void
  /** An object as a user sees it: without references to what is hidden from them; undefined if it is hidden itself. */
  seen(username: string, object: ManagedObject): ManagedObject | undefined
  /** The property `permission` of an entity, and with `inherited` what comes from above. */
  permissions(ref: Ref, inherited: boolean): VimObject[]
}

export function createAccess(vim: VimState, accounts: readonly EstateAccount[]): Access {
  const byName = new Map(accounts.map((account) => [account.username.toLowerCase(), account]))
  const account = (username: string): EstateAccount | undefined => byName.get(username.toLowerCase())
  const root = vim.estate.folders.find((folder) => folder.kind === 'root')?.id ?? ''
  const roleAt = roleFinder(vim)

  const role = (username: string, ref: Ref): Role => {
    const one = account(username)
    return one === undefined ? roleNamed('NoAccess') : roleAt(one, entityOf(vim, ref) ?? root)
  }
  const allows: Access['allows'] = (username, ref, privilege) => role(username, ref).privileges.has(privilege)
  const shows = (username: string, ref: Ref): boolean => allows(username, ref, 'System.View')
  return {
    login: (username, password) => {
      const one = account(username)
      // Compared for an unknown name too, so that the time tells nothing.
      const right = sameSecret(one?.password ?? '', password)
      return right && one !== undefined ? one.username : undefined
    },
    role,
    allows,
    require: (username, ref, privilege) => {
      if (allows(username, ref, privilege)) return
      throw noPermission(vim.find(entityOf(vim, ref) ?? root)?.ref ?? ref, privilege)
    },
    seen: (username, object) => {
      const grants = account(username)?.grants ?? []
      // An administrator of everything is not slowed down.
      if (grants.length === 1 && grants[0]?.entityId === root && grants[0].role === 'Admin') return object
      // The vCenter's own managers are there for everyone; what they do is checked call by call.
      if (entityOf(vim, object.ref) !== undefined && !shows(username, object.ref)) return undefined
      const hides = grants.some((grant) => grant.role === 'NoAccess')
      const get = (property: string): Vim => {
        if (property === 'effectiveRole') return [role(username, object.ref).id]
        const value = object.get(property)
        return hides ? withoutHidden(value, (ref) => shows(username, ref)) : value
      }
      return { ref: object.ref, get }
    },
    permissions: (ref, inherited) =>
      (inherited ? pathUp(vim, ref.id) : [ref.id]).flatMap((id) => grantsOn(vim, accounts, id)),
  }
}

/** The role of an account on an entity: of the nearest grant on it or above. */
function roleFinder(vim: VimState): (account: EstateAccount, entityId: string) => Role {
  // Nothing in the estate changes its place, so each answer is found once.
  const known = new Map<string, Role>()
  const roleAt = (account: EstateAccount, id: string): Role => {
    const key = `${account.username}\0${id}`
    const found = known.get(key) ?? find(account, id)
    known.set(key, found)
    return found
  }
  const find = (account: EstateAccount, id: string): Role => {
    const grant = account.grants.find((one) => one.entityId === id)
    if (grant !== undefined) return roleNamed(grant.role)
    const parent = vim.find(id)?.get('parent')
    return parent instanceof Ref ? roleAt(account, parent.id) : roleNamed('NoAccess')
  }
  return roleAt
}

/** Id of the inventory object whose permissions hold for an object; undefined for the vCenter's own managers. */
function entityOf(vim: VimState, ref: Ref): string | undefined {
  if (vim.schema.isA(ref.type, 'ManagedEntity')) return ref.id
  const object = vim.find(ref.id)
  if (ref.type === 'VirtualMachineSnapshot') return refId(object?.get('vm'))
  if (ref.type === 'Task') {
    const info = object?.get('info')
    return isObject(info) ? refId(info.entity) : undefined
  }
  return vim.owners.get(ref.id)
}

function refId(value: Vim): string | undefined {
  return value instanceof Ref ? value.id : undefined
}

function withoutHidden(value: Vim, shows: (ref: Ref) => boolean): Vim {
  if (!isArray(value) || !(value[0] instanceof Ref)) return value
  return value.filter((item) => !(item instanceof Ref) || shows(item))
}

/** The grants on one entity, as the API lists them. */
function grantsOn(vim: VimState, accounts: readonly EstateAccount[], id: string): VimObject[] {
  return accounts.flatMap(({ username, grants }) => {
    const grant = grants.find((one) => one.entityId === id)
    if (grant === undefined) return []
    const roleId = roleNamed(grant.role).id
    return [{ entity: vim.find(id)?.ref, principal: username, group: false, roleId, propagate: true }]
  })
}

/** An entity and everything above it. */
function pathUp(vim: VimState, id: string): string[] {
  const parent = vim.find(id)?.get('parent')
  return [id, ...(parent instanceof Ref ? pathUp(vim, parent.id) : [])]
}
