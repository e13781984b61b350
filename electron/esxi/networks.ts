/**
 * The network that copies from a host read through. A chosen adapter is used only after a login at its address
 * worked and showed the certificate that vCenter knows of the host.
 */
import type { MigrationNetwork } from '../../shared/esxi/model.ts'
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'
import { directLocked, noDirectLogin, tryDirectLogin, type DirectLoginOptions } from './direct-login.ts'
import { keyOf, type HostBook } from './host-book.ts'
import type { KnownHost } from './hosts.ts'
import type { Logins } from './logins.ts'
import type { DirectSource, DirectWay } from './service.ts'

export interface Networks {
  view(host: KnownHost): MigrationNetwork
  /** What speaks against a choice, before anything is noted: esxi.adapter-missing, esxi.no-login. */
  objection(host: KnownHost, device: string | null, login?: DirectLogin): Problem | undefined
  /** Chooses; `null` is the way through vCenter. Not tried yet. Problems as those of `objection`. */
  choose(host: KnownHost, device: string | null, login?: DirectLogin): Promise<Result<void>>
  /** Logs in once; the view tells how it went. Never throws. */
  check(host: KnownHost, signal?: AbortSignal): Promise<void>
  /** Tries a login again that is old; one that was refused is not repeated, since hosts lock users out. */
  way(host: KnownHost, signal?: AbortSignal): Promise<DirectWay>
}

interface DirectLogin {
  readonly username: string
  readonly password: string
}

interface NetworksOptions extends DirectLoginOptions {
  readonly book: HostBook
  readonly logins: Logins
  readonly now: () => number
}

/** A try counts for this long (ms); the network may have changed since. */
const TRIED_FOR_MS = 5 * 60_000

/** A login that is under way, and whose end would give it up. */
interface Check {
  readonly over: Promise<void>
  readonly signal?: AbortSignal
}

/** What the last try told; gone with the process, so that nothing old counts as ready. */
interface Tried {
  readonly state: 'checking' | 'ready' | 'failed'
  readonly device: string
  readonly address: string
  readonly thumbprint: string
  readonly at: string
  readonly problem?: Problem
}

export function createNetworks(options: NetworksOptions): Networks {
  const { book, logins, now } = options
  const tried = new Map<string, Tried>()
  const at = () => new Date(now()).toISOString()

  const view = (host: KnownHost): MigrationNetwork => {
    const chosen = book.of(host).network
    if (!chosen) return { state: 'management' }
    const { device, username } = chosen
    const address = addressOf(host, device)
    if (address === undefined)
      return { state: 'failed', device, username, problem: adapterMissing(host.name, device) }
    const last = tried.get(keyOf(host))
    // What was tried was another address or another certificate: it says nothing about this one.
    if (
      !last ||
      last.device !== device ||
      last.address !== address ||
      last.thumbprint !== host.host.thumbprint
    )
      return { state: 'unchecked', device, address, username }
    // What kept it from being tried is over.
    if (last.problem?.code === 'vault.locked' && !logins.isLocked(host))
      return { state: 'unchecked', device, address, username }
    const problem = last.problem && { problem: last.problem }
    return { state: last.state, device, address, username, checkedAt: last.at, ...problem }
  }

  const objection: Networks['objection'] = (host, device, login) => {
    if (device === null) return undefined
    if (addressOf(host, device) === undefined) return adapterMissing(host.name, device)
    const kept = logins.view(host)
    const hasLogin =
      login !== undefined || logins.hasDirect(host) || (kept?.kind === 'password' && kept.hasSecret)
    return hasLogin ? undefined : noDirectLogin(host.name)
  }

  const choose: Networks['choose'] = async (host, device, login) => {
    const problem = objection(host, device, login)
    if (problem) return fail(problem)
    tried.delete(keyOf(host))
    checking.delete(keyOf(host))
    const address = device === null ? undefined : addressOf(host, device)
    if (device === null || address === undefined) {
      // Nobody needs it any more.
      const forgotten = await logins.forgetDirect(host)
      if (forgotten.ok) book.note(host, { network: undefined })
      return forgotten
    }
    const username = await directUser(host, login)
    if (!username.ok) return username
    if (username.value === undefined) return fail(noDirectLogin(host.name))
    book.note(host, { network: { device, address, username: username.value } })
    return ok(undefined)
  }

  const directUser = async (
    host: KnownHost,
    login: DirectLogin | undefined,
  ): Promise<Result<string | undefined>> => {
    if (login) {
      const set = await logins.setDirect(host, login.password)
      return set.ok ? ok(login.username) : set
    }
    const kept = book.of(host).network?.username
    if (kept !== undefined && logins.hasDirect(host)) return ok(kept)
    return logins.copyToDirect(host)
  }

  /** VMs of a host that come at once share one login. */
  const checking = new Map<string, Check>()
  const checkOnce = async (host: KnownHost, signal?: AbortSignal): Promise<void> => {
    for (;;) {
      const known = checking.get(keyOf(host))
      await (known ?? begin(host, signal)).over
      // One that somebody else gave up tells nothing.
      if (!known?.signal?.aborted || signal?.aborted === true) return
    }
  }
  const begin = (host: KnownHost, signal: AbortSignal | undefined): Check => {
    const gate = Promise.withResolvers<undefined>()
    const begun: Check = { over: gate.promise, ...(signal && { signal }) }
    const isCurrent = () => checking.get(keyOf(host)) === begun
    checking.set(keyOf(host), begun)
    const end = () => {
      if (isCurrent()) checking.delete(keyOf(host))
    }
    check(host, isCurrent, signal)
      .finally(end)
      .then(() => gate.resolve(undefined), gate.reject)
    return begun
  }

  const way = async (host: KnownHost, signal?: AbortSignal): Promise<DirectWay> => {
    if (!book.of(host).network) return { kind: 'none' }
    const last = tried.get(keyOf(host))
    const isOld = !last || now() - Date.parse(last.at) > TRIED_FOR_MS
    const { state } = view(host)
    const isRefused = last?.problem?.code === 'vsphere.invalid-login'
    if (state === 'checking' || state === 'unchecked' || (isOld && !isRefused)) {
      if (logins.isLocked(host)) return { kind: 'failed', problem: directLocked(host.name) }
      await checkOnce(host, signal)
    }
    const { state: found, address, problem } = view(host)
    const source = found === 'ready' && address !== undefined ? direct(host, address) : undefined
    return source
      ? { kind: 'ready', hostName: host.name, source }
      : { kind: 'failed', problem: problem ?? noDirectLogin(host.name) }
  }

  const direct = (host: KnownHost, address: string): DirectSource | undefined => {
    const { network } = book.of(host)
    if (!network || !logins.hasDirect(host)) return undefined
    return {
      address,
      url: `https://${address.includes(':') ? `[${address}]` : address}/sdk`,
      username: network.username,
      thumbprint: host.host.thumbprint,
      useSecret: logins.useDirect(host),
    }
  }

  /** Where another choice was made meanwhile, what the login comes to counts no more. */
  const check = async (host: KnownHost, isCurrent: () => boolean, signal?: AbortSignal): Promise<void> => {
    const chosen = book.of(host).network
    const address = chosen && addressOf(host, chosen.device)
    if (!chosen || address === undefined) return
    const { thumbprint } = host.host
    const put = (state: Tried['state'], problem?: Problem): void => {
      if (!isCurrent()) return
      const base = { state, device: chosen.device, address, thumbprint, at: at() }
      tried.set(keyOf(host), problem ? { ...base, problem } : base)
      book.ring()
    }
    put('checking')
    const problem = await tryDirectLogin(host, { address, username: chosen.username }, options, signal)
    if (!signal?.aborted) put(problem ? 'failed' : 'ready', problem)
    else if (isCurrent()) {
      tried.delete(keyOf(host))
      book.ring()
    }
  }

  return { view, objection, choose, check: checkOnce, way }
}

function addressOf({ host }: KnownHost, device: string): string | undefined {
  const nic = host.kernelNics.find((one) => one.device === device)
  return nic === undefined || nic.ip === '' ? undefined : nic.ip
}

function adapterMissing(name: string, device: string): Problem {
  return {
    code: 'esxi.adapter-missing',
    message: `${name} has no vmkernel adapter ${device} with an address.`,
    meaning: 'Copies from this host take the way through vCenter.',
    remedy: 'Choose an adapter that the host has.',
  }
}
