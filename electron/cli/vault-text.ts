/** The vault as a terminal shows it. Pure. */
import type { SlotKind, VaultEntry, VaultSlot, VaultStatus } from '../../shared/vault/model.ts'
import { fittedTable, printable } from './text.ts'
import { instant } from './time-stamp.ts'

export const WAYS: Readonly<Record<SlotKind, string>> = {
  passphrase: 'passphrase',
  recovery: 'recovery code',
  device: "this computer's keychain",
}

export function statusText(status: VaultStatus, entries: readonly VaultEntry[], width?: number): string {
  const parts = [stateText(status), ...waysText(status), ...entriesText(entries, width)]
  return `${parts.join('\n')}\n`
}

function stateText(status: VaultStatus): string {
  switch (status.state) {
    case 'unset':
    case 'session':
      return 'No vault is set up: credentials end with each process. Make one with palletjack vault create.'
    case 'damaged':
      return [
        `The vault cannot be used: ${printable(status.problem.message)}`,
        status.hasPrevious
          ? 'The generation before it can be put in its place with palletjack vault restore.'
          : 'There is no generation before it.',
      ].join('\n')
    case 'locked':
    case 'open':
      return 'A vault is set up. Every process opens it for itself, this one did not need to.'
  }
}

function waysText(status: VaultStatus): string[] {
  if (!('slots' in status)) return []
  return ['It opens by', ...status.slots.map((slot) => `  ${wayText(slot)}`)]
}

function wayText({ kind, backend, createdAt }: VaultSlot): string {
  const store = backend === undefined ? '' : ` (${printable(backend)})`
  return `${WAYS[kind]}${store}, set up ${instant(createdAt)}`
}

function entriesText(entries: readonly VaultEntry[], width?: number): string[] {
  if (entries.length === 0) return ['Nothing is stored.']
  const rows = entries.map(({ owner, what, updatedAt, lastUsedAt, lastUsedFor, plans }) => [
    owner === '' ? '-' : owner,
    what,
    instant(updatedAt),
    lastUsedAt === undefined ? 'never' : [instant(lastUsedAt), lastUsedFor ?? ''].join(' ').trim(),
    plans.length === 0 ? '-' : plans.join(', '),
  ])
  return [fittedTable(['For', 'Stored', 'Since', 'Last used', 'Needed by plans'], rows, width)]
}

/** "passphrase and recovery code" */
export function waysWords(kinds: readonly SlotKind[]): string {
  return kinds.map((kind) => WAYS[kind]).join(' and ')
}
