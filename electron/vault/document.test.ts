import { randomBytes, type KeyObject } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { hkdfSync, webcrypto } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import {
  newDocument,
  openDocument,
  putSecrets,
  readSecret,
  removeSecrets,
  withNewKey,
  withSlots,
  type OpenDocument,
} from './document.ts'
import { documentSchema, type Slot, type VaultDocument } from './format.ts'
import { readRecoveryCode } from '../../shared/vault/recovery-code.ts'
import { keyOf, newKey } from './seal.ts'
import { fillSlot, newSlot, openSlot } from './slots.ts'
import { newStretch, stretch } from './stretch.ts'

const NOW = new Date('2026-11-27T22:00:00Z')
const LEAST = { memoryKib: 19_456, passes: 2, lanes: 1 }

interface World extends OpenDocument {
  readonly vaultId: string
  readonly slotKeys: readonly KeyObject[]
}

/** A vault with a slot of each kind and two secrets of the same length. */
function aVault(): World {
  const key = newKey()
  const vaultId = 'v1'
  const slotKeys = [newKey(), newKey(), newKey()]
  const empty = [
    { kind: 'passphrase', ...newSlot(NOW), stretch: newStretch(LEAST) },
    { kind: 'recovery', ...newSlot(NOW) },
    { kind: 'device', ...newSlot(NOW), backend: 'gnome_libsecret', deviceKey: 'c2VhbGVk' },
  ] as const
  const slots = empty.map((slot, index) => fillSlot(vaultId, slot, slotKeys[index] ?? key, key))
  const opened = putSecrets(
    newDocument(vaultId, key, slots),
    [
      { id: 'a', kind: 'vcenter', secret: Buffer.from('alpha') },
      { id: 'b', kind: 'cluster', secret: Buffer.from('gamma') },
    ],
    NOW,
  )
  return { ...opened, vaultId, slotKeys }
}

/** Opened as a file is: by its first slot that fits, then by its checksum. */
function reopened(document: VaultDocument, by: readonly KeyObject[]): OpenDocument | undefined {
  if (!documentSchema.safeParse(document).success) return undefined
  for (const [index, slot] of document.slots.entries()) {
    const key = by[index] && openSlot(document.vaultId, slot, by[index])
    if (key) return openDocument(document, key)
  }
  return undefined
}

const secretOf = (opened: OpenDocument | undefined, id: string) =>
  opened && readSecret(opened, id)?.toString()

describe('a vault', () => {
  it('opens by each of its slots, and gives its secrets back', () => {
    const { document, vaultId, slotKeys } = aVault()
    for (const [index, slot] of document.slots.entries()) {
      const key = openSlot(vaultId, slot, slotKeys[index] ?? newKey())
      const opened = key && openDocument(document, key)
      expect([secretOf(opened, 'a'), secretOf(opened, 'b'), secretOf(opened, 'c')]).toEqual([
        'alpha',
        'gamma',
        undefined,
      ])
    }
    expect(JSON.stringify(document)).not.toMatch(/alpha|gamma|YWxwaGE|Z2FtbWE|616c706861/)
  })

  it('stays closed to another key', () => {
    const { document, vaultId } = aVault()
    for (const slot of document.slots) expect(openSlot(vaultId, slot, newKey())).toBeUndefined()
    expect(openDocument(document, newKey())).toBeUndefined()
  })

  it('replaces and removes, and counts', () => {
    const first = aVault()
    const second = putSecrets(first, [{ id: 'a', kind: 'vcenter', secret: Buffer.from('beta') }], NOW)
    const third = removeSecrets(second, ['b'])
    expect(secretOf(third, 'a')).toBe('beta')
    expect(secretOf(third, 'b')).toBeUndefined()
    expect([first, second, third].map(({ document }) => document.counter)).toEqual([2, 3, 4])
    expect(second.document.records.map(({ id, revision }) => [id, revision])).toEqual([
      ['a', 2],
      ['b', 1],
    ])
  })

  it('tells by fingerprints which secrets are the same', () => {
    const first = aVault()
    const same = putSecrets(first, [{ id: 'b', kind: 'cluster', secret: Buffer.from('alpha') }], NOW)
    const [a, b] = same.document.records.map((record) => record.fingerprint)
    expect(a).toBe(b)
    expect(first.document.records[1]?.fingerprint).not.toBe(a)
    // Not without the key: in another vault it is another one.
    expect(aVault().document.records[0]?.fingerprint).not.toBe(a)
  })

  it('has a new key after a rotation, and the old one opens nothing of it', () => {
    const first = aVault()
    const key = newKey()
    const slot = fillSlot(first.vaultId, { kind: 'recovery', ...newSlot(NOW) }, first.slotKeys[1] ?? key, key)
    const next = withNewKey(first, key, [slot])
    expect(secretOf(reopened(next.document, [first.slotKeys[1] ?? key]), 'a')).toBe('alpha')
    expect(openDocument(next.document, first.key)).toBeUndefined()
    expect(() => readSecret({ document: next.document, key: first.key }, 'a')).toThrow('does not open')
  })
})

describe('fails closed', () => {
  it('with any character of any field changed', () => {
    const { document, slotKeys } = aVault()
    let changed = 0
    for (const path of textPaths(document)) {
      const text = String(at(document, path))
      for (let index = 0; index < text.length; index++)
        for (const bit of [1, 2, 4, 16]) {
          const other = String.fromCharCode(text.charCodeAt(index) ^ bit)
          const value = text.slice(0, index) + other + text.slice(index + 1)
          const isNumber = typeof at(document, path) === 'number'
          const wrong = withAt(document, path, isNumber ? Number(value) : value)
          expect(reopened(wrong, slotKeys), path.join('.')).toBeUndefined()
          changed++
        }
    }
    expect(changed).toBeGreaterThan(2500)
  })

  it("with records swapped, taken away, put back, repeated, or another vault's", () => {
    const first = aVault()
    const { document, slotKeys } = first
    const [a, b] = document.records
    if (!a || !b) throw new Error('two records')
    const later = removeSecrets(first, ['b'])
    const wrong: VaultDocument[] = [
      { ...document, records: [b, a] },
      { ...document, records: [a] },
      { ...document, records: [a, b, b] },
      {
        ...document,
        records: [
          { ...a, sealed: b.sealed },
          { ...b, sealed: a.sealed },
        ],
      },
      {
        ...document,
        records: [
          { ...a, id: 'b' },
          { ...b, id: 'a' },
        ],
      },
      { ...later.document, records: document.records },
      { ...later.document, counter: document.counter },
      { ...document, mac: later.document.mac },
      { ...document, records: aVault().document.records },
    ]
    for (const one of wrong) expect(reopened(one, slotKeys)).toBeUndefined()
    // The seal alone says so too, without the checksum.
    const swapped = { ...document, records: [{ ...a, sealed: b.sealed }, b] }
    expect(() => readSecret({ document: swapped, key: first.key }, 'a')).toThrow('does not open')
  })

  it('with slots swapped, taken away, weakened or moved to another vault', () => {
    const first = aVault()
    const { document, slotKeys } = first
    const [phrase, code, device] = document.slots
    if (phrase?.kind !== 'passphrase' || !code || !device) throw new Error('three slots')
    const weak: Slot = { ...phrase, stretch: { ...phrase.stretch, passes: 3 } }
    const wrong: readonly (readonly Slot[])[] = [
      [code, phrase, device],
      [phrase],
      [{ ...phrase, sealed: code.sealed }, code, device],
      [weak],
      [weak, code, device],
    ]
    for (const slots of wrong) expect(reopened({ ...document, slots: [...slots] }, slotKeys)).toBeUndefined()
    expect(openSlot('v1', weak, slotKeys[0] ?? newKey())).toBeUndefined()
    expect(openSlot('v2', phrase, slotKeys[0] ?? newKey())).toBeUndefined()
    expect(reopened({ ...document, vaultId: 'v2' }, slotKeys)).toBeUndefined()
    // A slot that was removed stays removed.
    const without = withSlots(first, [phrase, code])
    expect(reopened({ ...without.document, slots: document.slots }, slotKeys)).toBeUndefined()
  })
})

/** A file of this version, kept for ever, and read without a line of the vault's own code. */
describe('format version 1', () => {
  const text = readFileSync(join(import.meta.dirname, 'test-support/vault-v1.json'), 'utf8')
  const document = documentSchema.parse(JSON.parse(text))
  const PASSPHRASE = 'correct horse battery staple'
  const RECOVERY = '8T0G-NN4F-H9A1-4ES4-4CMZ-29PH-2KNM-WNJV'

  it('opens by passphrase and by recovery code', async () => {
    const [phrase, code] = document.slots
    if (phrase?.kind !== 'passphrase' || !code) throw new Error('two slots')
    const typed = readRecoveryCode(RECOVERY)
    for (const key of [
      openSlot(document.vaultId, phrase, await stretch(PASSPHRASE, phrase.stretch)),
      openSlot(document.vaultId, code, keyOf(Buffer.from(typed ?? randomBytes(16)))),
    ]) {
      const opened = key && openDocument(document, key)
      expect(secretOf(opened, 'vcenter-1')).toBe('pässword "1"')
    }
  })

  it('is AES-256-GCM under HKDF-SHA-256, bound to canonical JSON', async () => {
    const [, slot] = document.slots
    const [record] = document.records
    if (!slot || !record) throw new Error('a slot and a record')
    const code = readRecoveryCode(RECOVERY) ?? new Uint8Array()
    const { vaultId } = document
    const wrapping = derive(code, vaultId, `["slot","${slot.id}","recovery"]`)
    const slotBound = `["palletjack-vault",1,"${vaultId}","slot",{"createdAt":"${slot.createdAt}","id":"${slot.id}","kind":"recovery"}]`
    const vaultKey = await decrypt(wrapping, slot.sealed, slotBound)
    expect(vaultKey).toHaveLength(32)
    const { id, kind, revision, updatedAt, fingerprint } = record
    const recordBound = `["palletjack-vault",1,"${vaultId}","record",{"fingerprint":"${fingerprint}","id":"${id}","kind":"${kind}","revision":${revision},"updatedAt":"${updatedAt}"}]`
    const secret = await decrypt(
      derive(vaultKey, vaultId, `["record","${id}",${revision}]`),
      record.sealed,
      recordBound,
    )
    expect(Buffer.from(secret).toString()).toBe('pässword "1"')
  })
})

function derive(from: Uint8Array, salt: string, info: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', from, salt, info, 32))
}

async function decrypt(
  key: Uint8Array,
  sealed: { nonce: string; data: string },
  bound: string,
): Promise<Uint8Array> {
  const aes = await webcrypto.subtle.importKey('raw', Buffer.from(key), 'AES-GCM', false, ['decrypt'])
  const parameters = {
    name: 'AES-GCM',
    iv: Buffer.from(sealed.nonce, 'base64'),
    additionalData: Buffer.from(bound),
  }
  return new Uint8Array(await webcrypto.subtle.decrypt(parameters, aes, Buffer.from(sealed.data, 'base64')))
}

type Path = readonly (string | number)[]

function textPaths(value: unknown, path: Path = []): Path[] {
  if (typeof value === 'string' || typeof value === 'number') return [path]
  return Object.entries(value as object).flatMap(([name, of]) =>
    textPaths(of, [...path, Array.isArray(value) ? Number(name) : name]),
  )
}

function at(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((of, name) => (of as Record<string | number, unknown>)[name], value)
}

function withAt(document: VaultDocument, path: Path, value: unknown): VaultDocument {
  const copy = structuredClone(document)
  const last = path.at(-1) ?? ''
  ;(at(copy, path.slice(0, -1)) as Record<string | number, unknown>)[last] = value
  return copy
}
