import { VimFault } from '../fault.ts'
import type { Ref, VimObject } from '../vim/value.ts'
import { enterChanges, modifyChanges, takeSnapshot, type Snapshot } from './changes.ts'
import { missingSet } from './content.ts'
import { selectObjects, type Scope } from './select.ts'
import type { FilterSpec } from './spec.ts'

/** A filter and what of its objects has been reported so far. */
export interface Filter {
  readonly ref: Ref
  readonly spec: FilterSpec
  readonly partial: boolean
  readonly reported: Map<string, { readonly ref: Ref; readonly values: Snapshot }>
  /** Whether the filter was evaluated at least once. */
  started: boolean
}

interface PendingUpdate {
  readonly filter: Ref
  readonly update: VimObject
}

/** Updates that one collector has not yet delivered, and the versions of those it has. */
export interface UpdateQueue {
  /** Notes that the object with this id may have changed. */
  changed(id: string): void
  /**
   * Goes back to `version`: to the beginning for '', to nothing for the newest. Answers with the last update set
   * where that one was lost on its way. Throws InvalidCollectorVersion for any other version.
   */
  rewind(version: string): VimObject | undefined
  /** The next update set of at most `limit` objects; undefined while nothing has changed. */
  take(limit: number): VimObject | undefined
}

export function createUpdateQueue(scope: Scope, filters: ReadonlyMap<string, Filter>): UpdateQueue {
  const changed = new Set<string>()
  let queue: PendingUpdate[] = []
  let version = 0
  let last: VimObject | undefined

  const collect = (): void => {
    const ids = new Set(changed)
    changed.clear()
    for (const filter of filters.values()) {
      if (filter.started && ids.size === 0) continue
      queue.push(...evaluate(scope, filter, ids).map((update) => ({ filter: filter.ref, update })))
    }
  }
  const restart = (): void => {
    queue = []
    last = undefined
    for (const filter of filters.values()) {
      filter.started = false
      filter.reported.clear()
    }
  }
  return {
    changed: (id) => void changed.add(id),
    rewind: (asked) => {
      if (asked === '') restart()
      if (asked === '' || asked === String(version)) return undefined
      if (asked === String(version - 1) && last !== undefined) return last
      throw new VimFault('InvalidCollectorVersion', `The version "${asked}" is not known.`)
    },
    take: (limit) => {
      if (queue.length === 0) collect()
      if (queue.length === 0) return undefined
      const part = queue.slice(0, limit)
      queue = queue.slice(limit)
      version += 1
      last = updateSet(String(version), part, queue.length > 0)
      return last
    },
  }
}

/** Updates of one filter since it was last evaluated; `ids` are the objects that may have changed. */
function evaluate(scope: Scope, filter: Filter, ids: ReadonlySet<string>): VimObject[] {
  const now = selectObjects(scope, { ...filter.spec, reportMissing: true })
  const updates: VimObject[] = []
  for (const [id, selected] of now) {
    const known = filter.reported.get(id)
    if (known !== undefined && !ids.has(id)) continue
    const values = takeSnapshot(selected)
    const changeSet =
      known === undefined
        ? enterChanges(scope, selected, values)
        : modifyChanges(scope, selected, known.values, values, filter.partial)
    if (known !== undefined && changeSet.length === 0) continue
    filter.reported.set(id, { ref: selected.object.ref, values })
    updates.push({
      kind: known === undefined ? 'enter' : 'modify',
      obj: selected.object.ref,
      changeSet,
      missingSet: missingSet(selected),
    })
  }
  for (const [id, { ref }] of filter.reported) {
    if (now.has(id)) continue
    filter.reported.delete(id)
    updates.push({ kind: 'leave', obj: ref })
  }
  filter.started = true
  return updates
}

function updateSet(version: string, updates: readonly PendingUpdate[], truncated: boolean): VimObject {
  const sets = new Map<string, { filter: Ref; objectSet: VimObject[] }>()
  for (const { filter, update } of updates) {
    const set = sets.get(filter.id) ?? { filter, objectSet: [] }
    set.objectSet.push(update)
    sets.set(filter.id, set)
  }
  return {
    version,
    filterSet: [...sets.values()].map(({ filter, objectSet }) => ({ filter, objectSet })),
    truncated: truncated ? true : undefined,
  }
}
