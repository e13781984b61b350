/** What a process knows of the vault's file, and how that is told. */
import type { Problem } from '../../shared/problem.ts'
import type { SecretInfo, VaultSlot, VaultStatus } from '../../shared/vault/model.ts'
import type { OpenDocument } from './document.ts'
import type { Slot, VaultDocument } from './format.ts'
import type { VaultFile } from './vault-file.ts'

export type Held =
  | { readonly state: 'unset' | 'session' }
  | {
      readonly state: 'locked'
      readonly document: VaultDocument
      readonly because?: string | undefined
      readonly retryAt?: string | undefined
    }
  | {
      readonly state: 'open'
      readonly opened: OpenDocument
      readonly since: string
      /** The last request to lock it that is older than its opening. */
      readonly asked: string | undefined
    }
  | {
      readonly state: 'damaged'
      readonly problem: Problem
      readonly hasPrevious: boolean
      /** What could be read, and was shown to be wrong by who opened it. */
      readonly document?: VaultDocument
    }

/** Those that are not among the others. */
export function without(slots: readonly Slot[], others: readonly Slot[]): Slot[] {
  return slots.filter((one) => !others.some((other) => other.id === one.id))
}

/** At the start, as the file tells. */
export async function heldBy(file: VaultFile, retryAt: string | undefined): Promise<Held> {
  const read = await file.read()
  if (read.ok) return read.value ? { state: 'locked', document: read.value, retryAt } : { state: 'unset' }
  return damagedBy(file, read.problem)
}

/** `document`: as far as it could be read. */
export async function damagedBy(file: VaultFile, problem: Problem, document?: VaultDocument): Promise<Held> {
  const previous = await file.readPrevious()
  const hasPrevious = previous.ok && previous.value !== undefined
  return { state: 'damaged', problem, hasPrevious, ...(document && { document }) }
}

export function isSame(one: VaultDocument | undefined, other: VaultDocument | undefined): boolean {
  return one !== undefined && JSON.stringify(one) === JSON.stringify(other)
}

export function documentOf(held: Held): VaultDocument | undefined {
  if (held.state === 'open') return held.opened.document
  return held.state === 'locked' ? held.document : undefined
}

export function statusOf(held: Held): VaultStatus {
  switch (held.state) {
    case 'unset':
    case 'session':
      return { state: held.state }
    case 'locked':
      return {
        state: 'locked',
        slots: held.document.slots.map(slotView),
        ...(held.because !== undefined && { because: held.because }),
        ...(held.retryAt !== undefined && { retryAt: held.retryAt }),
      }
    case 'open':
      return { state: 'open', slots: held.opened.document.slots.map(slotView), since: held.since }
    case 'damaged':
      return { state: 'damaged', problem: held.problem, hasPrevious: held.hasPrevious }
  }
}

function slotView(slot: Slot): VaultSlot {
  const { id, kind, createdAt } = slot
  return { id, kind, createdAt, ...(slot.kind === 'device' && { backend: slot.backend }) }
}

export function infoOf({ id, kind, updatedAt, fingerprint }: VaultDocument['records'][number]): SecretInfo {
  return { id, kind, updatedAt, fingerprint }
}
