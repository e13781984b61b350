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
