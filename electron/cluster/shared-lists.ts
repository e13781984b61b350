/** One watch per kind, namespace and labels, however many look at it. */
import { selectorText } from './lists.ts'
import type { LiveList } from './service.ts'
import type { WatchTarget } from './watch.ts'

export interface SharedLists {
  /** Joins the watch that is open for the same target, or opens one; it ends when the last one stops. */
  open(target: WatchTarget): LiveList
  stopAll(): void
}

interface Shared {
  readonly list: LiveList
  users: number
}

export function createSharedLists(start: (target: WatchTarget) => LiveList): SharedLists {
  const open = new Map<string, Shared>()

  function leave(key: string, shared: Shared): void {
    shared.users -= 1
    if (shared.users > 0) return
    if (open.get(key) === shared) open.delete(key)
    shared.list.stop()
  }

  return {
    open(target) {
      const key = keyOf(target)
      const shared = open.get(key) ?? { list: start(target), users: 0 }
      shared.users += 1
      open.set(key, shared)
      return viewOf(shared.list, () => leave(key, shared))
    },
    stopAll() {
      for (const { list } of open.values()) list.stop()
      open.clear()
    },
  }
}

/** One user's part of a shared list: its listeners end with it, and it can be stopped twice. */
function viewOf(list: LiveList, leave: () => void): LiveList {
  const ends = new Set<() => void>()
  let stopped = false
  return {
    items: () => list.items(),
    problem: () => list.problem(),
    onChange(listener) {
      const end = list.onChange(listener)
      ends.add(end)
      return () => {
        ends.delete(end)
        end()
      }
    },
    stop() {
      if (stopped) return
      stopped = true
      for (const end of ends) end()
      leave()
    },
  }
}

function keyOf({ ref, namespace, labels }: WatchTarget): string {
  return `${ref.apiVersion} ${ref.kind} ${namespace} ${selectorText(labels)}`
}
