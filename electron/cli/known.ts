/** Providers of the state directory, by name. */
import type { Client } from '../../shared/contract/contract.ts'
import type { Provider } from '../../shared/provider/model.ts'
import { ok, type Result } from '../../shared/problem.ts'
import { attempt, inputFault, isMistake } from './outcome.ts'
import { PASSWORD, readSecret, TOKEN } from './password.ts'
import { openUnasked, openVault, vaultStatus } from './vault-open.ts'
import type { Asking } from './command-context.ts'

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

/**
 * Logs a known provider in: with what is handed over, else with what the vault holds of it, else with what is typed.
 * Beside a vault that nobody opens, what is handed over is used for this command alone.
 */
export async function unlockKnown(
  client: Client,
  provider: Provider,
  keys: Keys,
  context: Asking,
  signal: AbortSignal,
): Promise<Result<void>> {
  const { name, credential } = provider
  const stray = strayKey(credential, keys)
  if (stray !== undefined)
    return inputFault(
      'credential',
      `${name} ${LOGINS[credential]}, so ${stray} does not go with it.`,
      `Leave ${stray} out${credential === 'none' ? '' : `, and use ${KEYS[credential]}`}.`,
    )
  if (credential === 'none' || provider.status.state === 'connected') return ok(undefined)
  if (isKeyGiven(keys)) {
    const opened = await openUnasked(client, context, signal)
    return opened.ok ? logIn(client, provider, keys, context, signal) : opened
  }
  const held = await heldSecret(client, { ...provider, credential }, context, signal)
  if (!held.ok) return held
  return held.value
    ? reconnect(client, { id: provider.id }, signal)
    : logIn(client, provider, keys, context, signal)
}

type Known = Pick<Provider, 'id' | 'name'> & { readonly credential: keyof typeof KEYS }

/** Whether its secret is there to be used; opens the vault for it. */
async function heldSecret(
  client: Client,
  { id, name, credential }: Known,
  context: Asking,
  signal: AbortSignal,
): Promise<Result<boolean>> {
  const entries = await attempt(client.vault.entries(), signal)
  if (!entries.ok) return entries
  const isHeld = entries.value.some((entry) => entry.id === id)
  const status = await vaultStatus(client, signal)
  if (!status.ok || status.value.state !== 'locked') return status.ok ? ok(isHeld) : status
  const isAlone = context.stdin.isTTY !== true && context.vaultPassphraseFd === undefined
  // Its login cannot be typed then either, and that is told next.
  if (!isHeld && isAlone) return ok(false)
  const opened = await openVault(client, context, signal)
  if (opened.ok) return ok(isHeld)
  return isAlone && isMistake(opened.problem) ? lockedFault(name, KEYS[credential]) : opened
}

function lockedFault(name: string, flag: string) {
  return inputFault(
    'vault-locked',
    `The login of ${name} is in the vault, which is locked, and there is no terminal to ask for its passphrase.`,
    `Hand the passphrase over with --vault-passphrase-fd N, for example --vault-passphrase-fd 3 3<file, or the login itself with ${flag}.`,
  )
}

async function logIn(
  client: Client,
  provider: Provider,
  keys: Keys,
  context: Asking,
  signal: AbortSignal,
): Promise<Result<void>> {
  const secret = await readKey(provider, keys, context, signal)
  if (!secret.ok) return secret
  const status = await vaultStatus(client, signal)
  if (!status.ok) return status
  const kept = status.value.state !== 'locked' && status.value.state !== 'damaged'
  return reconnect(client, { id: provider.id, secret: secret.value, kept }, signal)
}

async function reconnect(
  client: Client,
  input: Parameters<Client['providers']['reconnect']>[0],
  signal: AbortSignal,
): Promise<Result<void>> {
  const connected = await attempt(client.providers.reconnect(input), signal)
  return connected.ok ? ok(undefined) : connected
}

type Credential = Provider['credential']

const KEYS = { password: '--password-fd', token: '--token-fd', kubeconfig: '--kubeconfig' } as const
const LOGINS: Readonly<Record<Credential, string>> = {
  password: 'is logged in with a password',
  token: 'is logged in with a token',
  kubeconfig: 'is logged in with a kubeconfig',
  none: 'is an inventory file and needs no login',
}

function isKeyGiven({ passwordFd, tokenFd, kubeconfig }: Keys): boolean {
  return [passwordFd, tokenFd, kubeconfig].some((one) => one !== undefined)
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
  context: Asking,
  signal: AbortSignal,
): Promise<Result<string>> {
  if (credential === 'password')
    return readSecret(PASSWORD, context, passwordFd, `${username} at ${name}`, signal)
  if (credential === 'token') return readSecret(TOKEN, context, tokenFd, name, signal)
  if (kubeconfig !== undefined) return ok(kubeconfig)
  return inputFault(
    'kubeconfig',
    `The kubeconfig of ${name} is needed: no vault holds it, so it ended with the last process.`,
    'Give it with --kubeconfig FILE.',
  )
}
