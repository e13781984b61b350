/** What sources that come and go mean for their hosts. */
import type { Providers } from '../providers/service.ts'
import type { Vault } from '../vault/service.ts'
import type { HostBook } from './host-book.ts'
import type { Hosts } from './hosts.ts'
import { forgetSecrets } from './logins.ts'
import type { Networks } from './networks.ts'
import type { SshGuard } from './ssh-guard.ts'

interface FollowOptions {
  readonly providers: Pick<Providers, 'watch'>
  readonly vault: Vault
  readonly book: HostBook
  readonly guard: SshGuard
  readonly networks: Networks
  readonly hosts: Hosts
  readonly signal: AbortSignal
}

/**
 * A source that is connected gets its SSH services put back that an earlier process left open, and its migration
 * networks tried; the secrets of one that is removed are forgotten.
 */
export async function followSources(options: FollowOptions): Promise<void> {
  const { providers, vault, book, signal } = options
  /** Hosts with notes, by source: the journal forgets them with the source, the vault must too. */
  const known = new Map<string, readonly string[]>()
  const connected = new Set<string>()
  const working = new Set<Promise<void>>()
  for await (const list of providers.watch(signal)) {
    const sources = list.filter(({ kind }) => kind === 'vsphere')
    for (const [providerId, hostIds] of known) {
      if (sources.some(({ id }) => id === providerId)) continue
      for (const hostId of hostIds) forgetSecrets(vault, { providerId, hostId })
      known.delete(providerId)
    }
    for (const { id, status } of sources) {
      known.set(
        id,
        book.all(id).map(({ hostId }) => hostId),
      )
      if (status.state !== 'connected') connected.delete(id)
      else if (!connected.has(id)) {
        connected.add(id)
        const work = welcome(id, options).finally(() => working.delete(work))
        working.add(work)
      }
    }
  }
  await Promise.all(working)
}

async function welcome(
  providerId: string,
  { book, guard, networks, hosts, signal }: FollowOptions,
): Promise<void> {
  const noted = book.all(providerId).filter(({ sshBefore, network }) => sshBefore ?? network)
  if (noted.length === 0) return
  for (const { hostId, sshBefore, network } of noted) {
    const host = await hosts.find({ providerId, hostId })
    if (!host.ok || signal.aborted) continue
    // How it went is shown with the host.
    if (sshBefore) await guard.putBackLeft(host.value)
    if (network && networks.view(host.value).state === 'unchecked') await networks.check(host.value, signal)
  }
}
