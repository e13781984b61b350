/** Logins of hosts: who, in the journal; with what, in the vault and nowhere else. */
import type { EsxiHost, SshLogin } from '../../shared/esxi/model.ts'
import { fail, type Problem, type Result } from '../../shared/problem.ts'
import type { Vault } from '../vault/service.ts'
import type { HostBook } from './host-book.ts'
import type { HostRef } from './service.ts'

/** `ssh`: for the shell of the host; `direct`: for its API at the address of the migration network. */
type LoginUse = 'ssh' | 'direct'

export interface Logins {
  set(host: HostRef, login: SshLogin): void
  forget(host: HostRef): void
  /** For display. */
  view(host: HostRef): EsxiHost['login']
  /** Hands the login to `fn` and nowhere else. Problems: esxi.no-login, esxi.locked. */
  useSsh<T>(host: NamedRef, fn: (login: SshLogin) => Promise<Result<T>>): Promise<Result<T>>
  setDirect(host: HostRef, password: string): void
  hasDirect(host: HostRef): boolean
  forgetDirect(host: HostRef): void
  useDirect<T>(host: HostRef, fn: (password: string) => Promise<T>): Promise<T>
  /** Takes the SSH password as the direct login too, and tells its user; undefined when there is none. */
  copyToDirect(host: HostRef): Promise<string | undefined>
  /** All secrets of a host. */
  forgetHost(host: HostRef): void
  /** All secrets of the hosts of a source that is removed. */
  forgetSource(providerId: string): void
}

interface NamedRef extends HostRef {
  readonly name: string
}

const idOf = ({ providerId, hostId }: HostRef, use: LoginUse) => `esxi/${providerId}/${hostId}/${use}`

/** What the vault keeps. */
type SecretLogin = Exclude<SshLogin, { readonly kind: 'agent' }>

export function createLogins(vault: Vault, book: HostBook): Logins {
  const read = (host: HostRef) => book.of(host).login
  /** Hosts of which the vault has ever held something, by source. */
  const held = new Map<string, Set<string>>()
  const put = (host: HostRef, use: LoginUse, secret: string): void => {
    const ids = held.get(host.providerId) ?? new Set()
    held.set(host.providerId, ids.add(host.hostId))
    vault.put(idOf(host, use), secret)
  }
  const forgetHost = (host: HostRef): void => {
    vault.forget(idOf(host, 'ssh'))
    vault.forget(idOf(host, 'direct'))
  }
  return {
    set(host, login) {
      const { kind, username } = login
      const id = idOf(host, 'ssh')
      if (login.kind === 'agent') vault.forget(id)
      // Whole: another process may note another kind of login meanwhile, and a key must never be sent as a password.
      else put(host, 'ssh', JSON.stringify(login))
      book.note(host, { login: { kind, username } })
    },
    forget(host) {
      vault.forget(idOf(host, 'ssh'))
      book.note(host, { login: undefined })
    },
    view(host) {
      const login = read(host)
      if (!login) return undefined
      return { ...login, hasSecret: login.kind === 'agent' || vault.has(idOf(host, 'ssh')) }
    },
    async useSsh(host, fn) {
      const login = read(host)
      if (!login) return fail(noLogin(host.name))
      if (login.kind === 'agent') return fn({ kind: 'agent', username: login.username })
      const id = idOf(host, 'ssh')
      if (!vault.has(id)) return fail(lockedLogin(host.name, login.username))
      return vault.use(id, (kept) => fn(JSON.parse(kept) as SecretLogin))
    },
    setDirect: (host, password) => put(host, 'direct', password),
    hasDirect: (host) => vault.has(idOf(host, 'direct')),
    forgetDirect: (host) => vault.forget(idOf(host, 'direct')),
    useDirect: (host, fn) => vault.use(idOf(host, 'direct'), fn),
    async copyToDirect(host) {
      const id = idOf(host, 'ssh')
      if (!vault.has(id)) return undefined
      return vault.use(id, (kept) => {
        const login = JSON.parse(kept) as SecretLogin
        if (login.kind !== 'password') return Promise.resolve(undefined)
        put(host, 'direct', login.password)
        return Promise.resolve(login.username)
      })
    },
    forgetHost,
    forgetSource(providerId) {
      for (const hostId of held.get(providerId) ?? []) forgetHost({ providerId, hostId })
      held.delete(providerId)
    },
  }
}

function noLogin(name: string): Problem {
  return {
    code: 'esxi.no-login',
    message: `There is no login for ${name} yet.`,
    meaning: 'Nothing was changed.',
    remedy: 'Give a user of the host itself, for example root, with its password or key.',
  }
}

function lockedLogin(name: string, username: string): Problem {
  return {
    code: 'esxi.locked',
    message: `The secret of ${username} on ${name} is not in memory any more.`,
    meaning: 'Nothing was changed. Secrets end with the process that was given them.',
    remedy: 'Give the login again.',
  }
}
