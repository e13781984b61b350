/** Changes of known providers. */
import { fail, ok, type Problem } from '../../shared/problem.ts'
import { parseVsphereAddress } from '../../shared/provider/address.ts'
import type { VsphereEdit } from '../../shared/provider/model.ts'
import type { Journal, StoredProvider } from '../journal/service.ts'
import type { VsphereEndpoint } from '../vsphere/service.ts'
import { splitSecret, type Connections } from './connections.ts'
import { nameTaken, passwordNeeded, trustNeeded, unknownProvider } from './problems.ts'
import type { Entry, Registry } from './registry.ts'
import type { Providers } from './service.ts'
import { usesOf } from './uses.ts'

export interface EditsOptions {
  readonly journal: Journal
  readonly registry: Registry
  readonly connect: Connections['connect']
}

export function createEdits(options: EditsOptions): Pick<Providers, 'editVsphere' | 'editCluster'> {
  const { journal, registry, connect } = options
  return {
    async editVsphere(input) {
      const known = registry.known(input.id)
      if (!known.ok) return known
      const { stored, status } = known.value
      const { source } = stored
      if (!source) return fail(unknownProvider(input.id))
      const same = sameness(input, source)
      // A run that waits for this very connection must not keep it from being mended.
      const isMending = same.login && status.state !== 'connected'
      const refused = refusal(registry, journal, stored, input.name, isMending)
      if (refused) return fail(refused)
      if (input.password === undefined && !same.login) return fail(passwordNeeded)
      const trust = input.trust ?? (same.address ? source.trust : undefined)
      if (!trust) return fail(trustNeeded)
      const { url, username, name } = input
      return connect({ ...stored, name, source: { url, username, trust } }, input.password)
    },
    async editCluster(input) {
      const known = registry.known(input.id)
      if (!known.ok) return known
      const { stored } = known.value
      if (!stored.target) return fail(unknownProvider(input.id))
      const refused = refusal(registry, journal, stored, input.name, false)
      if (refused) return fail(refused)
      if (!input.access) return ok(await registry.put(renamed(known.value, input.name)))
      const { secret, target } = splitSecret(input.access)
      return connect({ ...stored, name: input.name, target }, secret)
    },
  }
}

/** Why a provider cannot be changed now; undefined when it can. */
function refusal(
  registry: Registry,
  journal: Journal,
  stored: StoredProvider,
  name: string,
  isMending: boolean,
): Problem | undefined {
  if (registry.isNameTaken(name, stored.id)) return nameTaken(name)
  return isMending ? undefined : usesOf(journal, stored, { runsOnly: true })
}

/** A password is sent only to the server and for the user that it was given for. */
function sameness(input: VsphereEdit, source: VsphereEndpoint): { address: boolean; login: boolean } {
  const parsed = parseVsphereAddress(input.url)
  const address = parsed.ok && parsed.value.url === source.url
  return { address, login: address && input.username === source.username }
}

function renamed(entry: Entry, name: string): Entry {
  return { ...entry, stored: { ...entry.stored, name } }
}
