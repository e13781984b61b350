import * as z from 'zod'

/**
 * What somebody types that must never come back. A schema that takes such a text registers itself here; the contract's
 * test holds every answer and every input against the list.
 */
export const secretInputs = z.registry<{ readonly what: string }>()

/** Marks a schema, and what is made of it by further checks, as one of a secret. `what`: "a password". */
export function secretInput<T extends z.ZodString>(schema: T, what: string): T {
  secretInputs.add(schema, { what })
  return schema
}
