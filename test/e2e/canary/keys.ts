/** A private key that only a passphrase opens. */
import { generateKeyPairSync } from 'node:crypto'
import { partsOf, type Secrets } from './search.ts'

export function encryptedKey(passphrase: string): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return privateKey.export({ type: 'sec1', format: 'pem', cipher: 'aes-256-cbc', passphrase }).toString()
}

/** Any line of the key's body gives it away. */
export const linesOf = (pem: string): Secrets => partsOf('line of the key', pem, /^[A-Za-z0-9+/=]{40,}$/gm)
