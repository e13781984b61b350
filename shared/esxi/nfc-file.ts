/**
 * The NFC values in hostd's configuration file, as bytes. An edit touches the digits of the values and nothing
 * else, so that comments, order, line endings and a missing last newline stay as somebody left them.
 */
import { formatBytes, formatCount } from '../units.ts'
import { ok, type Result } from '../problem.ts'
import type { NfcValues } from './model.ts'
import { changedBy, checkWish, fulfilled, NFC_VALUES, refused, sameValues } from './nfc-wish.ts'
import type { NfcValueName, NfcWish } from './nfc-wish.ts'
import { DoctypeError, scanNfc, type NfcScan, type XmlElement } from './nfc-xml.ts'
import { leadOf, spliced, stepOf, type Splice } from './splice.ts'
import { decodeUtf8, encodeUtf8 } from './utf8.ts'

/** Hosts have some 20 KiB; what is larger is not hostd's file. */
export const NFC_FILE_MOST_BYTES = 4 * 1024 * 1024

const UTF8 = new Set(['utf-8', 'utf8'])
/** Where these hold nothing but ASCII, their bytes mean the same in UTF-8. */
const LIKE_ASCII = /^(us-ascii|ascii|iso-8859-\d{1,2}|windows-125\d)$/
const LOOK = 'Look at the file on the host, repair it by hand or restore a backup, then try again.'

/** Of nfcsvc: below config and plugins. */
const NFC_DEPTH = 2

interface NfcDocument {
  readonly text: string
  readonly scan: NfcScan
  readonly nfc: XmlElement
  readonly values: NfcValues
}

/**
 * Reads the values. Problems: esxi.settings-too-large, esxi.settings-encoding, esxi.settings-malformed,
 * esxi.settings-doctype, esxi.nfc-missing, esxi.nfc-ambiguous, esxi.nfc-value.
 */
export function readNfcFile(bytes: Uint8Array): Result<NfcValues> {
  const document = readDocument(bytes)
  return document.ok ? ok(document.value.values) : document
}

/**
 * The bytes with the wanted values; the very same bytes where they are so already. Problems: those of reading, and
 * esxi.nfc-stream-too-large.
 */
export function editNfcFile(bytes: Uint8Array, wish: NfcWish): Result<Uint8Array> {
  const before = readDocument(bytes)
  if (!before.ok) return before
  const { text, nfc, values } = before.value
  const changed = changedBy(values, wish)
  if (sameValues(values, fulfilled(values, changed))) return ok(bytes)
  const allowed = checkWish(values, wish)
  if (!allowed.ok) return allowed
  const edited = encodeUtf8(spliced(text, splicesOf(text, nfc, changed)))
  const after = readDocument(edited)
  if (!after.ok || !isRight(before.value, after.value, changed))
    return refused(
      'edit-guard',
      'The edited file would differ from the original in more than the wanted values.',
      'Edit the file by hand, and report this with the file: it is an error of Palletjack.',
    )
  return ok(edited)
}

function isRight(before: NfcDocument, after: NfcDocument, changed: NfcWish): boolean {
  return (
    sameValues(after.values, fulfilled(before.values, changed)) &&
    before.scan.rest.length === after.scan.rest.length &&
    before.scan.rest.every((part, at) => part === after.scan.rest[at])
  )
}

function readDocument(bytes: Uint8Array): Result<NfcDocument> {
  if (bytes.length > NFC_FILE_MOST_BYTES)
    return refused(
      'settings-too-large',
      `The settings file has ${formatBytes(bytes.length)}, more than the ${formatBytes(NFC_FILE_MOST_BYTES)} that are read.`,
      LOOK,
    )
  const text = decodeUtf8(bytes)
  if (text === undefined || text.includes('\0'))
    return refused('settings-encoding', 'The settings file is not UTF-8.', LOOK)
  const scan = scanned(text)
  if (!scan.ok) return scan
  const fit = checkDocument(text, scan.value)
  if (!fit.ok) return fit
  const values = valuesOf(text, fit.value)
  return values.ok ? ok({ text, scan: scan.value, nfc: fit.value, values: values.value }) : values
}

function scanned(text: string): Result<NfcScan> {
  try {
    return ok(scanNfc(text))
  } catch (error) {
    if (error instanceof DoctypeError)
      return refused(
        'settings-doctype',
        'The settings file has a DOCTYPE, which could change what it means.',
        LOOK,
      )
    const detail = error instanceof Error ? error.message : String(error)
    return refused('settings-malformed', 'The settings file is not well-formed XML.', LOOK, detail)
  }
}

function checkDocument(text: string, { encoding, found }: NfcScan): Result<XmlElement> {
  if (encoding !== undefined && !UTF8.has(encoding)) {
    if (!LIKE_ASCII.test(encoding))
      return refused('settings-encoding', `The settings file says that it is ${encoding}, not UTF-8.`, LOOK)
    if (/[^\0-\x7f]/.test(text))
      return refused(
        'settings-encoding',
        `The settings file says that it is ${encoding}, and holds characters beyond ASCII.`,
        LOOK,
      )
  }
  const [nfc, second] = found
  if (!nfc) return refused('nfc-missing', 'The settings file has no element nfcsvc in config/plugins.', LOOK)
  if (second)
    return refused(
      'nfc-ambiguous',
      `The settings file has ${formatCount(found.length, 'element')} nfcsvc in config/plugins, and which one hostd reads is not known.`,
      LOOK,
    )
  return ok(nfc)
}

function valuesOf(text: string, nfc: XmlElement): Result<NfcValues> {
  const values: { -readonly [name in NfcValueName]?: number } = {}
  for (const name of NFC_VALUES) {
    const all = nfc.children.filter((child) => child.name === name)
    const [only] = all
    if (!only) continue
    if (all.length > 1)
      return refused('nfc-ambiguous', `The settings file has ${all.length} elements ${name} in nfcsvc.`, LOOK)
    const content = text.slice(only.openEnd, only.closeStart)
    const value = /^[ \t\r\n]*(\d+)[ \t\r\n]*$/.exec(content)?.[1]
    if (value === undefined || !Number.isSafeInteger(Number(value)))
      return refused(
        'nfc-value',
        `The value of ${name} in the settings file is not a whole number of bytes.`,
        LOOK,
        `It holds: ${content.replace(/[^\x20-\x7e]+/g, ' ').slice(0, 80)}`,
      )
    values[name] = Number(value)
  }
  return ok(values)
}

function splicesOf(text: string, nfc: XmlElement, changed: NfcWish): Splice[] {
  const splices: Splice[] = []
  const missing: string[] = []
  for (const name of NFC_VALUES) {
    const value = changed[name]
    if (value === undefined) continue
    const child = nfc.children.find((one) => one.name === name)
    if (child) splices.push(digitsOf(text, child, value))
    else missing.push(`<${name}>${value}</${name}>`)
  }
  return missing.length === 0 ? splices : [...splices, insertion(text, nfc, missing)]
}

function digitsOf(text: string, child: XmlElement, value: number): Splice {
  const content = text.slice(child.openEnd, child.closeStart)
  const start = child.openEnd + content.search(/\d/)
  return { start, end: start + content.trim().length, text: String(value) }
}

/** New children go behind all others, each on a line of its own where its siblings are. */
function insertion(text: string, nfc: XmlElement, children: readonly string[]): Splice {
  const outer = leadOf(text, nfc.start)
  const sibling = nfc.children.at(-1)
  const lead = sibling ? leadOf(text, sibling.start) : outer && outer + stepOf(outer, NFC_DEPTH)
  const added = children.map((child) => lead + child).join('')
  if (nfc.selfClosing) {
    const slash = nfc.openEnd - 2
    return { start: slash, end: nfc.openEnd, text: `>${added}${outer}</nfcsvc>` }
  }
  const content = text.slice(nfc.openEnd, nfc.closeStart)
  const kept = content.replace(/[ \t\r\n]+$/, '')
  const closing = content === '' ? outer : ''
  const at = nfc.openEnd + kept.length
  return { start: at, end: at, text: added + closing }
}
