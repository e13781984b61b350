import { parseVsphereAddress } from '../../shared/provider/address.ts'
import { fail } from '../../shared/problem.ts'
import { untilAborted } from '../until-aborted.ts'
import type { UntilUnlocked } from '../vault/service.ts'
import { fetchCertificate } from './certificate.ts'
import { asResult } from './errors.ts'
import { createOpenSessions } from './open-sessions.ts'
import type { VsphereService } from './service.ts'

export interface VsphereServiceOptions {
  /** Wall clock in ms since 1970, for the time of an inventory. */
  readonly clock?: { now(): number }
  /** What a session waits for that is over and finds the vault locked. Without it such a session stays as it is. */
  readonly untilUnlocked?: UntilUnlocked
}

/** Long enough for a logout over a slow line, short enough for a process that has to end. */
const CLOSE_ALL_LIMIT_MS = 5_000

/**
 * The vSphere client. Each connection lives in its session, which is loaded with the first of them; here it is only
 * known which are open.
 */
export function createVsphereService({
  clock = Date,
  untilUnlocked = untilAborted,
}: VsphereServiceOptions = {}): VsphereService {
  const sessions = createOpenSessions()
  return {
    certificate: async (url) => {
      const address = parseVsphereAddress(url)
      if (!address.ok) return address
      return asResult('Reading the certificate', () => fetchCertificate(address.value))
    },
    connect: async (endpoint, useSecret, signal) => {
      const address = parseVsphereAddress(endpoint.url)
      if (!address.ok) return fail(address.problem)
      return asResult(`Connecting to ${address.value.host}`, () =>
        sessions.open(signal, async (ended) => {
          const { openSession } = await import('./session.ts')
          return openSession(address.value, endpoint, { useSecret, untilUnlocked, clock }, ended)
        }),
      )
    },
    closeAll: (limitMs = CLOSE_ALL_LIMIT_MS) => sessions.closeAll(limitMs),
  }
}
