import type { EstateAccount } from '../../estate/accounts.ts'
import { Ref, type VimObject } from '../vim/value.ts'
import type { World } from '../world.ts'
import { roleNamed } from './roles.ts'

/** Grants as the API lists them. */
export interface Permissions {
  /** On an entity, and with `inherited` what comes from above. */
  on(ref: Ref, inherited: boolean): VimObject[]
  all(): VimObject[]
}

export function createPermissions(world: World, accounts: readonly EstateAccount[]): Permissions {
  const grantsOn = (id: string): VimObject[] =>
    accounts.flatMap(({ username, grants }) => {
      const grant = grants.find((one) => one.entityId === id)
      if (grant === undefined) return []
      const roleId = roleNamed(grant.role).id
      return [{ entity: world.find(id)?.ref, principal: username, group: false, roleId, propagate: true }]
    })
  return {
    on: (ref, inherited) => (inherited ? pathUp(world, ref.id) : [ref.id]).flatMap(grantsOn),
    all: () => {
      const ids = new Set(accounts.flatMap((account) => account.grants.map((grant) => grant.entityId)))
      return [...ids].flatMap(grantsOn)
    },
  }
}

/** An entity and everything above it. */
function pathUp(world: World, id: string): string[] {
  const parent = world.find(id)?.get('parent')
  return [id, ...(parent instanceof Ref ? pathUp(world, parent.id) : [])]
}
