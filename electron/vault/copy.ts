/** An encrypted copy: a vault of its own, under a passphrase of its own, to carry providers to another computer. */
import { randomUUID } from 'node:crypto'
import { fail, type Result } from '../../shared/problem.ts'
import { newDocument, openDocument, putSecrets, readSecret, type OpenDocument } from './document.ts'
import { parseDocument } from './vault-file.ts'
import type { Openers } from './openers.ts'
import { tampered } from './problems.ts'
import { newKey } from './seal.ts'
import type { LooseSecret } from './service.ts'

/** The copy's bytes. The caller wipes the secrets. */
export async function sealCopy(
  openers: Openers,
  passphrase: string,
  secrets: readonly LooseSecret[],
  now: Date,
): Promise<Buffer> {
  const vaultId = randomUUID()
  const key = newKey()
  const slot = await openers.passphraseSlot(vaultId, key, passphrase)
  const { document } = putSecrets(newDocument(vaultId, key, [slot]), secrets, now)
  return Buffer.from(`${JSON.stringify(document, null, 2)}\n`, 'utf8')
}

/** Hands what a copy holds to `fn`, and wipes it. Problems vault.wrong-passphrase, vault.corrupt, vault.newer. */
export async function openCopy<T>(
  openers: Openers,
  bytes: Uint8Array,
  passphrase: string,
  fn: (secrets: readonly LooseSecret[]) => Promise<Result<T>>,
): Promise<Result<T>> {
  const document = parseDocument(Buffer.from(bytes).toString('utf8'), 'the copy')
  if (!document.ok) return document
  const key = await openers.byPassphrase(document.value, passphrase)
  if (!key.ok) return key
  const opened = openDocument(document.value, key.value)
  if (!opened) return fail(tampered())
  const secrets = allOf(opened)
  try {
    return await fn(secrets)
  } finally {
    for (const { secret } of secrets) secret.fill(0)
  }
}

/** All secrets, for the caller to wipe. */
export function allOf(opened: OpenDocument, ids?: ReadonlySet<string>): LooseSecret[] {
  return opened.document.records.flatMap(({ id, kind }) => {
    const secret = ids?.has(id) === false ? undefined : readSecret(opened, id)
    return secret ? [{ id, kind, secret }] : []
  })
}
