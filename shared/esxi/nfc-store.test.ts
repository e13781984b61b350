import { describe, expect, it } from 'vitest'
import { editNfcStore, NFC_STORE_MOST_BYTES, readNfcStore, readStoreKeys, storePlace } from './nfc-store.ts'
import type { NfcWish } from './nfc-wish.ts'
import { decodeUtf8, encodeUtf8 } from './utf8.ts'

const SETTINGS = `{
   "log": {
      "level": "verbose",
      "max_memory": 1
   },
   "plugins": {
      "nfcsvc": {
         "enabled": true,
         "max_memory": 50331648,
         "max_stream_memory": 10485760
      },
      "solo": {
         "counter": 18446744073709551615,
         "ratio": 1.50e0
      }
   }
}
`

const VALUES = {
  enabled: { type: 'boolean' },
  max_memory: { type: 'integer', minimum: 1_048_576, maximum: 2_147_483_647 },
  max_stream_memory: { type: 'integer', minimum: 1_048_576 },
}
const NULLABLE = { description: 'Bytes.', anyOf: [{ type: 'null' }, { type: 'uint32' }] }
const NFCSVC = { type: 'object', properties: VALUES }
const PLUGINS = { type: 'object', properties: { nfcsvc: NFCSVC, solo: { type: 'object' } } }
const ROOT = { type: 'object', properties: { log: { type: 'object' }, plugins: PLUGINS } }
const KNOWN = { maxMemory: 50_331_648, maxStreamMemory: 10_485_760 }

const bytes = (value: unknown) => encodeUtf8(typeof value === 'string' ? value : JSON.stringify(value))

function edit(settings: unknown, wish: NfcWish, schema: unknown = ROOT): string | undefined {
  const result = editNfcStore(bytes(settings), bytes(schema), wish)
  if (!result.ok) throw new Error(JSON.stringify(result.problem))
  return decodeUtf8(result.value)
}

function code(settings: unknown, schema: unknown = ROOT, wish?: NfcWish): string {
  const result = wish
    ? editNfcStore(bytes(settings), bytes(schema), wish)
    : readNfcStore(bytes(settings), bytes(schema))
  return result.ok ? 'ok' : result.problem.code
}

function path(schema: unknown): string {
  const result = readStoreKeys(bytes(schema))
  return result.ok ? storePlace(result.value) : result.problem.code
}

describe('readStoreKeys', () => {
  it.each<[string, unknown]>([
    ['a plain schema', ROOT],
    ['an envelope', { data: [{ vib: 'esx-base', configuration: [{ key: 'hostd', schema: ROOT }] }] }],
    ['a reference', { $ref: '#/definitions/hostd', definitions: { hostd: ROOT } }],
    [
      'references of each level, from an envelope',
      {
        data: {
          schema: {
            properties: { plugins: { $ref: '#/$defs/plug~1ins' } },
            $defs: {
              'plug/ins': { properties: { nfcsvc: { allOf: [{ $ref: '#/$defs/nfc' }] } } },
              nfc: { properties: { max_memory: { $ref: '#/$defs/size' } } },
              size: { type: ['integer', 'null'] },
            },
          },
        },
      },
    ],
    [
      'a number or null',
      { properties: { plugins: { properties: { nfcsvc: { properties: { max_memory: NULLABLE } } } } } },
    ],
    [
      'a combination',
      {
        properties: {
          plugins: {
            properties: {
              nfcsvc: { properties: { max_memory: { minimum: 1, allOf: [VALUES.max_memory] } } },
            },
          },
        },
      },
    ],
    ['the same schema twice', [ROOT, ROOT]],
    [
      'an example beside it',
      { properties: { plugins: PLUGINS }, default: { properties: { nfcsvc: NFCSVC } } },
    ],
  ])('finds the values in %s', (_what, schema) => {
    expect(path(schema)).toBe('esx/services/hostd: plugins.nfcsvc')
  })

  it('takes the path from the schema, whatever it is', () => {
    expect(path({ properties: { nfcsvc: { properties: { limits: NFCSVC } } } })).toBe(
      'esx/services/hostd: nfcsvc.limits',
    )
  })

  it.each<[string, unknown, string]>([
    ['no JSON', 'Error: Unknown key', 'esxi.settings-malformed'],
    ['nothing', '', 'esxi.settings-malformed'],
    ['no object', [], 'esxi.nfc-missing'],
    ['no nfcsvc', { properties: { plugins: { properties: VALUES } } }, 'esxi.nfc-missing'],
    [
      'an nfcsvc without the key',
      { properties: { nfcsvc: { properties: { path: {} } } } },
      'esxi.nfc-missing',
    ],
    [
      'the name only in an example',
      { properties: {}, default: { nfcsvc: { max_memory: 1 } } },
      'esxi.nfc-missing',
    ],
    ['two places', { properties: { nfcsvc: NFCSVC, plugins: PLUGINS } }, 'esxi.nfc-ambiguous'],
    [
      'a text',
      { properties: { nfcsvc: { properties: { max_memory: { type: 'string' } } } } },
      'esxi.store-schema',
    ],
    ['no type', { properties: { nfcsvc: { properties: { max_memory: {} } } } }, 'esxi.store-schema'],
    ['no definition', { properties: { nfcsvc: { properties: { max_memory: true } } } }, 'esxi.store-schema'],
    [
      'two kinds of numbers',
      {
        properties: {
          nfcsvc: {
            properties: { max_memory: { oneOf: [{ type: 'integer' }, { type: 'number', maximum: 5 }] } },
          },
        },
      },
      'esxi.store-schema',
    ],
    [
      'a number that is a text elsewhere',
      [
        ROOT,
        {
          properties: {
            plugins: { properties: { nfcsvc: { properties: { max_memory: { type: 'string' } } } } },
          },
        },
      ],
      'esxi.store-schema',
    ],
    [
      'a reference to nowhere',
      { properties: { nfcsvc: { properties: { max_memory: { $ref: '#/a/b' } } } } },
      'esxi.store-schema',
    ],
    ['a reference to itself', { $ref: '#/a', a: { $ref: '#/a' } }, 'esxi.store-schema'],
    ['the same key twice', '{"properties":{},"properties":{}}', 'esxi.nfc-ambiguous'],
  ])('refuses %s', (_what, schema, expected) => {
    expect(path(schema)).toBe(expected)
    expect(code(SETTINGS, schema, { maxMemory: 60_000_000 })).toBe(expected)
  })

  it('gives up on a schema that branches without end', () => {
    const branch = { allOf: Array.from({ length: 20 }, () => ({ $ref: '#/$defs/a' })) }
    expect(path({ ...branch, $defs: { a: branch } })).toBe('esxi.store-schema')
  })
})

describe('readNfcStore', () => {
  it('reads what the schema has, and nothing that only looks like it', () => {
    expect(readNfcStore(bytes(SETTINGS), bytes(ROOT))).toEqual({ ok: true, value: KNOWN })
    const elsewhere = { nfcsvc: { max_memory: 5 }, plugins: { nfcsvc: {} } }
    expect(readNfcStore(bytes(elsewhere), bytes(ROOT))).toEqual({ ok: true, value: {} })
    expect(readNfcStore(bytes({}), bytes(ROOT))).toEqual({ ok: true, value: {} })
  })

  it.each<[string, unknown, string]>([
    ['no JSON', `${SETTINGS}}`, 'esxi.settings-malformed'],
    ['an array', [], 'esxi.settings-malformed'],
    ['plugins that are none', { plugins: 5 }, 'esxi.settings-malformed'],
    ['nfcsvc that is none', { plugins: { nfcsvc: null } }, 'esxi.settings-malformed'],
    ['a text as value', { plugins: { nfcsvc: { max_memory: '5' } } }, 'esxi.nfc-value'],
    ['a fraction', { plugins: { nfcsvc: { max_memory: 5.5 } } }, 'esxi.nfc-value'],
    ['a power of ten', SETTINGS.replace('50331648', '5e7'), 'esxi.nfc-value'],
    ['a value beyond all numbers', SETTINGS.replace('50331648', '9'.repeat(20)), 'esxi.nfc-value'],
    ['an object as value', { plugins: { nfcsvc: { max_stream_memory: {} } } }, 'esxi.nfc-value'],
    ['the same key twice', SETTINGS.replace('"enabled": true', '"max_memory": 1'), 'esxi.nfc-ambiguous'],
    ['it twice in other words', SETTINGS.replace('"ratio"', '"c\\u006funter"'), 'esxi.nfc-ambiguous'],
    ['a byte order mark', `\ufeff${SETTINGS}`, 'esxi.settings-malformed'],
    ['absurd depth', `${'['.repeat(5_000)}${']'.repeat(5_000)}`, 'esxi.settings-malformed'],
    ['too much', SETTINGS + ' '.repeat(NFC_STORE_MOST_BYTES), 'esxi.settings-too-large'],
  ])('refuses %s', (_what, settings, expected) => {
    expect(code(settings)).toBe(expected)
    expect(code(settings, ROOT, { maxMemory: 60_000_000 })).toBe(expected)
  })

  it('refuses what is not UTF-8', () => {
    const result = readNfcStore(Uint8Array.from([...bytes(SETTINGS), 0xe4]), bytes(ROOT))
    expect(!result.ok && result.problem.code).toBe('esxi.settings-encoding')
  })
})

describe('editNfcStore', () => {
  it('changes the digits and nothing else', () => {
    expect(edit(SETTINGS, { maxMemory: 1_000_000_000, maxStreamMemory: 20_971_520 })).toBe(
      SETTINGS.replace('50331648', '1000000000').replace('10485760', '20971520'),
    )
  })

  it('gives the same bytes back where nothing has to change', () => {
    const before = bytes(SETTINGS)
    const result = editNfcStore(before, bytes(ROOT), KNOWN)
    expect(result.ok && result.value).toBe(before)
  })

  it('adds what is missing, as its siblings are written', () => {
    const without = SETTINGS.replace(',\n         "max_stream_memory": 10485760', '').replaceAll('\n', '\r\n')
    expect(edit(without, { maxStreamMemory: 20_971_520 })).toBe(
      without.replace('50331648', '50331648,\r\n         "max_stream_memory": 20971520'),
    )
  })

  it.each([
    ['{}', '{"plugins":{"nfcsvc":{"max_memory":60000000}}}'],
    ['{"plugins":{"nfcsvc":{ }}}', '{"plugins":{"nfcsvc":{"max_memory":60000000}}}'],
    ['{"a":1, "b" : 2}', '{"a":1, "b" : 2, "plugins" : {"nfcsvc":{"max_memory":60000000}}}'],
    ['{}\n', '{\n   "plugins": {\n      "nfcsvc": {\n         "max_memory": 60000000\n      }\n   }\n}\n'],
    [
      '{\n  "plugins": {\n    "solo": {}\n  }\n}',
      '{\n  "plugins": {\n    "solo": {},\n    "nfcsvc": {\n      "max_memory": 60000000\n    }\n  }\n}',
    ],
    [
      '{\r\n\t"plugins": {\r\n\t\t"nfcsvc": {}\r\n\t}\r\n}',
      '{\r\n\t"plugins": {\r\n\t\t"nfcsvc": {\r\n\t\t\t"max_memory": 60000000\r\n\t\t}\r\n\t}\r\n}',
    ],
  ])('writes into %j', (before, after) => {
    expect(edit(before, { maxMemory: 60_000_000 })).toBe(after)
  })

  it.each<[object, number]>([
    [{ maximum: 60_000_000 }, 60_000_001],
    [{ minimum: 60_000_000 }, 59_999_999],
    [{ exclusiveMaximum: 60_000_000 }, 60_000_000],
    [{ maximum: 60_000_000, exclusiveMaximum: true }, 60_000_000],
    [{ exclusiveMinimum: 60_000_000 }, 60_000_000],
    [{ minimum: 60_000_000, exclusiveMinimum: true }, 60_000_000],
    [{ multipleOf: 1_048_576 }, 60_000_000],
    [{ enum: [50_331_648, 100_663_296] }, 60_000_000],
    [{ allOf: [{ maximum: 59_999_999 }] }, 60_000_000],
  ])('keeps to the bounds of the schema: %j', (bounds, value) => {
    const schema = (more: object) => ({
      properties: {
        plugins: { properties: { nfcsvc: { properties: { max_memory: { type: 'integer', ...more } } } } },
      },
    })
    expect(code(SETTINGS, schema(bounds), { maxMemory: value })).toBe('esxi.nfc-out-of-range')
    expect(code(SETTINGS, schema({}), { maxMemory: value })).toBe('ok')
  })

  it('leaves alone what the schema does not know', () => {
    const schema = {
      properties: {
        plugins: { properties: { nfcsvc: { properties: { max_memory: { type: 'integer' } } } } },
      },
    }
    expect(code(SETTINGS, schema, { maxStreamMemory: 20_971_520 })).toBe('esxi.nfc-stream-unknown')
    expect(code(SETTINGS, schema, { maxMemory: 60_000_000 })).toBe('ok')
  })

  it('promises no copy more than all copies together', () => {
    expect(code(SETTINGS, ROOT, { maxMemory: 10_000_000 })).toBe('esxi.nfc-stream-too-large')
    expect(code({}, ROOT, { maxStreamMemory: 50_331_649 })).toBe('esxi.nfc-stream-too-large')
  })
})
