/** A vault's document and its key: what goes in, what comes out. Values in, values out; files are vault-file.ts. */
import { createHmac, timingSafeEqual, type KeyObject } from 'node:crypto'
import { FORMAT, FORMAT_VERSION, type Slot, type VaultDocument, type VaultRecord } from './format.ts'
import type { LooseSecret } from './service.ts'
import { checksum, deriveKey, open, seal, type Plain } from './seal.ts'

type Body = Omit<VaultDocument, 'mac'>

/** A document whose checksum was right, with the key that proves it. */
export interface OpenDocument {
  readonly document: VaultDocument
  readonly key: KeyObject
}

export function newDocument(vaultId: string, key: KeyObject, slots: readonly Slot[]): OpenDocument {
  const head = { format: FORMAT, version: FORMAT_VERSION, vaultId, counter: 1 } as const
  return { document: withMac({ ...head, slots: [...slots], records: [] }, key), key }
}

/** Undefined when something was changed, taken away or put back by somebody without the key. */
export function openDocument(document: VaultDocument, key: KeyObject): OpenDocument | undefined {
  const { mac, ...body } = document
  // As text: the last letter of a Base64 has bits that decode to nothing.
  const said = Buffer.from(mac)
  const right = Buffer.from(macOf(body, key))
  return said.length === right.length && timingSafeEqual(said, right) ? { document, key } : undefined
}

/** Adds or replaces secrets. */
export function putSecrets(opened: OpenDocument, secrets: readonly LooseSecret[], now: Date): OpenDocument {
  const records = new Map(opened.document.records.map((record) => [record.id, record]))
  for (const { id, kind, secret } of secrets) {
    const head = { id, kind, revision: (records.get(id)?.revision ?? 0) + 1, updatedAt: now.toISOString() }
    const fingerprint = fingerprintOf(opened, secret)
    records.set(id, sealRecord(opened, { ...head, fingerprint }, secret))
  }
  return changed(opened, { records: [...records.values()] })
}

export function removeSecrets(opened: OpenDocument, ids: readonly string[]): OpenDocument {
  const gone = new Set(ids)
  return changed(opened, { records: opened.document.records.filter(({ id }) => !gone.has(id)) })
}

/** The secret of a record, for the caller to wipe. Undefined: there is none. Throws when it does not open. */
export function readSecret(opened: OpenDocument, id: string): Buffer | undefined {
  const record = opened.document.records.find((one) => one.id === id)
  if (!record) return undefined
  const { sealed, ...head } = record
  const secret = open(recordKey(opened, head), boundTo(opened, head), sealed)
  // The checksum over the document was right, so nobody but a holder of the key can have written this.
  if (!secret) throw new Error(`record ${id} does not open`)
  return secret
}

export function withSlots(opened: OpenDocument, slots: readonly Slot[]): OpenDocument {
  return changed(opened, { slots: [...slots] })
}

/** All records under a new key, in slots that hold it. Whoever knew the old key learns nothing new. */
export function withNewKey(opened: OpenDocument, key: KeyObject, slots: readonly Slot[]): OpenDocument {
  const next: OpenDocument = { document: opened.document, key }
  const records = opened.document.records.map((record) => {
    const secret = readSecret(opened, record.id)
    if (!secret) throw new Error(`record ${record.id} is gone`)
    try {
      const { sealed: _, ...head } = record
      const fingerprint = fingerprintOf(next, secret)
      return sealRecord(next, { ...head, revision: head.revision + 1, fingerprint }, secret)
    } finally {
      secret.fill(0)
    }
  })
  return changed(next, { slots: [...slots], records })
}

type Head = Omit<VaultRecord, 'sealed'>

function sealRecord(opened: OpenDocument, head: Head, secret: Uint8Array): VaultRecord {
  return { ...head, sealed: seal(recordKey(opened, head), boundTo(opened, head), secret) }
}

/** A key per record and revision, so that a nonce that comes twice never meets the same key. */
function recordKey({ document, key }: OpenDocument, { id, revision }: Head): KeyObject {
  return deriveKey(key, document.vaultId, ['record', id, revision])
}

function boundTo({ document }: OpenDocument, head: Head): Plain {
  return [FORMAT, FORMAT_VERSION, document.vaultId, 'record', head]
}

/** Eight hexadecimal digits, which tell nothing without the key. */
function fingerprintOf({ document, key }: OpenDocument, secret: Uint8Array): string {
  const by = deriveKey(key, document.vaultId, ['fingerprint'])
  return createHmac('sha256', by).update(secret).digest('hex').slice(0, 8)
}

function changed({ document, key }: OpenDocument, change: Partial<Body>): OpenDocument {
  const { mac: _, ...body } = document
  return { document: withMac({ ...body, ...change, counter: body.counter + 1 }, key), key }
}

function withMac(body: Body, key: KeyObject): VaultDocument {
  return { ...body, mac: macOf(body, key) }
}

function macOf(body: Body, key: KeyObject): string {
  return checksum(deriveKey(key, body.vaultId, ['mac']), body).toString('base64')
}
