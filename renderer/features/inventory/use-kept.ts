import { useState } from 'react'
import * as z from 'zod'

const idsSchema = z.array(z.string())

/** A set of ids that this tab remembers under `key`; undefined until something was put in. */
export function useKeptIds(
  key: string,
): readonly [ids: ReadonlySet<string> | undefined, keep: (ids: ReadonlySet<string>) => void] {
  const [state, setState] = useState(() => ({ key, ids: read(key) }))
  const ids = state.key === key ? state.ids : read(key)
  const keep = (next: ReadonlySet<string>) => {
    setState({ key, ids: next })
    try {
      sessionStorage.setItem(key, JSON.stringify([...next]))
    } catch {
      // A full or forbidden storage costs only the memory of what was open.
    }
  }
  return [ids, keep]
}

function read(key: string): ReadonlySet<string> | undefined {
  try {
    const kept = idsSchema.safeParse(JSON.parse(sessionStorage.getItem(key) ?? 'null'))
    return kept.success ? new Set(kept.data) : undefined
  } catch {
    return undefined
  }
}
