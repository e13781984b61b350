import type { SlotKind, VaultSlot, VaultStatus } from '../../../shared/vault/model.ts'
import type { VaultTab } from '../../app/search.ts'
import type { Tone } from '../../ui/state-label.tsx'

export const TAB_WORDS: Readonly<Record<VaultTab, string>> = {
  stored: 'What is stored',
  ways: 'Ways to open',
  copies: 'Copies',
  audit: 'Audit log',
}

/** With its article, as in "removes the passphrase". */
export const WAY_WORDS: Readonly<Record<SlotKind, { readonly name: string; readonly the: string }>> = {
  passphrase: { name: 'Passphrase', the: 'the passphrase' },
  recovery: { name: 'Recovery code', the: 'the recovery code' },
  device: { name: 'Keychain of this computer', the: 'the keychain of this computer' },
}

export interface StateWords {
  readonly tone: Tone
  readonly word: string
  /** What that means for whoever works with it. */
  readonly meaning: string
}

/** `waits`: somebody cannot go on while the vault is locked. */
export function stateWords(status: VaultStatus, waits: boolean): StateWords {
  switch (status.state) {
    case 'unset':
      return {
        tone: 'pending',
        word: 'Not set up',
        meaning: 'Credentials are in memory only, and gone when Palletjack is closed. Nothing is written.',
      }
    case 'session':
      return {
        tone: 'pending',
        word: 'In memory',
        meaning: 'As somebody chose: credentials are gone when Palletjack is closed. Nothing is written.',
      }
    case 'locked':
      return {
        tone: waits ? 'action' : 'pending',
        word: 'Locked',
        meaning: 'No credential can be used. What is connected stays so until it has to log in again.',
      }
    case 'open':
      return {
        tone: 'done',
        word: 'Open',
        meaning: 'Runs and checks use the credentials in it. No page and no answer ever shows one.',
      }
    case 'damaged':
      return {
        tone: 'failed',
        word: 'Damaged',
        meaning: `${status.problem.message} Nothing was deleted.`,
      }
  }
}

/** The ways of a vault that is there; of any other none. */
export function slotsOf(status: VaultStatus): readonly VaultSlot[] {
  return status.state === 'open' || status.state === 'locked' ? status.slots : []
}

export function isInMemory(status: VaultStatus): boolean {
  return status.state === 'unset' || status.state === 'session'
}

/** Why what is sealed cannot be changed or taken out now; undefined: it can. */
export function closedReason(status: VaultStatus): string | undefined {
  switch (status.state) {
    case 'open':
      return undefined
    case 'locked':
      return 'Unlock the vault first.'
    case 'damaged':
      return 'The vault is damaged; see above.'
    case 'unset':
    case 'session':
      return 'Set up the vault first.'
  }
}

/** "passphrase, recovery code and keychain" */
export function waysText(slots: readonly VaultSlot[]): string {
  const names = (['passphrase', 'recovery', 'device'] as const)
    .filter((kind) => slots.some((slot) => slot.kind === kind))
    .map((kind) => WAY_WORDS[kind].the)
  const last = names.pop()
  return names.length === 0 ? (last ?? 'nothing') : `${names.join(', ')} or ${last}`
}
