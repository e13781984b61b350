/** What the vault holds, with the names of those it belongs to. */
import { fail } from '../../shared/problem.ts'
import { diskPassphrasesSchema, packedPassphrases } from '../../shared/vault/disk-passphrases.ts'
import { vaultEntries, type HostLogins } from '../../shared/vault/entries.ts'
import { diskPassphrasesId } from '../../shared/vault/secret-ids.ts'
import type { Audit } from '../audit/service.ts'
import type { Journal } from '../journal/service.ts'
import type { Providers } from '../providers/service.ts'
import { createCopies } from './copies.ts'
import { noSuchSource } from './copy-problems.ts'
import type { Credentials, Vault } from './service.ts'

export interface CredentialsOptions {
  readonly vault: Vault
  readonly journal: Journal
  readonly audit: Audit
  readonly providers: Providers
}

export function createCredentials(options: CredentialsOptions): Credentials {
  const { vault, journal, audit, providers } = options
  return {
    entries: () =>
      vaultEntries(vault.list(), {
        providers: providers.list(),
        plans: journal.plans(),
        lastUses: audit.lastUses(),
        hostLogins: hostLoginsIn(journal),
        ...namesIn(providers),
      }),
    ...createCopies(options),
    async setDiskPassphrases(providerId, vmId, passphrases) {
      const isSource = providers
        .list()
        .some((one) => one.id === providerId && one.kind === 'vsphere' && one.credential !== 'none')
      if (!isSource) return fail(noSuchSource())
      const secret = Buffer.from(packedPassphrases(diskPassphrasesSchema.parse(passphrases)), 'utf8')
      try {
        return await vault.put([{ id: diskPassphrasesId(providerId, vmId), kind: 'luks', secret }])
      } finally {
        secret.fill(0)
      }
    },
  }
}

/** Names as the inventories of connected providers tell them; each inventory is looked through once. */
function namesIn(providers: Providers) {
  const inventoryOf = once((providerId) => {
    const source = providers.inventorySource(providerId)
    return source.ok ? source.value.current()?.inventory : undefined
  })
  const hosts = once((providerId) => namesById(inventoryOf(providerId)?.hosts))
  const vms = once((providerId) => namesById(inventoryOf(providerId)?.vms))
  return {
    hostName: (providerId: string, hostId: string) => hosts(providerId).get(hostId),
    vmName: (providerId: string, vmId: string) => vms(providerId).get(vmId),
  }
}

function namesById(list: readonly { readonly id: string; readonly name: string }[] = []) {
  return new Map(list.map(({ id, name }) => [id, name]))
}

function hostLoginsIn(journal: Journal): (providerId: string, hostId: string) => HostLogins {
  const hosts = once((providerId) => new Map(journal.esxiHosts(providerId).map((one) => [one.hostId, one])))
  return (providerId, hostId) => {
    const host = hosts(providerId).get(hostId)
    return { ssh: host?.login, direct: host?.network }
  }
}

function once<T>(make: (key: string) => T): (key: string) => T {
  const made = new Map<string, T>()
  return (key) => {
    const known = made.get(key)
    if (known !== undefined) return known
    const value = make(key)
    made.set(key, value)
    return value
  }
}
