/** hostd's own reading of its settings. */
import { SaxesParser } from 'saxes'
import { NFC_DEFAULTS, type NfcSettings } from './hostd-config.ts'

const PLACE = 'config/plugins/nfcsvc'

/** The settings in a config.xml, defaults where it sets none; undefined for one that hostd cannot start with. */
export function nfcOfFile(bytes: Uint8Array): NfcSettings | undefined {
  const found = new Map<string, number>()
  const path: string[] = []
  let text = ''
  const parser = new SaxesParser()
  parser.on('error', (error) => {
    throw error
  })
  parser.on('opentag', ({ name }) => {
    path.push(name)
    text = ''
  })
  parser.on('text', (part) => (text += part))
  parser.on('closetag', ({ name }) => {
    path.pop()
    if (path.join('/') === PLACE) found.set(name, Number(text.trim()))
    text = ''
  })
  try {
    parser.write(new TextDecoder('utf-8', { fatal: true }).decode(bytes)).close()
  } catch {
    return undefined
  }
  return settings(found.get('maxMemory'), found.get('maxStreamMemory'))
}

/** The settings in a document of the database; undefined for one that hostd cannot start with. */
export function nfcOfStore(json: string): NfcSettings | undefined {
  const nfc = member(member(JSON.parse(json), 'plugins'), 'nfcsvc')
  return settings(numberOf(member(nfc, 'max_memory')), numberOf(member(nfc, 'max_stream_memory')))
}

function settings(maxMemory?: number, maxStreamMemory?: number): NfcSettings | undefined {
  const read = {
    maxMemory: maxMemory ?? NFC_DEFAULTS.maxMemory,
    maxStreamMemory: maxStreamMemory ?? NFC_DEFAULTS.maxStreamMemory,
  }
  const usable = Object.values(read).every((value) => Number.isInteger(value) && value > 0 && value < 2 ** 31)
  return usable ? read : undefined
}

export function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined
}

function numberOf(value: unknown): number | undefined {
  return value === undefined ? undefined : Number(value)
}
