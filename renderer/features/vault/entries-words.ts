import type { Provider } from '../../../shared/provider/model.ts'
import type { VaultEntry } from '../../../shared/vault/model.ts'
import { placeOf, providerOf } from '../../../shared/vault/secret-ids.ts'

export function ownerText({ owner }: Pick<VaultEntry, 'owner'>): string {
  return owner === '' ? 'no known provider' : owner
}

/** "Password of root on esx-01, of vcenter-01" */
export function entryName(entry: Pick<VaultEntry, 'owner' | 'what'>): string {
  return `${entry.what}, of ${ownerText(entry)}`
}

export const PRINT_USE =
  'The same for the same secret: shows whether one was changed, or whether two are the same. It tells nothing of the secret itself.'

/** Of one that is forgotten, as far as its id and the providers tell. */
export function formerName(id: string, providers: readonly Pick<Provider, 'id' | 'name'>[]): string {
  const owner = providers.find((one) => one.id === providerOf(id))?.name
  const place = placeOf(id)
  if (owner === undefined || !place) return id
  switch (place.of) {
    case 'provider':
      return `Login of ${owner}`
    case 'host':
      return `Login of host ${place.hostId}, of ${owner}`
    case 'vm':
      return `Disk passphrases of VM ${place.vmId}, of ${owner}`
  }
}

/** Those in which all words typed are found. */
export function matchingEntries(entries: readonly VaultEntry[], text: string): readonly VaultEntry[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return entries
  return entries.filter((entry) => {
    const all = [entry.owner, entry.what, entry.lastUsedFor ?? '', entry.fingerprint ?? '', ...entry.plans]
    const line = all.join(' ').toLowerCase()
    return words.every((word) => line.includes(word))
  })
}

/** The chosen ones, and all below each: forgetting a provider's login forgets those of its hosts. */
export function withBelow(entries: readonly VaultEntry[], ids: ReadonlySet<string>): readonly VaultEntry[] {
  return entries.filter(({ id }) => ids.has(id) || isBelowOne(id, ids))
}

/** Those that stand for all others of them: nothing chosen is above them. */
export function topmost(ids: ReadonlySet<string>): readonly string[] {
  return [...ids].filter((id) => !isBelowOne(id, ids))
}

function isBelowOne(id: string, ids: ReadonlySet<string>): boolean {
  const parts = id.split('/')
  return parts.some((_, index) => index > 0 && ids.has(parts.slice(0, index).join('/')))
}
