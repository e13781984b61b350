import { asObject, isObject, keysOf, own, withKey } from '../json.ts'
import type { Json, JsonObject } from '../json.ts'

/** JSON Merge Patch, RFC 7386: objects merge, null removes, everything else replaces. */
export function applyMergePatch(target: Json | undefined, patch: Json): Json {
  if (!isObject(patch)) return patch
  return keysOf(patch).reduce<JsonObject>((result, key) => {
    const value = own(patch, key) ?? null
    return withKey(result, key, value === null ? undefined : applyMergePatch(own(result, key), value))
  }, asObject(target))
}
