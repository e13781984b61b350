/** Providers of the state directory, by name. */
import type { Client } from '../../shared/contract/contract.ts'
import type { Provider } from '../../shared/provider/model.ts'
import { ok, type Result } from '../../shared/problem.ts'
import { attempt, inputFault } from './outcome.ts'
import { PASSWORD, readSecret, TOKEN } from './password.ts'
import type { CommandContext } from './command-context.ts'

const NAMED = 10

export async function findKnown(
  client: Client,
  name: string,
  signal: AbortSignal,
): Promise<Result<Provider>> {
  const list = await attempt(client.providers.list(), signal)
  if (!list.ok) return list
  const exact = list.value.find((one) => one.name === name)
  const others = list.value.filter((one) => one.name.toLowerCase() === name.toLowerCase())
  const found = exact ?? (others.length === 1 ? others[0] : undefined)
  if (found) return ok(found)
  const sorted = list.value.map((one) => one.name).sort((a, b) => a.localeCompare(b))
  const names = sorted.slice(0, NAMED).map((known) => `"${known}"`)
  const more = list.value.length - names.length
  return inputFault(
    'provider',
    `No provider named "${name}" is known in this state directory.`,
    names.length === 0
      ? 'None is known there: add one in the application, name the server itself with --vcenter, --kubeconfig or --cluster, or name another directory with --home.'
      : `Known are ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}.`,
  )
}

export interface Keys {
  readonly passwordFd?: number
  readonly tokenFd?: number
  /** Text of a kubeconfig. */
  readonly kubeconfig: string | undefined
}

/** Gives a known provider what it is logged in with: credentials end with each process. */
export async function unlockKnown(
  client: Client,
  provider: Provider,
  keys: Keys,
  context: Pick<CommandContext, 'stdin' | 'stderr'>,
  signal: AbortSignal,
): Promise<Result<void>> {
  const { id, name, credential } = provider
  const stray = strayKey(credential, keys)
  if (stray !== undefined)
    return inputFault(
      'credential',
      `${name} ${LOGINS[credential]}, so ${stray} does not go with it.`,
      `Leave ${stray} out${credential === 'none' ? '' : `, and use ${KEYS[credential]}`}.`,
    )
  if (credential === 'none' || provider.status.state === 'connected') return ok(undefined)
  const secret = await readKey(provider, keys, context, signal)
  if (!secret.ok) return secret
  const unlocked = await attempt(client.providers.reconnect({ id, secret: secret.value }), signal)
  return unlocked.ok ? ok(undefined) : unlocked
}

type Credential = Provider['credential']

const KEYS = { password: '--password-fd', token: '--token-fd', kubeconfig: '--kubeconfig' } as const
const LOGINS: Readonly<Record<Credential, string>> = {
  password: 'is logged in with a password',
  token: 'is logged in with a token',
  kubeconfig: 'is logged in with a kubeconfig',
  none: 'is an inventory file and needs no login',
}

function strayKey(credential: Credential, keys: Keys): string | undefined {
  const given: Readonly<Record<keyof typeof KEYS, unknown>> = {
    password: keys.passwordFd,
    token: keys.tokenFd,
    kubeconfig: keys.kubeconfig,
  }
  const kinds = ['password', 'token', 'kubeconfig'] as const
  const stray = kinds.find((kind) => kind !== credential && given[kind] !== undefined)
  return stray && KEYS[stray]
}

async function readKey(
  { name, username, credential }: Provider,
  { passwordFd, tokenFd, kubeconfig }: Keys,
  context: Pick<CommandContext, 'stdin' | 'stderr'>,
  signal: AbortSignal,
): Promise<Result<string>> {
  if (credential === 'password')
    return readSecret(PASSWORD, context, passwordFd, `${username} at ${name}`, signal)
  if (credential === 'token') return readSecret(TOKEN, context, tokenFd, name, signal)
  if (kubeconfig !== undefined) return ok(kubeconfig)
  return inputFault(
    'kubeconfig',
    `The kubeconfig of ${name} is needed: it is kept in memory only, and ended with the last process.`,
    'Give it with --kubeconfig FILE.',
  )
}
