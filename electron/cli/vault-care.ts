/** `palletjack vault passphrase`, `recovery-code`, `keychain`, `rotate`: how the vault opens. */
import { ok, type Result } from '../../shared/problem.ts'
import type { Proof, SlotKind, VaultSlot, VaultStatus } from '../../shared/vault/model.ts'
import type { ExitCode } from './exit-codes.ts'
import { attempt, inputFault } from './outcome.ts'
import { NEW_PASSPHRASE } from './password.ts'
import {
  agreed,
  askOwner,
  descriptors,
  nothingToCheck,
  told,
  waysOf,
  withVault,
  type RawVaultOptions,
} from './vault-command.ts'
import {
  codePlace,
  readNewPassphrase,
  withNewCode,
  type CodePlace,
  type RawCodeOptions,
} from './vault-secrets.ts'
import { WAYS, waysWords } from './vault-text.ts'
import type { CommandContext } from './command-context.ts'

export interface RawPassphraseOptions extends RawVaultOptions {
  readonly newPassphraseFd?: string
}

/** Asks for the old one, or the recovery code, and for the new one twice. */
export function vaultPassphrase(context: CommandContext, raw: RawPassphraseOptions): Promise<ExitCode> {
  const check = (inner: CommandContext) =>
    descriptors(inner, { fresh: ['--new-passphrase-fd', raw.newPassphraseFd] })
  return withVault(context, raw, check, async (job, { fresh }) => {
    const owner = await askOwner(job)
    if (!owner.ok) return owner
    const of = 'the vault from now on'
    const signal = job.interrupts.first
    const passphrase = await readNewPassphrase(NEW_PASSPHRASE, job.context, fresh, of, signal)
    if (!passphrase.ok) return passphrase
    const { proof } = owner.value
    const set = await attempt(job.client.vault.setPassphrase({ proof, passphrase: passphrase.value }))
    if (!set.ok) return set
    return told(
      job,
      'The vault opens by the new passphrase; the old one opens it nowhere any more.',
      set.value,
    )
  })
}

export interface RawRecoveryOptions extends RawVaultOptions, RawCodeOptions {
  readonly remove?: boolean
}

/** A new code ends the old one; `remove` ends it without a new one. */
export function vaultRecoveryCode(context: CommandContext, raw: RawRecoveryOptions): Promise<ExitCode> {
  if (raw.remove === true) return vaultRemove(context, raw, 'recovery')
  const check = (): Result<CodePlace> => {
    const place = codePlace({ ...raw, recoveryCode: true }, context)
    return place.ok ? ok(place.value ?? {}) : place
  }
  return withVault(context, raw, check, async (job, place) => {
    const owner = await askOwner(job)
    if (!owner.ok) return owner
    const { proof } = owner.value
    const set = await withNewCode(context, place, (code) =>
      attempt(job.client.vault.setRecoveryCode({ proof, code })),
    )
    if (!set.ok) return set
    return told(job, 'An older recovery code opens the vault nowhere any more.', set.value)
  })
}

/** Lets the keychain of this computer open the vault. */
export function vaultKeychainAdd(context: CommandContext, raw: RawVaultOptions): Promise<ExitCode> {
  return withVault(context, raw, nothingToCheck, async (job) => {
    const ways = waysOf(job)
    if (!ways.ok) return ways
    const backend = await attempt(job.client.vault.device(), job.interrupts.first)
    if (!backend.ok) return backend
    const owner = await askOwner(job)
    if (!owner.ok) return owner
    const set = await attempt(job.client.vault.setDevice({ proof: owner.value.proof }))
    if (!set.ok) return set
    return told(job, `From now on ${WAYS.device} (${backend.value.backend}) opens the vault too.`, set.value)
  })
}

/** Takes a way away. */
export function vaultRemove(
  context: CommandContext,
  raw: RawVaultOptions,
  kind: Extract<SlotKind, 'recovery' | 'device'>,
): Promise<ExitCode> {
  return withVault(context, raw, nothingToCheck, async (job) => {
    const ways = waysOf(job)
    if (!ways.ok) return ways
    if (!ways.value.some((slot) => slot.kind === kind))
      return told(job, `The vault is not opened by ${WAYS[kind]}. Nothing was changed.`, job.status)
    const owner = await askOwner(job)
    if (!owner.ok) return owner
    const removed = await attempt(job.client.vault.removeWay({ proof: owner.value.proof, kind }))
    return removed.ok ? told(job, `The vault opens by ${WAYS[kind]} no more.`, removed.value) : removed
  })
}

export interface RawRotateOptions extends RawVaultOptions, RawCodeOptions {}

/** Everything under a new key. What nobody can show here opens the vault no more, which is told and asked first. */
export function vaultRotate(context: CommandContext, raw: RawRotateOptions): Promise<ExitCode> {
  const check = () => codePlace(raw, context)
  return withVault(context, raw, check, async (job, place) => {
    const owner = await askOwner(job)
    if (!owner.ok) return owner
    const { proof, slots } = owner.value
    const lost = lostBy(proof, slots, place !== undefined)
    if (lost.length > 0) {
      context.stderr.write(
        `With the new key the ${waysWords(lost)} opens the vault no more: it was not shown here.\n`,
      )
      const yes = await agreed(job, raw.yes === true, 'Go on?')
      if (!yes.ok) return yes.problem.code === 'input.yes' ? cannotAsk(lost) : yes
    }
    const rotate = (recoveryCode?: string): Promise<Result<VaultStatus>> =>
      attempt(job.client.vault.rotate({ proof, recoveryCode }))
    const rotated = place ? await withNewCode(context, place, rotate) : await rotate()
    return rotated.ok ? told(job, rotatedText(lost), rotated.value) : rotated
  })
}

/** The ways that end with a rotation. */
export function lostBy(proof: Proof, slots: readonly VaultSlot[], hasNewCode: boolean): SlotKind[] {
  const shown: SlotKind[] = [proof.by, 'device', ...(hasNewCode ? (['recovery'] as const) : [])]
  return [...new Set(slots.map(({ kind }) => kind))].filter((kind) => !shown.includes(kind))
}

function cannotAsk(lost: readonly SlotKind[]) {
  return inputFault(
    'yes',
    `The ${waysWords(lost)} would be lost, and there is nobody to ask here.`,
    lost.includes('recovery')
      ? 'Add --recovery-code-file FILE for a new code, or --yes to go on without one.'
      : 'Show the passphrase instead of the recovery code, or add --yes to go on without it.',
  )
}

function rotatedText(lost: readonly SlotKind[]): string {
  const now = 'Everything in the vault is under a new key.'
  return lost.length === 0 ? now : `${now} It is opened by the ${waysWords(lost)} no more.`
}
