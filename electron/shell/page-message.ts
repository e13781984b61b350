/** What a page may send over its port: calls in the RPC library's form, and nothing else. */
import * as z from 'zod'
import { MAX_CALL, MAX_CALL_WITH_FILE, PARTS } from '../door/limits.ts'

/** The library's mark of a message that ends a call or a stream. */
const STOP_CALL = 4
/** Between the JSON of a message and the bytes of its file: no byte of UTF-8. */
const DELIMITER = 0xff

const id = z.string().max(64)
const path = z.string().regex(/^(\/[a-zA-Z0-9_-]{1,64}){1,8}$/)

/**
 * A call, or the end of one. The library itself would take down the process over a message that it cannot
 * read, so only these are let through to it.
 */
const messageSchema = z.union([
  z.strictObject({
    i: id,
    p: z.strictObject({
      u: path,
      b: z.unknown().optional(),
      h: z.strictObject({ 'last-event-id': z.string().max(256) }).optional(),
    }),
  }),
  z.strictObject({ i: id, t: z.literal(STOP_CALL) }),
])

/** A call with a file: its parts follow as bytes. */
const withFileSchema = z.strictObject({
  i: id,
  p: z.strictObject({ u: path, h: z.strictObject({ 'content-type': z.string().regex(PARTS) }) }),
})

export function isPageMessage(data: unknown): boolean {
  if (typeof data === 'string') return data.length <= MAX_CALL && fits(messageSchema, data)
  const bytes = data instanceof ArrayBuffer ? new Uint8Array(data) : data
  if (!(bytes instanceof Uint8Array) || bytes.byteLength > MAX_CALL_WITH_FILE) return false
  const end = bytes.subarray(0, MAX_CALL).indexOf(DELIMITER)
  return end >= 0 && fits(withFileSchema, new TextDecoder().decode(bytes.subarray(0, end)))
}

function fits(schema: z.ZodType, json: string): boolean {
  try {
    return schema.safeParse(JSON.parse(json)).success
  } catch {
    return false
  }
}
