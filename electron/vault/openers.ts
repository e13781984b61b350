/** From what a person or the operating system has to the vault's key, and back into a slot. */
import type { KeyObject } from 'node:crypto'
import { fail, ok, type Result } from '../../shared/problem.ts'
import { keptElsewhere, keychainChanged } from '../../shared/vault/keychain.ts'
import { readRecoveryCode } from '../../shared/vault/recovery-code.ts'
import type { Attempts } from './attempts.ts'
import type { Slot, VaultDocument } from './format.ts'
import { noSuchSlot, tooEarly, wrongCode, wrongPassphrase } from './problems.ts'
import { keyOf, newKeyBytes } from './seal.ts'
import { fillSlot, newSlot, openSlot } from './slots.ts'
import type { UnlockInput } from '../../shared/vault/model.ts'
import type { DeviceKeys } from './service.ts'
import { newStretch, stretch, type StretchCost } from './stretch.ts'

/** `again`: this computer's slot should be made anew. */
interface FoundKey {
  readonly key: KeyObject
  readonly again: boolean
}

export interface Openers {
  open(document: VaultDocument, input: UnlockInput): Promise<Result<FoundKey>>
  /** Problems vault.no-slot, vault.wait, vault.wrong-passphrase. */
  byPassphrase(document: VaultDocument, passphrase: string): Promise<Result<KeyObject>>
  /** When the next passphrase is taken; undefined: now. */
  retryAt(): Promise<Date | undefined>
  /** Problems vault.no-slot, vault.wrong-code. Never slowed down: a code cannot be guessed. */
  byRecoveryCode(document: VaultDocument, code: string): Result<KeyObject>
  /** Problems vault.no-slot, vault.no-keychain, vault.keychain-changed. */
  byDevice(document: VaultDocument): Promise<Result<FoundKey>>
  passphraseSlot(vaultId: string, vaultKey: KeyObject, passphrase: string): Promise<Slot>
  /** Problem vault.wrong-code for a text that is no code. */
  recoverySlot(vaultId: string, vaultKey: KeyObject, code: string): Result<Slot>
  deviceSlot(vaultId: string, vaultKey: KeyObject): Promise<Result<Slot>>
  /** As DeviceKeys.backend. */
  backend(): Promise<Result<string>>
  /** The operating system need not keep the keys of these any more. Never fails. */
  drop(slots: readonly Slot[]): Promise<void>
}

export interface OpenersOptions {
  readonly device: DeviceKeys
  readonly attempts: Attempts
  readonly cost: () => Promise<StretchCost>
  readonly now: () => Date
}

export function createOpeners({ device, attempts, cost, now }: OpenersOptions): Openers {
  const openers: Openers = {
    async open(document, input) {
      if (input.by === 'device') return openers.byDevice(document)
      const key =
        input.by === 'passphrase'
          ? await openers.byPassphrase(document, input.passphrase)
          : openers.byRecoveryCode(document, input.code)
      return key.ok ? ok({ key: key.value, again: false }) : key
    },
    async byPassphrase(document, passphrase) {
      const slots = slotsOf(document, 'passphrase')
      if (slots.length === 0) return fail(noSuchSlot('a passphrase'))
      return attempts.alone(now(), async () => {
        const early = await attempts.retryAt(now())
        if (early) return fail(tooEarly(early, now()))
        // Before the work: who ends the process in the middle has tried all the same.
        await attempts.failed(now())
        for (const slot of slots) {
          const key = openSlot(document.vaultId, slot, await stretch(passphrase, slot.stretch))
          if (!key) continue
          await attempts.succeeded()
          return ok(key)
        }
        return fail(wrongPassphrase(await attempts.retryAt(now())))
      })
    },
    retryAt: () => attempts.retryAt(now()),
    byRecoveryCode(document, code) {
      const slots = slotsOf(document, 'recovery')
      if (slots.length === 0) return fail(noSuchSlot('a recovery code'))
      const bytes = readRecoveryCode(code)
      const by = bytes && keyOf(Buffer.from(bytes))
      const key = by && firstOf(slots, (slot) => openSlot(document.vaultId, slot, by))
      return key ? ok(key) : fail(wrongCode())
    },
    async byDevice(document) {
      const slots = slotsOf(document, 'device')
      const [first] = slots
      if (!first) return fail(noSuchSlot('this computer'))
      const backend = await device.backend()
      if (!backend.ok) return backend
      // The desktop application and the command line ask different stores, and each has a slot of its own.
      const slot = slots.find((one) => one.backend === backend.value)
      if (!slot) return fail(keptElsewhere(first.backend, backend.value))
      const opened = await device.open(Buffer.from(slot.deviceKey, 'base64'))
      if (!opened.ok) return opened
      const { key: bytes, again } = opened.value
      const key = openSlot(document.vaultId, slot, keyOf(bytes))
      return key ? ok({ key, again }) : fail(keychainChanged(slot.backend))
    },
    async passphraseSlot(vaultId, vaultKey, passphrase) {
      const empty = { kind: 'passphrase', ...newSlot(now()), stretch: newStretch(await cost()) } as const
      return fillSlot(vaultId, empty, await stretch(passphrase, empty.stretch), vaultKey)
    },
    recoverySlot(vaultId, vaultKey, code) {
      const bytes = readRecoveryCode(code)
      if (!bytes) return fail(wrongCode())
      const empty = { kind: 'recovery', ...newSlot(now()) } as const
      return ok(fillSlot(vaultId, empty, keyOf(Buffer.from(bytes)), vaultKey))
    },
    async deviceSlot(vaultId, vaultKey) {
      const backend = await device.backend()
      if (!backend.ok) return backend
      const key = newKeyBytes()
      const sealed = await device.seal(key)
      if (!sealed.ok) return sealed
      const deviceKey = sealed.value.toString('base64')
      const empty = { kind: 'device', ...newSlot(now()), backend: backend.value, deviceKey } as const
      return ok(fillSlot(vaultId, empty, keyOf(key), vaultKey))
    },
    backend: () => device.backend(),
    async drop(slots) {
      for (const slot of slots)
        if (slot.kind === 'device') await device.drop(Buffer.from(slot.deviceKey, 'base64'))
    },
  }
  return openers
}

type SlotOf<Kind extends Slot['kind']> = Extract<Slot, { kind: Kind }>

function slotsOf<Kind extends Slot['kind']>(document: VaultDocument, kind: Kind): SlotOf<Kind>[] {
  return document.slots.filter((slot): slot is SlotOf<Kind> => slot.kind === kind)
}

function firstOf<T, Found>(all: readonly T[], look: (one: T) => Found | undefined): Found | undefined {
  for (const one of all) {
    const found = look(one)
    if (found !== undefined) return found
  }
  return undefined
}
