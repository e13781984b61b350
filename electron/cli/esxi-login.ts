/** Hands the hosts of a command their login: asked for where neither the command line nor the vault has it. */
import type { EsxiHost, SshLogin } from '../../shared/esxi/model.ts'
import { ok, type Result } from '../../shared/problem.ts'
import { formatCount } from '../../shared/units.ts'
import type { LoginRequest } from './esxi-request.ts'
import type { EsxiJob } from './esxi-source.ts'
import { isEncryptedKey } from './key-file.ts'
import { readText } from './load.ts'
import { attempt, inputFault } from './outcome.ts'
import { HOST_PASSWORD, PASSPHRASE, readSecret } from './password.ts'
import { openVault } from './vault-open.ts'

const MOST_KEY_BYTES = 65_536
const NAMED = 3

/** The lab's hosts have their logins; their keys are trusted here, as nobody else could answer on this computer. */
export async function giveLogins(
  job: EsxiJob,
  hosts: readonly EsxiHost[],
  request: LoginRequest,
  openSsh: boolean,
): Promise<Result<void>> {
  if (job.isLab) return trustLab(job, hosts, openSsh)
  const wanted = await withoutLogin(job, hosts, request)
  if (!wanted.ok || wanted.value.length === 0) return wanted.ok ? ok(undefined) : wanted
  const login = await readLogin(job, wanted.value, request)
  if (!login.ok) return login
  const { client, providerId, interrupts } = job
  const hostIds = wanted.value.map(({ id }) => id)
  const set = await attempt(
    client.esxi.setLogin({ providerId, hostIds, login: login.value }),
    interrupts.first,
  )
  return set.ok ? ok(undefined) : set
}

/** The hosts that this command gives a login; where none was typed, those whose login is known need none. */
async function withoutLogin(
  { client, context, interrupts }: EsxiJob,
  hosts: readonly EsxiHost[],
  { username, how }: LoginRequest,
): Promise<Result<readonly EsxiHost[]>> {
  if (username !== undefined || how.kind !== 'password' || how.fd !== undefined) return ok(hosts)
  const missing = hosts.filter(({ login }) => login?.hasSecret !== true)
  if (missing.length === hosts.length) return ok(hosts)
  const opened = await openVault(client, context, interrupts.first)
  return opened.ok ? ok(missing) : opened
}

async function trustLab(job: EsxiJob, hosts: readonly EsxiHost[], openSsh: boolean): Promise<Result<void>> {
  const { client, providerId, interrupts } = job
  for (const { id: hostId, hostKey } of hosts) {
    if (hostKey) continue
    const key = await attempt(client.esxi.hostKey({ providerId, hostId, openSsh }), interrupts.first)
    if (interrupts.first.aborted && !key.ok) return key
    // A host that cannot be reached says so itself when it is worked on.
    if (!key.ok) continue
    const { sha256 } = key.value.shown
    const pinned = await attempt(client.esxi.trustHostKey({ providerId, hostId, sha256, openSsh }))
    if (!pinned.ok) return pinned
  }
  return ok(undefined)
}

async function readLogin(
  job: EsxiJob,
  hosts: readonly EsxiHost[],
  { username: typed, how }: LoginRequest,
): Promise<Result<SshLogin>> {
  if (how.kind === 'password') {
    const login = await readPassword(job, hosts, typed, how.fd)
    return login.ok ? ok({ kind: 'password', ...login.value }) : login
  }
  const user = userOf(hosts, typed)
  if (!user.ok) return user
  return how.kind === 'agent' ? ok({ kind: 'agent', username: user.value }) : readKey(job, user.value, how)
}

export interface PasswordLogin {
  readonly username: string
  readonly password: string
}

/** Whether the vault, or this process, holds the password of each host's API; opens the vault for it. */
export async function hasDirectLogins(
  { client, context, interrupts, providerId }: EsxiJob,
  hosts: readonly EsxiHost[],
): Promise<Result<boolean>> {
  const entries = await attempt(client.vault.entries(), interrupts.first)
  if (!entries.ok) return entries
  const held = new Set(entries.value.map(({ id }) => id))
  // The password of a host's shell is taken for its API too.
  const isHeld = ({ id, login }: EsxiHost): boolean =>
    held.has(`${providerId}/esxi/${id}/direct`) || (login?.kind === 'password' && login.hasSecret)
  if (!hosts.every(isHeld)) return ok(false)
  const opened = await openVault(client, context, interrupts.first)
  return opened.ok ? ok(true) : opened
}

/** Asks for the password of the user that was `typed`, or that the hosts were logged in to with before. */
export async function readPassword(
  { context, interrupts }: EsxiJob,
  hosts: readonly EsxiHost[],
  typed: string | undefined,
  fd: number | undefined,
): Promise<Result<PasswordLogin>> {
  const user = userOf(hosts, typed)
  if (!user.ok) return user
  const who = `${user.value} at ${shortList(hosts)}`
  const password = await readSecret(HOST_PASSWORD, context, fd, who, interrupts.first)
  return password.ok ? ok({ username: user.value, password: password.value }) : password
}

async function readKey(
  { context, interrupts }: EsxiJob,
  username: string,
  { file, passphraseFd }: { readonly file: string; readonly passphraseFd?: number },
): Promise<Result<SshLogin>> {
  const text = readText(file, '--key-file', MOST_KEY_BYTES)
  if (!text.ok) return text
  const privateKey = text.value
  if (!/PRIVATE KEY|^PuTTY-User-Key-File/m.test(privateKey))
    return inputFault(
      'key-file',
      `The file given with --key-file (${file}) holds no private key.`,
      'Name the private key, not the one that ends with .pub.',
    )
  if (passphraseFd === undefined && !isEncryptedKey(privateKey))
    return ok({ kind: 'key', username, privateKey })
  const passphrase = await readSecret(PASSPHRASE, context, passphraseFd, file, interrupts.first)
  return passphrase.ok ? ok({ kind: 'key', username, privateKey, passphrase: passphrase.value }) : passphrase
}

function userOf(hosts: readonly EsxiHost[], typed: string | undefined): Result<string> {
  const [first = 'root', ...others] = new Set(hosts.map(({ login }) => login?.username ?? 'root'))
  if (typed !== undefined || others.length === 0) return ok(typed ?? first)
  return inputFault(
    'user',
    'The hosts were logged in to with different users before.',
    'Name the user with --user, or run the command for each of them.',
  )
}

/** "esx-01, esx-02, esx-03 and 4 more hosts" */
export function shortList(hosts: readonly { readonly name: string }[]): string {
  const names = hosts.slice(0, NAMED).map(({ name }) => name)
  const more = hosts.length - names.length
  return more === 0 ? names.join(', ') : `${names.join(', ')} and ${formatCount(more, 'more host')}`
}
