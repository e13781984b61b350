/** Logins of hosts: who, in the journal; with what, in the vault and nowhere else. */
import type { EsxiHost, SshLogin } from '../../shared/esxi/model.ts'
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'
import type { UseSecret, Vault } from '../vault/service.ts'
import type { HostBook } from './host-book.ts'
import type { HostRef } from './service.ts'

/** A login that whoever works with a host has in hand, whatever becomes of the vault meanwhile. */
export interface HeldLogin {
  use<T>(fn: (login: SshLogin) => Promise<Result<T>>): Promise<Result<T>>
  /** Wiped. */
  drop(): void
}

export interface Logins {
  /** Problems vault.locked, vault.not-written. */
  set(hosts: readonly HostRef[], login: SshLogin): Promise<Result<void>>
  forget(host: HostRef): Promise<Result<void>>
  /** For display. */
  view(host: HostRef): EsxiHost['login']
  /** Until it is dropped. Problems: esxi.no-login, esxi.no-secret, vault.locked. */
  hold(host: NamedRef): Promise<Result<HeldLogin>>
  setDirect(host: HostRef, password: string): Promise<Result<void>>
  hasDirect(host: HostRef): boolean
  /** Whether the direct login is in the vault, and that is locked. */
  isLocked(host: HostRef): boolean
  forgetDirect(host: HostRef): Promise<Result<void>>
  readonly useDirect: (host: NamedRef) => UseSecret
  /** Takes the SSH password as the direct login too, and tells its user; undefined when there is none. */
  copyToDirect(host: NamedRef): Promise<Result<string | undefined>>
  /** All secrets of a host. */
  forgetHost(host: HostRef): Promise<Result<void>>
}

interface NamedRef extends HostRef {
  readonly name: string
}

/** Below the provider's own secret, with which they are forgotten. */
const idOf = ({ providerId, hostId }: HostRef) => `${providerId}/esxi/${hostId}`
const sshOf = (host: HostRef) => `${idOf(host)}/ssh`
const directOf = (host: HostRef) => `${idOf(host)}/direct`

/** What the vault keeps. */
type SecretLogin = Exclude<SshLogin, { readonly kind: 'agent' }>

export function createLogins(vault: Vault, book: HostBook): Logins {
  const read = (host: HostRef) => book.of(host).login
  const setDirect: Logins['setDirect'] = (host, password) =>
    vault.put([{ id: directOf(host), kind: 'esxi-password', secret: Buffer.from(password, 'utf8') }])
  const forgetAll = async (hosts: readonly HostRef[]): Promise<Result<void>> => {
    for (const host of hosts) {
      const forgotten = await vault.forget(sshOf(host))
      if (!forgotten.ok) return forgotten
    }
    return ok(undefined)
  }
  // Whole: another process may note another kind of login meanwhile, and a key must never be sent as a password.
  const putAll = (hosts: readonly HostRef[], login: SecretLogin) => {
    const secret = Buffer.from(JSON.stringify(login), 'utf8')
    return vault.put(hosts.map((host) => ({ id: sshOf(host), kind: 'esxi-login', secret })))
  }
  return {
    async set(hosts, login) {
      const { kind, username } = login
      const kept = login.kind === 'agent' ? await forgetAll(hosts) : await putAll(hosts, login)
      if (kept.ok) for (const host of hosts) book.note(host, { login: { kind, username } })
      return kept
    },
    async forget(host) {
      const forgotten = await vault.forget(sshOf(host))
      if (forgotten.ok) book.note(host, { login: undefined })
      return forgotten
    },
    view(host) {
      const login = read(host)
      if (!login) return undefined
      return { ...login, hasSecret: login.kind === 'agent' || vault.has(sshOf(host)) }
    },
    async hold(host) {
      const login = read(host)
      if (!login) return fail(noLogin(host.name))
      if (login.kind === 'agent') return ok(held({ kind: 'agent', username: login.username }))
      if (!vault.has(sshOf(host))) return fail(noSecret(host.name, login.username))
      return vault.use(sshOf(host), `to log in to ${host.name} over SSH as ${login.username}`, (kept) =>
        Promise.resolve(ok(held(Buffer.from(kept)))),
      )
    },
    setDirect,
    hasDirect: (host) => vault.has(directOf(host)),
    isLocked: (host) =>
      vault.status().state === 'locked' &&
      vault.list().some(({ id, fingerprint }) => id === directOf(host) && fingerprint !== undefined),
    forgetDirect: (host) => vault.forget(directOf(host)),
    useDirect: (host) => (fn) => vault.use(directOf(host), `to log in to the API of ${host.name}`, fn),
    async copyToDirect(host) {
      if (!vault.has(sshOf(host))) return ok(undefined)
      return vault.use(
        sshOf(host),
        `to use the SSH password of ${host.name} for its API too`,
        async (kept) => {
          const login = loginIn(kept)
          if (login.kind !== 'password') return ok(undefined)
          const copied = await setDirect(host, login.password)
          return copied.ok ? ok(login.username) : copied
        },
      )
    },
    forgetHost: (host) => vault.forget(idOf(host)),
  }
}

/** `kept`: as the vault keeps it, in bytes that are wiped with the drop. */
function held(kept: Buffer | Extract<SshLogin, { kind: 'agent' }>): HeldLogin {
  return {
    use: async (fn) => fn(Buffer.isBuffer(kept) ? loginIn(kept) : kept),
    drop() {
      if (Buffer.isBuffer(kept)) kept.fill(0)
    },
  }
}

function loginIn(kept: Buffer): SecretLogin {
  return JSON.parse(kept.toString('utf8')) as SecretLogin
}

function noLogin(name: string): Problem {
  return {
    code: 'esxi.no-login',
    message: `There is no login for ${name} yet.`,
    meaning: 'Nothing was changed.',
    remedy: 'Give a user of the host itself, for example root, with its password or key.',
  }
}

function noSecret(name: string, username: string): Problem {
  return {
    code: 'esxi.no-secret',
    message: `There is no secret of ${username} on ${name} any more.`,
    meaning: 'Nothing was changed. Without a vault, secrets end with the process that was given them.',
    remedy: 'Give the login again.',
  }
}
