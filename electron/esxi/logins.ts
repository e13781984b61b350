/** Logins of hosts: who, in the journal; with what, in the vault and nowhere else. */
import type { EsxiHost, SshLogin } from '../../shared/esxi/model.ts'
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'
import type { UseSecret, Vault } from '../vault/service.ts'
import type { HostBook } from './host-book.ts'
import type { HostRef } from './service.ts'

export interface Logins {
  /** Problems vault.locked, vault.not-written. */
  set(hosts: readonly HostRef[], login: SshLogin): Promise<Result<void>>
  forget(host: HostRef): Promise<Result<void>>
  /** For display. */
  view(host: HostRef): EsxiHost['login']
  /** Hands the login to `fn` and nowhere else. Problems: esxi.no-login, esxi.no-secret, vault.locked. */
  useSsh<T>(host: NamedRef, fn: (login: SshLogin) => Promise<Result<T>>): Promise<Result<T>>
  setDirect(host: HostRef, password: string): Promise<Result<void>>
  hasDirect(host: HostRef): boolean
  forgetDirect(host: HostRef): Promise<Result<void>>
  readonly useDirect: (host: HostRef) => UseSecret
  /** Takes the SSH password as the direct login too, and tells its user; undefined when there is none. */
  copyToDirect(host: HostRef): Promise<Result<string | undefined>>
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
    async useSsh(host, fn) {
      const login = read(host)
      if (!login) return fail(noLogin(host.name))
      if (login.kind === 'agent') return fn({ kind: 'agent', username: login.username })
      if (!vault.has(sshOf(host))) return fail(noSecret(host.name, login.username))
      return vault.use(sshOf(host), `to log in to ${host.name} over SSH as ${login.username}`, (kept) =>
        fn(loginIn(kept)),
      )
    },
    setDirect,
    hasDirect: (host) => vault.has(directOf(host)),
    forgetDirect: (host) => vault.forget(directOf(host)),
    useDirect: (host) => (fn) => vault.use(directOf(host), `to log in to the API of host ${host.hostId}`, fn),
    async copyToDirect(host) {
      if (!vault.has(sshOf(host))) return ok(undefined)
      return vault.use(
        sshOf(host),
        `to use its SSH password for the API of host ${host.hostId} too`,
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
