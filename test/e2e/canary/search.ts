/** Known secrets, and the search for them in whatever a program leaves behind. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, inflateRawSync, inflateSync } from 'node:zlib'

/** Name to secret. The names are what a failure shows; the secrets are not. */
export type Secrets = Readonly<Record<string, string>>

export interface Needle {
  /** "the password of vCenter, in base64" */
  readonly name: string
  readonly bytes: Buffer
}

/** A part of a key or a code gives it away as well as the whole. */
const SHORTEST = 8

/** Every form in which a secret could lie somewhere, whatever stands before and behind it. */
export function needlesOf(secrets: Secrets): Needle[] {
  return Object.entries(secrets).flatMap(([name, secret]) => {
    if (secret.length < SHORTEST) throw new Error(`${name} is too short to be looked for`)
    return formsOf(secret).map(([form, bytes]) => ({ name: `${name}, ${form}`, bytes }))
  })
}

function formsOf(secret: string): [form: string, bytes: Buffer][] {
  const plain = Buffer.from(secret, 'utf8')
  const hex = plain.toString('hex')
  const wide = Buffer.from(secret, 'utf16le')
  const xmlText = secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  const texts: [string, string][] = [
    ['as it is', secret],
    ['in JSON', JSON.stringify(secret).slice(1, -1)],
    ['in JSON twice', JSON.stringify(JSON.stringify(secret)).slice(3, -3)],
    ['in an address', encodeURIComponent(secret)],
    ['in a form', new URLSearchParams({ x: secret }).toString().slice(2)],
    ['in XML', xmlText],
    ['in an attribute', xmlText.replaceAll('"', '&quot;')],
    ['in a careful attribute', xmlText.replaceAll('"', '&quot;').replaceAll("'", '&apos;')],
    ['in hex', hex],
    ['in hex, capitals', hex.toUpperCase()],
    // What comes before shifts the letters of base64, in one of three ways.
    ...[0, 1, 2].flatMap((shift): [string, string][] => {
      const text = inBase64(plain, shift)
      return [
        ['in base64', text],
        ['in base64 for addresses', text.replaceAll('+', '-').replaceAll('/', '_')],
      ]
    }),
  ]
  const forms = new Map(texts.map(([form, text]) => [text, form]))
  return [
    ...[...forms].map(([text, form]): [string, Buffer] => [form, Buffer.from(text, 'utf8')]),
    ['in UTF-16', wide],
    ['in UTF-16, big end first', Buffer.from(wide).swap16()],
  ]
}

/** The letters that depend on the secret alone. */
function inBase64(plain: Buffer, shift: number): string {
  const text = Buffer.concat([Buffer.alloc(shift), plain])
    .toString('base64')
    .replace(/=+$/, '')
  const whole = Math.floor((plain.length + shift) / 3) * 4
  return text.slice(shift === 0 ? 0 : 4, whole)
}

/** The lines of a key's body, or the groups of a code: any of them gives it away. */
export function partsOf(name: string, text: string, part: RegExp): Secrets {
  const found = [...text.matchAll(part)].map(([one], index) => [`${name} (${index + 1})`, one] as const)
  if (found.length === 0) throw new Error(`${name} has no parts`)
  return Object.fromEntries(found)
}

/** Where a secret was found, one line each. */
export function hitsIn(where: string, content: string | Uint8Array, needles: readonly Needle[]): string[] {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : Buffer.from(content)
  return unpacked(bytes).flatMap((each) =>
    needles.filter((needle) => each.includes(needle.bytes)).map((needle) => `${where}: ${needle.name}`),
  )
}

/** The bytes, and what is packed in them. */
function unpacked(bytes: Buffer): Buffer[] {
  if (bytes.subarray(0, 2).equals(Buffer.from([0x1f, 0x8b]))) return [bytes, ...unpacked(gunzipSync(bytes))]
  if (bytes.subarray(0, 4).toString('latin1') === 'PK\x03\x04') return [bytes, ...zipParts(bytes)]
  if (bytes.subarray(0, 5).toString('latin1') === '%PDF-') return [bytes, ...pdfStreams(bytes)]
  return [bytes]
}

/** Parts of a zip file by its central directory (APPNOTE.TXT 4.3.12). */
function zipParts(bytes: Buffer): Buffer[] {
  const parts: Buffer[] = []
  const entry = Buffer.from('PK\x01\x02', 'latin1')
  for (let at = bytes.indexOf(entry); at >= 0; at = bytes.indexOf(entry, at + 4)) {
    const [method, size, local] = [
      bytes.readUInt16LE(at + 10),
      bytes.readUInt32LE(at + 20),
      bytes.readUInt32LE(at + 42),
    ]
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28)
    const packed = bytes.subarray(start, start + size)
    parts.push(method === 0 ? packed : inflateRawSync(packed))
  }
  return parts
}

function pdfStreams(bytes: Buffer): Buffer[] {
  const text = bytes.toString('latin1')
  return [...text.matchAll(/\/FlateDecode[^]*?stream\r?\n/g)].flatMap(({ index, 0: head }) => {
    const start = index + head.length
    try {
      return [inflateSync(bytes.subarray(start, text.indexOf('endstream', start)))]
    } catch {
      // An image or a font: not what text is in.
      return []
    }
  })
}

/** All files below a folder. */
export function hitsBelow(folder: string, needles: readonly Needle[]): string[] {
  return filesBelow(folder).flatMap((file) => [
    ...hitsIn(file, readFileSync(file), needles),
    ...hitsIn(`name of ${file}`, file, needles),
  ])
}

export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}
