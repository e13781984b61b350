import type { VaultEntry } from '../../../shared/vault/model.ts'

export function ownerText({ owner }: Pick<VaultEntry, 'owner'>): string {
  return owner === '' ? 'no known provider' : owner
}

/** "Password of root on esx-01, of vcenter-01" */
export function entryName(entry: Pick<VaultEntry, 'owner' | 'what'>): string {
  return `${entry.what}, of ${ownerText(entry)}`
}

/** What is shown of a fingerprint where there is no room for it. */
export function shortPrint(fingerprint: string): string {
  return fingerprint.slice(0, 8)
}

export const PRINT_USE =
  'The same for the same secret: shows whether one was changed, or whether two are the same. It tells nothing of the secret itself.'

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
  return entries.filter(({ id }) => [...ids].some((one) => id === one || id.startsWith(`${one}/`)))
}
