/** Changes of known providers. */
import { fail, ok, type Result } from '../../shared/problem.ts'
import { parseVsphereAddress } from '../../shared/provider/address.ts'
import type { VsphereEdit } from '../../shared/provider/model.ts'
import type { Journal } from '../journal/service.ts'
import type { VsphereEndpoint } from '../vsphere/service.ts'
import type { Connector } from './connect.ts'
import type { Connections } from './connections.ts'
import { nameTaken, passwordNeeded, unknownProvider } from './problems.ts'
import type { Entry, Registry } from './registry.ts'
import type { Providers } from './service.ts'
import { splitSecret } from './split-secret.ts'
import { usesOf } from './uses.ts'

export interface EditsOptions {
  readonly journal: Journal
  readonly registry: Registry
  readonly connector: Connector
  readonly connectWith: Connections['connectWith']
}

export function createEdits(options: EditsOptions): Pick<Providers, 'editVsphere' | 'editCluster'> {
  const { journal, registry, connector, connectWith } = options
  return {
    async editVsphere(input) {
      const may = mayEdit(registry, journal, input)
      if (!may.ok) return may
      const { source } = may.value.stored
      if (!source) return fail(unknownProvider(input.id))
      if (input.password === undefined && !isSameLogin(input, source)) return fail(passwordNeeded)
      const { url, username, trust } = input
      const identity = { ...may.value.stored, name: input.name }
      return connectWith(input.id, input.password, () => connector.source(identity, { url, username, trust }))
    },
    async editCluster(input) {
      const may = mayEdit(registry, journal, input)
      if (!may.ok) return may
      const { stored } = may.value
      if (!stored.target) return fail(unknownProvider(input.id))
      if (!input.access) return ok(await registry.put(renamed(may.value, input.name)))
      const { secret, access } = splitSecret(input.access)
      return connectWith(input.id, secret, () => connector.target({ ...stored, name: input.name }, access))
    },
  }
}

/** The known provider, if a change of it is possible now. */
function mayEdit(registry: Registry, journal: Journal, input: { id: string; name: string }): Result<Entry> {
  const known = registry.known(input.id)
  if (!known.ok) return known
  if (registry.isNameTaken(input.name, input.id)) return fail(nameTaken(input.name))
  const used = usesOf(journal, known.value.stored, { runsOnly: true })
  return used ? fail(used) : known
}

/** A password is sent only to the server and for the user that it was given for. */
function isSameLogin(input: VsphereEdit, source: VsphereEndpoint): boolean {
  const address = parseVsphereAddress(input.url)
  return address.ok && address.value.url === source.url && input.username === source.username
}

function renamed(entry: Entry, name: string): Entry {
  return { ...entry, stored: { ...entry.stored, name } }
}
