/** What can be told of a private key without its passphrase. Pure. */

const MAGIC = 'openssh-key-v1\0'

/** Whether a passphrase is needed: of PEM (RFC 1421, PKCS #8), OpenSSH's own form, and PuTTY's. */
export function isEncryptedKey(text: string): boolean {
  if (/^-----BEGIN ENCRYPTED PRIVATE KEY-----/m.test(text) || /^Proc-Type: 4,ENCRYPTED/m.test(text))
    return true
  const putty = /^Encryption: (\S+)/m.exec(text)
  if (putty) return putty[1] !== 'none'
  const body = /-----BEGIN OPENSSH PRIVATE KEY-----([^-]*)-----END/.exec(text)?.[1]
  if (body === undefined) return false
  const bytes = Buffer.from(body, 'base64')
  if (bytes.length < MAGIC.length + 4 || bytes.subarray(0, MAGIC.length).toString('latin1') !== MAGIC)
    return false
  // PROTOCOL.key of OpenSSH: the name of the cipher follows, as a string with its length.
  const start = MAGIC.length + 4
  const cipher = bytes.subarray(start, start + bytes.readUInt32BE(MAGIC.length)).toString('latin1')
  return cipher !== 'none'
}
