/** The cryptography of the vault: what is sealed, under which key, bound to what. */
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  randomBytes,
  type KeyObject,
} from 'node:crypto'

/** Bytes under AES-256-GCM: nonce, then ciphertext and tag, each in Base64. */
export interface Sealed {
  readonly nonce: string
  readonly data: string
}

/** A value that text stands for: the parts of a document that are bound together. */
export type Plain =
  string | number | boolean | readonly Plain[] | { readonly [name: string]: Plain | undefined }

const KEY_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** A new random 256-bit key. It lies outside of the JavaScript heap. */
export function newKey(): KeyObject {
  return keyOf(newKeyBytes())
}

/** The same as bytes, for who has to hand them on. */
export function newKeyBytes(): Buffer {
  return randomBytes(KEY_BYTES)
}

/** Takes bytes as a key and wipes them. */
export function keyOf(bytes: Buffer): KeyObject {
  const key = createSecretKey(bytes)
  bytes.fill(0)
  return key
}

/** A key for one purpose. No two purposes have the same label, so that no key serves two (RFC 5869, SHA-256). */
export function deriveKey(from: KeyObject, salt: string, label: Plain): KeyObject {
  const bytes = hkdfSync('sha256', from, Buffer.from(salt, 'utf8'), canonical(label), KEY_BYTES)
  return keyOf(Buffer.from(bytes))
}

/** Seals bytes so that they open only with this key and together with the same `bound`. */
export function seal(key: KeyObject, bound: Plain, plain: Uint8Array): Sealed {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
  cipher.setAAD(canonical(bound))
  const data = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()])
  return { nonce: nonce.toString('base64'), data: data.toString('base64') }
}

/** What was sealed; undefined when key, bytes or `bound` are not those of the sealing. The caller wipes it. */
export function open(key: KeyObject, bound: Plain, sealed: Sealed): Buffer | undefined {
  const nonce = Buffer.from(sealed.nonce, 'base64')
  const data = Buffer.from(sealed.data, 'base64')
  if (nonce.length !== NONCE_BYTES || data.length < TAG_BYTES) return undefined
  const cipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
  cipher.setAAD(canonical(bound))
  cipher.setAuthTag(data.subarray(-TAG_BYTES))
  const plain = cipher.update(data.subarray(0, -TAG_BYTES))
  try {
    return Buffer.concat([plain, cipher.final()])
  } catch {
    return undefined
  } finally {
    plain.fill(0)
  }
}

/** A keyed checksum over a document. */
export function checksum(key: KeyObject, of: Plain): Buffer {
  return createHmac('sha256', key).update(canonical(of)).digest()
}

/** One text per value, whatever the order of its fields, and no two values with the same text. */
export function canonical(value: Plain): Buffer {
  return Buffer.from(textOf(value), 'utf8')
}

function textOf(value: Plain): string {
  if (typeof value !== 'object') return JSON.stringify(value)
  if (Array.isArray(value)) return `[${(value as readonly Plain[]).map(textOf).join(',')}]`
  const fields = Object.entries(value as { readonly [name: string]: Plain | undefined })
    .filter((field): field is [string, Plain] => field[1] !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${fields.map(([name, of]) => `${JSON.stringify(name)}:${textOf(of)}`).join(',')}}`
}
