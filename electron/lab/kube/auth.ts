import { randomBytes, timingSafeEqual } from 'node:crypto'
import { createHash } from 'node:crypto'
import { unauthorized } from './status.ts'

/** Who a request comes from. */
export interface User {
  readonly username: string
  readonly uid: string
  readonly groups: readonly string[]
}

export interface Authenticator {
  /** The user behind an Authorization header. Throws a 401 Status. */
  authenticate(header: string | undefined): User
  /** A new token for a user, good for `lifetimeMs`. */
  issue(user: User, lifetimeMs: number): { readonly token: string; readonly expiresAtMs: number }
}

const ADMIN: User = {
  username: 'lab-admin',
  uid: 'lab-admin',
  groups: ['system:masters', 'system:authenticated'],
}

function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

/**
 * One administrator with a fixed bearer token, and bounded tokens issued for service accounts. A token is good
 * while `isKnown` says that its account is still there.
 */
export function createAuthenticator(
  adminToken: string,
  now: () => number,
  isKnown: (user: User) => boolean = () => true,
): Authenticator {
  const admin = digest(adminToken)
  const issued = new Map<string, { readonly user: User; readonly expiresAtMs: number }>()
  return {
    authenticate: (header) => {
      const token = /^Bearer +(\S+)$/i.exec(header ?? '')?.[1]
      if (token === undefined) throw unauthorized()
      const given = digest(token)
      if (timingSafeEqual(given, admin)) return ADMIN
      const found = issued.get(given.toString('hex'))
      if (found === undefined || found.expiresAtMs <= now() || !isKnown(found.user)) throw unauthorized()
      return found.user
    },
    issue: (user, lifetimeMs) => {
      const token = randomBytes(32).toString('base64url')
      const expiresAtMs = now() + lifetimeMs
      // Only the digest is kept: the server's memory holds no usable token.
      issued.set(digest(token).toString('hex'), { user, expiresAtMs })
      return { token, expiresAtMs }
    },
  }
}
