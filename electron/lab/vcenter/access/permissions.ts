import type { EstateAccount } from '../../estate/accounts.ts'
import { Ref, type VimObject } from '../vim/value.ts'
import type { VimState } from '../vim-state.ts'
import { roleNamed } from './roles.ts'

/** Grants as the API lists them. */
export interface Permissions {
  /** On an entity, and with `inherited` what comes from above. */
  on(ref: Ref, inherited: boolean): VimObject[]
  all(): VimObject[]
}

export function createPermissions(vim: VimState, accounts: readonly EstateAccount[]): Permissions {
  const grantsOn = (id: string): VimObject[] =>
    accounts.flatMap(({ username, grants }) => {
      const grant = grants.find((one) => one.entityId === id)
      if (grant === undefined) return []
      const roleId = roleNamed(grant.role).id
      return [{ entity: vim.find(id)?.ref, principal: username, group: false, roleId, propagate: true }]
    })
  return {
    on: (ref, inherited) => (inherited ? pathUp(vim, ref.id) : [ref.id]).flatMap(grantsOn),
    all: () => {
      const ids = new Set(accounts.flatMap((account) => account.grants.map((grant) => grant.entityId)))
      return [...ids].flatMap(grantsOn)
    },
  }
}

/** An entity and everything above it. */
function pathUp(vim: VimState, id: string): string[] {
  const parent = vim.find(id)?.get('parent')
  return [id, ...(parent instanceof Ref ? pathUp(vim, parent.id) : [])]
}
