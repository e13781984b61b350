/** What sources that come and go mean for their hosts. */
import type { Providers } from '../providers/service.ts'
import type { HostBook } from './host-book.ts'
import type { Hosts } from './hosts.ts'
import type { Networks } from './networks.ts'
import type { SshGuard } from './ssh-guard.ts'

interface FollowOptions {
  readonly providers: Pick<Providers, 'watch' | 'source'>
  readonly book: HostBook
  readonly guard: SshGuard
  readonly networks: Networks
  readonly hosts: Hosts
  readonly signal: AbortSignal
}

/**
 * A source that is connected gets its SSH services put back that an earlier process left open, and its migration
 * networks tried.
 */
export async function followSources(options: FollowOptions): Promise<void> {
  const { providers, signal } = options
  /** By source its session: one that was connected anew, or to another server, is welcomed again. */
  const connected = new Map<string, unknown>()
  const working = new Set<Promise<void>>()
  for await (const list of providers.watch(signal)) {
    const sources = list.filter(({ kind }) => kind === 'vsphere')
    for (const { id, status } of sources) {
      const session = status.state === 'connected' ? providers.source(id) : undefined
      if (!session?.ok) connected.delete(id)
      else if (connected.get(id) !== session.value) {
        connected.set(id, session.value)
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
  // Finding a host forgets what was noted of another server's.
  for (const { hostId } of book.all(providerId)) await hosts.find({ providerId, hostId })
  const all = book.all(providerId)
  // How it went is shown with the host. An open shell does not wait for slow networks.
  for (const { hostId } of all.filter(({ sshBefore }) => sshBefore)) {
    const host = await hosts.find({ providerId, hostId })
    if (host.ok && !signal.aborted) await guard.putBackLeft(host.value)
  }
  for (const { hostId } of all.filter(({ network }) => network)) {
    const host = await hosts.find({ providerId, hostId })
    if (!host.ok || signal.aborted || networks.view(host.value).state !== 'unchecked') continue
    await networks.check(host.value, signal)
  }
}
