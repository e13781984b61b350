import { randomUUID } from 'node:crypto'
import { objectNotFound } from '../fault.ts'
import type { Schema } from '../vim/schema.ts'
import { isArray, Ref } from '../vim/value.ts'
import type { ManagedObject } from '../vim-state.ts'
import { flagArg, refArg, textsArg, type Methods } from './call.ts'

/** Properties that lead from a container to what it contains. */
const CONTENTS: Readonly<Record<string, readonly string[]>> = {
  Folder: ['childEntity'],
  Datacenter: ['vmFolder', 'hostFolder', 'datastoreFolder', 'networkFolder'],
  ComputeResource: ['host', 'resourcePool'],
  ResourcePool: ['resourcePool', 'vm'],
  HostSystem: ['vm'],
}

/** ViewManager and views. */
export const VIEW_METHODS: Methods = {
  CreateContainerView: {
    on: 'ViewManager',
    params: { container: 'ref', type: '[]', recursive: 'boolean' },
    returns: 'ref',
    run: (call) => {
      const { session, vim } = call
      const container = refArg(call, 'container')
      const types = textsArg(call, 'type')
      const recursive = flagArg(call, 'recursive')
      if (session.find(container.id) === undefined) throw objectNotFound(container)
      const ref = new Ref('ContainerView', `session[${session.key}]${randomUUID()}`)
      // The estate's containers do not change, so a view is read once.
      const view = contents(vim.schema, (id) => session.find(id), container, types, recursive)
      session.add(ref, {
        container: () => container,
        type: () => types,
        recursive: () => recursive,
        view: () => view,
      })
      return ref
    },
  },
  DestroyView: {
    on: 'ManagedObjectView',
    run: ({ session, target }) => {
      session.remove(target.ref.id)
      return undefined
    },
  },
}

/** Objects of `types` (all for none) in a container: its own children, or all below it. */
function contents(
  schema: Schema,
  find: (id: string) => ManagedObject | undefined,
  container: Ref,
  types: readonly string[],
  recursive: boolean,
): Ref[] {
  const found = new Map<string, Ref>()
  const visit = (ref: Ref): void => {
    for (const child of children(schema, find(ref.id))) {
      // What the session may not see is in none of its views.
      if (found.has(child.id) || find(child.id) === undefined) continue
      found.set(child.id, child)
      if (recursive) visit(child)
    }
  }
  visit(container)
  const wanted = (ref: Ref): boolean => types.length === 0 || types.some((type) => schema.isA(ref.type, type))
  return [...found.values()].filter(wanted)
}

function children(schema: Schema, object: ManagedObject | undefined): Ref[] {
  if (object === undefined) return []
  const entry = Object.entries(CONTENTS).find(([type]) => schema.isA(object.ref.type, type))
  return (entry?.[1] ?? []).flatMap((property) => {
    const value = object.get(property)
    if (value instanceof Ref) return [value]
    return isArray(value) ? value.filter((item) => item instanceof Ref) : []
  })
}
