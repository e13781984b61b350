import { objectNotFound } from '../fault.ts'
import { shownName } from '../objects/entity.ts'
import { hostRef, vmRef } from '../objects/refs.ts'
import { isArray, Ref, textOf, type Vim } from '../vim/value.ts'
import type { ManagedObject } from '../vim-state.ts'
import { flagArg, refArg, textArg, type Methods, type SessionCall } from './call.ts'

/** SearchIndex. Nothing found is an unset result, not a fault. */
export const SEARCH_METHODS: Methods = {
  FindByUuid: {
    on: 'SearchIndex',
    params: { datacenter: 'ref', uuid: '', vmSearch: 'boolean', instanceUuid: 'boolean' },
    returns: 'ref',
    // What has this uuid, as far as the session may see it.
    run: (call) => withUuid(call).find((ref) => call.session.find(ref.id) !== undefined),
  },
  FindByInventoryPath: {
    on: 'SearchIndex',
    params: { inventoryPath: '' },
    returns: 'ref',
    run: (call) => byPath(call, textArg(call, 'inventoryPath')),
  },
  FindChild: {
    on: 'SearchIndex',
    params: { entity: 'ref', name: '' },
    returns: 'ref',
    run: (call) => {
      const entity = refArg(call, 'entity')
      const object = call.session.find(entity.id)
      if (object === undefined) throw objectNotFound(entity)
      return childNamed(call, object, textArg(call, 'name'))?.ref
    },
  },
}

function withUuid(call: SessionCall): Ref[] {
  const uuid = textArg(call, 'uuid').toLowerCase()
  const { estate } = call.vim
  if (!flagArg(call, 'vmSearch')) {
    return estate.hosts.filter((host) => host.uuid === uuid).map((host) => hostRef(host.id))
  }
  const instance = flagArg(call, 'instanceUuid')
  return estate.vms.filter((vm) => (instance ? vm.instanceUuid : vm.uuid) === uuid).map((vm) => vmRef(vm.id))
}

/** "Lab-DC/vm/Production/web-01"; a slash inside a name is written %2f. */
function byPath(call: SessionCall, path: string): Vim {
  const root = call.vim.estate.folders.find((folder) => folder.kind === 'root')
  let at = root === undefined ? undefined : call.session.find(root.id)
  for (const name of path.split('/').filter(Boolean)) {
    if (at === undefined) return undefined
    at = childNamed(call, at, name)
  }
  return at?.ref
}

function childNamed(call: SessionCall, object: ManagedObject, name: string): ManagedObject | undefined {
  const properties = [
    'childEntity',
    'vmFolder',
    'hostFolder',
    'datastoreFolder',
    'networkFolder',
    'host',
    'resourcePool',
  ]
  const wanted = name.toLowerCase()
  for (const property of properties) {
    const value = object.get(property)
    for (const ref of isArray(value) ? value : [value]) {
      const child = ref instanceof Ref ? call.session.find(ref.id) : undefined
      const shown = textOf(child?.get('name')).toLowerCase()
      if (child !== undefined && (shown === wanted || shown === shownName(name).toLowerCase())) return child
    }
  }
  return undefined
}
