/** Takes in providers that come as a whole, with their secrets in the vault already. */
import { fail, ok, type Problem } from '../../shared/problem.ts'
import type { StoredProvider } from '../journal/service.ts'
import type { Connections } from './connections.ts'
import { nameTaken } from './problems.ts'
import type { Registry } from './registry.ts'
import type { Providers } from './service.ts'

export interface AdoptionOptions {
  readonly registry: Registry
  readonly connect: Connections['connect']
}

export interface Adoption extends Pick<Providers, 'adoptable' | 'adopt'> {
  /** Ends what still connects. */
  readonly close: () => void
}

export function createAdoption({ registry, connect }: AdoptionOptions): Adoption {
  const ended = new AbortController()
  const adoptable: Providers['adoptable'] = ({ id, name }) => {
    if (registry.get(id)) return fail(knownAlready(name))
    return registry.isNameTaken(name) ? fail(nameTaken(name)) : ok(undefined)
  }
  const connectNow = async (stored: StoredProvider): Promise<void> => {
    await connect(stored, undefined, { signal: ended.signal })
    // Without a secret nothing is tried, and nothing told.
    if (registry.get(stored.id)?.status.state === 'connecting')
      registry.setStatus(stored.id, { state: 'needsCredentials' })
  }
  return {
    adoptable,
    async adopt(stored) {
      const free = adoptable(stored)
      if (!free.ok) return free
      const provider = await registry.put({ stored, status: { state: 'connecting' } })
      // How that goes is in its status.
      void connectNow(stored)
      return ok(provider)
    },
    close: () => ended.abort(),
  }
}

function knownAlready(name: string): Problem {
  return {
    code: 'provider.known-already',
    message: `${name} is known here already.`,
    meaning: 'It was left as it is.',
    remedy: 'Remove it first to take over the one of the copy.',
  }
}
