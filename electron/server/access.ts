/** The token of one server run and the single-use codes that are exchanged for it. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

export interface Access {
  /** A fresh code, good for one exchange within CODE_LIFETIME_MS. */
  mintCode(): string
  /** The token for a code, once; undefined for a code that is unknown, used or expired. */
  exchange(code: string): string | undefined
  /** Whether an Authorization header carries the token. */
  admits(authorization: string | undefined): boolean
}

/** How long a code can be exchanged, in ms: long enough for a browser to start, too short to find in a history. */
export const CODE_LIFETIME_MS = 60_000

/** Unused codes kept at most; the oldest goes first. */
const MAX_CODES = 16

const BEARER = 'Bearer '

/** `now` is a clock in ms that does not jump back. */
export function createAccess(now: () => number): Access {
  const token = randomBytes(32).toString('base64url')
  const tokenHash = sha256(token)
  // By hash, so that the look-up does not compare the code itself.
  const expiryByCode = new Map<string, number>()
  return {
    mintCode() {
      const code = randomBytes(32).toString('base64url')
      expiryByCode.set(sha256(code).toString('hex'), now() + CODE_LIFETIME_MS)
      for (const oldest of expiryByCode.keys()) {
        if (expiryByCode.size <= MAX_CODES) break
        expiryByCode.delete(oldest)
      }
      return code
    },
    exchange(code) {
      const key = sha256(code).toString('hex')
      const expiry = expiryByCode.get(key)
      expiryByCode.delete(key)
      return expiry !== undefined && now() < expiry ? token : undefined
    },
    admits(authorization) {
      if (!authorization?.startsWith(BEARER)) return false
      return timingSafeEqual(sha256(authorization.slice(BEARER.length)), tokenHash)
    },
  }
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
