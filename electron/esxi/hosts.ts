/** Hosts of a source as its inventory tells them, and the way to each. */
import type { HostKey } from '../../shared/esxi/model.ts'
import type { Host, Inventory } from '../../shared/inventory/model.ts'
import { fail, ok, ProblemError, type Problem, type Result } from '../../shared/problem.ts'
import type { Providers } from '../providers/service.ts'
import { unlessAborted } from '../unless-aborted.ts'
import type { HostBook } from './host-book.ts'
import { shownKey } from './host-key.ts'
import type { HeldLogin, Logins } from './logins.ts'
import { closing } from './problems.ts'
import type { HostRef, Reach } from './service.ts'
import { connectSsh } from './ssh-client.ts'
import type { SshAddress } from './ssh-problems.ts'
import type { SshSession } from './ssh.ts'

const SSH_PORT = 22

export interface KnownHost extends HostRef {
  readonly name: string
  /** See StoredEsxiHost. */
  readonly vcenter?: string
  readonly host: Host
  readonly inventory: Inventory
}

export interface Hosts {
  /** Waits for the first read of a source that has just connected. Problems: esxi.unknown-host, provider.*. */
  find(ref: HostRef): Promise<Result<KnownHost>>
  /** In the order of the ids; fails with the first that is unknown. */
  findAll(providerId: string, hostIds: readonly string[]): Promise<Result<KnownHost[]>>
  /** The login of a host, to be had in hand before anything of it is changed. Problems as Logins.hold. */
  hold(host: KnownHost): Promise<Result<HeldLogin>>
  connect(host: KnownHost, login: HeldLogin, signal?: AbortSignal): Promise<Result<SshSession>>
  shownKey(host: KnownHost, signal?: AbortSignal): Promise<Result<HostKey>>
}

export interface HostsOptions {
  readonly providers: Pick<Providers, 'inventory'>
  readonly book: HostBook
  readonly logins: Logins
  readonly reach: Reach
  /** Ends the wait for an inventory. */
  readonly signal: AbortSignal
}

export function createHosts({ providers, book, logins, reach, signal }: HostsOptions): Hosts {
  const findAll = async (providerId: string, hostIds: readonly string[]): Promise<Result<KnownHost[]>> => {
    const inventory = await unlessAborted(providers.inventory(providerId), signal)
    if (!inventory) return fail(closing())
    if (!inventory.ok) return inventory
    const byId = new Map(inventory.value.hosts.map((host) => [host.id, host]))
    const found: KnownHost[] = []
    for (const hostId of new Set(hostIds)) {
      const host = byId.get(hostId)
      if (!host) return fail(unknownHost(hostId))
      const vcenter = inventory.value.about.instanceUuid || host.name
      found.push({ providerId, hostId, name: host.name, vcenter, host, inventory: inventory.value })
    }
    const own = await forgetOthers(found)
    return own.ok ? ok(found) : own
  }
  /** A source that was changed to another vCenter: none of its hosts may get what was given for one of the first. */
  const forgetOthers = async (found: readonly KnownHost[]): Promise<Result<void>> => {
    try {
      for (const host of found) {
        const noted = book.of(host).vcenter
        if (noted === undefined || noted === host.vcenter) continue
        const forgotten = await logins.forgetHost(host)
        if (!forgotten.ok) return forgotten
        book.forget(host)
      }
      return ok(undefined)
    } catch (error) {
      if (error instanceof ProblemError) return fail(error.problem)
      throw error
    }
  }
  const address = ({ providerId, name, host }: KnownHost): SshAddress => ({
    ...reach(providerId, addressOf(host), SSH_PORT),
    name,
  })
  return {
    findAll,
    async find({ providerId, hostId }) {
      const found = await findAll(providerId, [hostId])
      if (!found.ok) return found
      const [first] = found.value
      return first ? ok(first) : fail(unknownHost(hostId))
    },
    hold: (host) => logins.hold(host),
    async connect(host, held, stop) {
      const pinnedSha256 = book.of(host).hostKey?.sha256
      const session = await held.use((login) =>
        connectSsh(address(host), login, { pinnedSha256, signal: stop }),
      )
      return session.ok ? session : fail(withLockdown(session.problem, host))
    },
    shownKey: (host, stop) => shownKey(address(host), { signal: stop }),
  }
}

/** The management adapter's address, since names of hosts are not always known outside; else the name. */
export function addressOf(host: Pick<Host, 'name' | 'kernelNics'>): string {
  const nic = host.kernelNics.find(({ ip, services }) => ip !== '' && services.includes('management'))
  return nic?.ip ?? host.name
}

/** In lockdown mode a right password is refused like a wrong one, or the server hangs up on it. */
function withLockdown(problem: Problem, { name, host }: KnownHost): Problem {
  const mode = host.lockdownMode
  if (mode === '' || mode === 'lockdownDisabled') return problem
  const isHangUp = problem.code === 'esxi.connection-lost'
  if (!isHangUp && problem.code !== 'esxi.login-refused' && problem.code !== 'esxi.no-login-method')
    return problem
  const did = isHangUp ? 'ended the connection at' : 'refused'
  return {
    // A connection may also be lost for another reason, so whoever tries again then still does.
    code: isHangUp ? problem.code : 'esxi.lockdown',
    message: `${name} ${did} the login, and it is in lockdown mode (${mode === 'lockdownStrict' ? 'strict' : 'normal'}).`,
    meaning: 'Nothing was changed. In this mode the host lets only its exception users in.',
    remedy:
      'Use an exception user with administrator rights, or ask the vSphere administrator to end the lockdown for the time of the work. Palletjack never changes it.',
    detail: `${problem.code}: ${problem.message}`,
  }
}

function unknownHost(id: string): Problem {
  return {
    code: 'esxi.unknown-host',
    message: `The inventory has no host ${id}.`,
    meaning: 'Nothing was changed.',
    remedy: 'Look at the list of hosts; it may have been removed from vCenter.',
  }
}
