/** Slots: the ways to the vault's key. */
import { randomUUID, type KeyObject } from 'node:crypto'
import { FORMAT, FORMAT_VERSION, type Slot } from './format.ts'
import { deriveKey, keyOf, open, seal, type Plain } from './seal.ts'

/** A slot that holds nothing yet. */
export type EmptySlot = Slot extends infer One ? (One extends Slot ? Omit<One, 'sealed'> : never) : never

/** What every slot has, besides what its kind needs. */
export function newSlot(now: Date): { readonly id: string; readonly createdAt: string } {
  return { id: randomUUID(), createdAt: now.toISOString() }
}

/** Puts the vault's key into a slot. `by`: the slot's own key, from a passphrase, a code or a device. */
export function fillSlot(vaultId: string, slot: EmptySlot, by: KeyObject, vaultKey: KeyObject): Slot {
  const bytes = vaultKey.export()
  try {
    return { ...slot, sealed: seal(slotKey(vaultId, slot, by), bound(vaultId, slot), bytes) }
  } finally {
    bytes.fill(0)
  }
}

/** The vault's key; undefined when `by` is not the slot's key, or the slot was changed. */
export function openSlot(vaultId: string, slot: Slot, by: KeyObject): KeyObject | undefined {
  const { sealed, ...empty } = slot
  const bytes = open(slotKey(vaultId, empty, by), bound(vaultId, empty), sealed)
  return bytes && keyOf(bytes)
}

function slotKey(vaultId: string, slot: EmptySlot, by: KeyObject): KeyObject {
  return deriveKey(by, vaultId, ['slot', slot.id, slot.kind])
}

/** All of the slot is bound to what it holds: whoever lowers its cost or moves it to another vault gets nothing. */
function bound(vaultId: string, slot: EmptySlot): Plain {
  return [FORMAT, FORMAT_VERSION, vaultId, 'slot', slot]
}
