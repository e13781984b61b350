/** Keeps the objects of an earlier inventory where nothing has changed. */

/** True for two values of plain data (no functions, no cycles) that say the same. */
export function sameData(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) !== Array.isArray(b)) return false
  const names = Object.keys(a)
  if (names.length !== Object.keys(b).length) return false
  return names.every(
    (name) => Object.hasOwn(b, name) && sameData(a[name as keyof typeof a], b[name as keyof typeof b]),
  )
}

/**
 * `next`, with each item that says the same as the one of that id in `before` replaced by that one; `before`
 * itself where nothing at all has changed. So whoever compares by identity sees what did change.
 */
export function keepSame<T extends { readonly id: string }>(before: readonly T[], next: readonly T[]): T[] {
  const known = new Map(before.map((item) => [item.id, item]))
  const kept = next.map((item) => {
    const old = known.get(item.id)
    return old !== undefined && sameData(old, item) ? old : item
  })
  return sameList(before, kept) ? (before as T[]) : kept
}

/** True for two lists of the very same items. */
export function sameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, i) => item === b[i])
}
