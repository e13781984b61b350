/** Keys that the operating system keeps for this user on this computer, as the vault asks for them. */
import { setTimeout } from 'node:timers/promises'
import { fail, type Result } from '../../shared/problem.ts'
import { noKeychain } from '../../shared/vault/keychain.ts'
import type { DeviceKeys } from './service.ts'

/** Where nothing keeps keys for this program. */
export const NO_DEVICE: DeviceKeys = {
  backend: refuse,
  seal: refuse,
  open: refuse,
  drop: () => Promise.resolve(),
}

function refuse(): Promise<Result<never>> {
  return Promise.resolve(
    fail(noKeychain('This way of running Palletjack has no keychain of the operating system.')),
  )
}

/** Long enough to type what opens the keychain, should it ask (ms). */
const LIMIT_MS = 60_000

/** The same, and each call answers in time: a keychain may wait for a person who is not there. */
export function inTime(device: DeviceKeys, limitMs = LIMIT_MS): DeviceKeys {
  const limited = async <T>(asked: Promise<Result<T>>): Promise<Result<T>> => {
    const stop = new AbortController()
    const late = setTimeout(limitMs, fail(silent(limitMs)), { signal: stop.signal })
    // Rejects when it was stopped.
    late.catch(() => undefined)
    try {
      return await Promise.race([asked, late])
    } finally {
      stop.abort()
    }
  }
  return {
    backend: () => limited(device.backend()),
    seal: (key) => limited(device.seal(key)),
    open: (sealed) => limited(device.open(sealed)),
    drop: async (sealed) => {
      await limited(device.drop(sealed).then(() => ({ ok: true, value: undefined }) as const))
    },
  }
}

function silent(limitMs: number) {
  return noKeychain(
    `The keychain of the operating system did not answer within ${Math.round(limitMs / 1000)} seconds.`,
    'It may wait for its own password, in a window of its own.',
  )
}
