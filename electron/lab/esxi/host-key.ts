import { createECDH, createHash, createPrivateKey } from 'node:crypto'

const base64url = (bytes: Buffer): string => bytes.toString('base64url')

/**
 * An ECDSA key on P-256 that depends on `secret` only, as PEM: a host of the lab keeps its key from one start to the
 * next, so that an SSH client that knows it goes on knowing it.
 */
export function hostKeyFrom(secret: string): string {
  const scalar = createHash('sha256').update(secret).digest()
  // Far below the order of the curve, and never 0.
  scalar[0] = 1
  const ecdh = createECDH('prime256v1')
  ecdh.setPrivateKey(scalar)
  const point = ecdh.getPublicKey()
  const jwk = {
    kty: 'EC',
    crv: 'P-256',
    d: base64url(scalar),
    x: base64url(point.subarray(1, 33)),
    y: base64url(point.subarray(33)),
  }
  return createPrivateKey({ key: jwk, format: 'jwk' }).export({ type: 'sec1', format: 'pem' }).toString()
}
