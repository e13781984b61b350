import { generateKeyPairSync } from 'node:crypto'
import ssh2 from 'ssh2'
import { describe, expect, it } from 'vitest'
import { isEncryptedKey } from './key-file.ts'

const passphrase = 'canary'
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const pem = (type: 'sec1' | 'pkcs8', cipher?: string): string =>
  privateKey.export({ type, format: 'pem', ...(cipher !== undefined && { cipher, passphrase }) }).toString()
const openSsh = (cipher?: string): string =>
  ssh2.utils.generateKeyPairSync('ecdsa', {
    bits: 256,
    ...(cipher !== undefined && { cipher, passphrase, rounds: 1 }),
  }).private

describe('a private key', () => {
  it.each([
    ['PEM', pem('sec1'), pem('sec1', 'aes-256-cbc')],
    ['PKCS #8', pem('pkcs8'), pem('pkcs8', 'aes-256-cbc')],
    ['OpenSSH', openSsh(), openSsh('aes256-ctr')],
    [
      'PuTTY',
      'PuTTY-User-Key-File-2: x\nEncryption: none\n',
      'PuTTY-User-Key-File-2: x\nEncryption: aes256-cbc\n',
    ],
  ])('of %s says whether it needs a passphrase', (_, plain, encrypted) => {
    expect(isEncryptedKey(plain)).toBe(false)
    expect(isEncryptedKey(encrypted)).toBe(true)
  })

  it.each([
    '',
    'ssh-ed25519 AAAA',
    '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----',
  ])('that is none needs none: %j', (text) => expect(isEncryptedKey(text)).toBe(false))
})
