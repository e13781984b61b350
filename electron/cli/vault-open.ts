/** The vault of a command: opened where it is needed, with what a person types or hands over. */
import type { Client } from '../../shared/contract/contract.ts'
import { ok, type Problem, type Result } from '../../shared/problem.ts'
import { readRecoveryCode } from '../../shared/vault/recovery-code.ts'
import type { Proof, VaultSlot, VaultStatus } from '../../shared/vault/model.ts'
import { attempt } from './outcome.ts'
import { readSecret, VAULT_PASSPHRASE } from './password.ts'
import { until } from './stream.ts'
import { problemText } from './text.ts'
import type { Asking } from './command-context.ts'

/** Wrong ones on the terminal before a command gives up. */
const TRIES = 3

export async function vaultStatus(client: Client, signal: AbortSignal): Promise<Result<VaultStatus>> {
  return attempt(
    (async () => {
      for await (const status of until(await client.vault.watch(undefined, { signal }), signal)) return status
      throw new Error('the state of the vault was never told')
    })(),
    signal,
  )
}

/**
 * Opens it if it is locked: with the descriptor that was named, else by the keychain where it was set up, else with
 * what is typed. Without a terminal the problem says what to hand over.
 */
export async function openVault(client: Client, context: Asking, signal: AbortSignal): Promise<Result<void>> {
  const status = await vaultStatus(client, signal)
  if (!status.ok) return status
  if (status.value.state !== 'locked') return ok(undefined)
  if (context.vaultPassphraseFd === undefined) {
    const byItself = await openByItself(client, status.value.slots, context, signal)
    if (!byItself.ok || byItself.value) return byItself.ok ? ok(undefined) : byItself
  }
  const proven = await proveVault(client, status.value.slots, context, signal)
  return proven.ok ? ok(undefined) : proven
}

/** Opens it where nobody has to be asked: with the descriptor that was named, or by the keychain. */
export async function openUnasked(
  client: Client,
  context: Asking,
  signal: AbortSignal,
): Promise<Result<boolean>> {
  const status = await vaultStatus(client, signal)
  if (!status.ok) return status
  if (status.value.state !== 'locked') return ok(status.value.state === 'open')
  if (context.vaultPassphraseFd === undefined)
    return openByItself(client, status.value.slots, context, signal)
  const proven = await proveVault(client, status.value.slots, context, signal)
  return proven.ok ? ok(true) : proven
}

/** False: nobody set it up, or the keychain did not open it, which is told. */
async function openByItself(
  client: Client,
  slots: readonly VaultSlot[],
  context: Asking,
  signal: AbortSignal,
): Promise<Result<boolean>> {
  if (!slots.some(({ kind }) => kind === 'device')) return ok(false)
  const settings = await attempt(client.session.settings(), signal)
  if (!settings.ok) return settings
  if (!settings.value.openAtStart) return ok(false)
  const opened = await attempt(client.vault.unlock({ by: 'device' }), signal)
  if (opened.ok) return ok(true)
  if (signal.aborted) return opened
  context.stderr.write(problemText(opened.problem))
  return ok(false)
}

/**
 * Opens it by a passphrase or the recovery code, and answers with that, for what asks the owner again. A wrong one on
 * the terminal is told and asked for again; one that was handed over is read once.
 */
export async function proveVault(
  client: Client,
  slots: readonly VaultSlot[],
  context: Asking,
  signal: AbortSignal,
): Promise<Result<Proof>> {
  for (let left = TRIES; ; left--) {
    const proof = await readProof(slots, context, signal)
    if (!proof.ok) return proof
    const unlocked = await attempt(client.vault.unlock(proof.value), signal)
    if (unlocked.ok) return proof
    const isLast = left === 1 || context.vaultPassphraseFd !== undefined
    if (isLast || !isWrong(unlocked.problem)) return unlocked
    context.stderr.write(problemText(unlocked.problem))
  }
}

/** What is typed or handed over: the passphrase, or the recovery code in its place. */
export async function readProof(
  slots: readonly VaultSlot[],
  context: Asking,
  signal: AbortSignal,
): Promise<Result<Proof>> {
  const who = slots.some(({ kind }) => kind === 'recovery') ? 'the vault (or its recovery code)' : 'the vault'
  const secret = await readSecret(VAULT_PASSPHRASE, context, context.vaultPassphraseFd, who, signal)
  return secret.ok ? ok(proofOf(slots, secret.value)) : secret
}

function isWrong({ code }: Problem): boolean {
  return code === 'vault.wrong-passphrase' || code === 'vault.wrong-code'
}

/** Eight groups of four, as a code is shown. */
const LIKE_A_CODE = /^[0-9a-z]{4}([- ][0-9a-z]{4}){7}$/i

/** Pure. */
export function proofOf(slots: readonly VaultSlot[], typed: string): Proof {
  const has = (wanted: VaultSlot['kind']) => slots.some(({ kind }) => kind === wanted)
  const isCode = has('recovery') && (!has('passphrase') || looksLikeCode(typed))
  return isCode
    ? { by: 'recovery', code: typed.trim().slice(0, 64) }
    : { by: 'passphrase', passphrase: typed }
}

/** Also with a slip of the hand, which is then told as a wrong code. */
function looksLikeCode(typed: string): boolean {
  return LIKE_A_CODE.test(typed.trim()) || readRecoveryCode(typed) !== undefined
}
