/** Work that is done when its result is first asked for, and once. */

export function lazily<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined
  return () => (made ??= { value: make() }).value
}

/** An object of such parts. */
export function lazyParts<T extends object>(makers: { readonly [Name in keyof T]: () => T[Name] }): T {
  const parts = {} as T
  for (const name of Object.keys(makers) as (keyof T)[])
    Object.defineProperty(parts, name, { get: lazily(makers[name]) })
  return parts
}

/** Works something out once for each object that it is asked about, and keeps it as long as the object is there. */
export function oncePer<Key extends object, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const made = new WeakMap<Key, { readonly value: Value }>()
  return (key) => {
    let entry = made.get(key)
    if (entry === undefined) made.set(key, (entry = { value: make(key) }))
    return entry.value
  }
}
