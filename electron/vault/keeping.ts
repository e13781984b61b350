/** The vault's file while this process uses it: locked or open, and never ahead of what others wrote. */
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'
import { Topic } from '../../shared/topic.ts'
import type { SecretInfo, VaultSlot, VaultStatus } from '../../shared/vault/model.ts'
import { openDocument, type OpenDocument } from './document.ts'
import type { Slot, VaultDocument } from './format.ts'
import type { Openers } from './openers.ts'
import { exists, gone, locked, rolledBack, tampered } from './problems.ts'
import type { UnlockInput } from '../../shared/vault/model.ts'
import type { Before } from './service.ts'
import type { VaultFile } from './vault-file.ts'
import { withWriteLock } from './write-lock.ts'

type Held =
  | { readonly state: 'unset' | 'session' }
  | {
      readonly state: 'locked'
      readonly document: VaultDocument
      readonly because?: string | undefined
      readonly retryAt?: string | undefined
    }
  | { readonly state: 'open'; readonly opened: OpenDocument; readonly since: string }
  | { readonly state: 'damaged'; readonly problem: Problem; readonly hasPrevious: boolean }

export interface Keeping {
  readonly status: Topic<VaultStatus>
  readonly isInMemory: () => boolean
  readonly list: () => readonly SecretInfo[]
  become(next: Held): void
  /** What the file holds now, under the key in use. Problems vault.locked, vault.rolled-back, those of the file. */
  fresh(): Promise<Result<OpenDocument>>
  /** Replaces what the file holds, while no other process does. `forgetOld` as in VaultFile.write. */
  change(
    make: (opened: OpenDocument) => OpenDocument | Promise<Result<OpenDocument>>,
    options?: { readonly forgetOld?: boolean },
  ): Promise<Result<void>>
  /** Writes the first generation. Problem vault.exists. */
  begin(opened: OpenDocument, before: Before): Promise<Result<void>>
  /** The document as it is on the disk, opened by what a person or this computer has. */
  openBy(input: UnlockInput): Promise<Result<OpenDocument>>
  unlock(input: UnlockInput, before: Before): Promise<Result<void>>
  lock(because?: string): void
  /** A damaged file is copied aside, and the generation before takes its place. Answers the copy's path. */
  restorePrevious(): Promise<Result<string>>
  /** Removes every generation. */
  forgetAll(): Promise<Result<void>>
}

export async function createKeeping(file: VaultFile, openers: Openers, now: () => Date): Promise<Keeping> {
  const retryAt = async () => (await openers.retryAt())?.toISOString()
  let held = await heldBy(file, await retryAt())
  const status = new Topic<VaultStatus>(statusOf(held))
  const lockPath = `${file.path}.lock`
  const become = (next: Held): void => {
    held = next
    status.set(statusOf(next))
  }
  const opened = (value: OpenDocument): Held => ({ state: 'open', opened: value, since: now().toISOString() })

  const fresh: Keeping['fresh'] = async () => {
    if (held.state !== 'open') return fail(held.state === 'damaged' ? held.problem : locked())
    const known = held.opened
    const read = await file.read()
    if (!read.ok) return read
    if (!read.value) {
      become({ state: 'unset' })
      return fail(gone())
    }
    if (read.value.mac === known.document.mac) return ok(known)
    const current = openDocument(read.value, known.key)
    if (!current) {
      become({ state: 'locked', document: read.value, because: 'Its key was changed by another process.' })
      return fail(locked())
    }
    if (current.document.counter < known.document.counter) return fail(rolledBack())
    become({ ...held, opened: current })
    return ok(current)
  }

  const openBy: Keeping['openBy'] = async (input) => {
    // Anew: a passphrase may have been changed by another process.
    const read = await file.read()
    if (!read.ok) return read
    if (!read.value) return fail(gone())
    const key = await openers.open(read.value, input)
    if (!key.ok) return key
    const document = openDocument(read.value, key.value)
    return document ? ok(document) : fail(tampered())
  }

  return {
    status,
    become,
    isInMemory: () => held.state === 'unset' || held.state === 'session',
    list: () => (documentOf(held)?.records ?? []).map(infoOf),
    fresh,
    change: (make, options) =>
      withWriteLock(lockPath, async () => {
        const current = await fresh()
        if (!current.ok) return current
        const made = await make(current.value)
        const next = 'ok' in made ? made : ok(made)
        if (!next.ok) return next
        const written = await file.write(next.value.document, options)
        // It may have been locked meanwhile, and stays so.
        if (written.ok && held.state === 'open') become({ ...held, opened: next.value })
        return written
      }),
    begin: (first, before) =>
      withWriteLock(lockPath, async () => {
        const there = await file.read()
        if (!there.ok) return there
        if (there.value) return fail(exists())
        const told = before()
        if (!told.ok) return told
        const written = await file.write(first.document, { forgetOld: true })
        if (written.ok) become(opened(first))
        return written
      }),
    openBy,
    async unlock(input, before) {
      if (held.state === 'damaged') return fail(held.problem)
      if (held.state !== 'locked') return ok(undefined)
      const found = await openBy(input)
      if (!found.ok) {
        const at = await retryAt()
        if (held.state === 'locked' && held.retryAt !== at) become({ ...held, retryAt: at })
        return found
      }
      const told = before()
      if (!told.ok) return told
      become(opened(found.value))
      return ok(undefined)
    },
    lock(because) {
      if (held.state !== 'open') return
      become({ state: 'locked', document: held.opened.document, ...(because !== undefined && { because }) })
    },
    restorePrevious: () =>
      withWriteLock(lockPath, async () => {
        const previous = await file.readPrevious()
        if (!previous.ok) return previous
        if (!previous.value) return fail(gone())
        const copy = await file.copyAside(now())
        const written = await file.write(previous.value, { forgetOld: true })
        if (!written.ok) return written
        become({ state: 'locked', document: previous.value })
        return ok(copy)
      }),
    forgetAll: () =>
      withWriteLock(lockPath, async () => {
        await file.remove()
        become({ state: 'unset' })
        return ok(undefined)
      }),
  }
}

async function heldBy(file: VaultFile, retryAt: string | undefined): Promise<Held> {
  const read = await file.read()
  if (read.ok) return read.value ? { state: 'locked', document: read.value, retryAt } : { state: 'unset' }
  const previous = await file.readPrevious()
  return { state: 'damaged', problem: read.problem, hasPrevious: previous.ok && previous.value !== undefined }
}

function documentOf(held: Held): VaultDocument | undefined {
  if (held.state === 'open') return held.opened.document
  return held.state === 'locked' ? held.document : undefined
}

function statusOf(held: Held): VaultStatus {
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

function infoOf({ id, kind, updatedAt, fingerprint }: VaultDocument['records'][number]): SecretInfo {
  return { id, kind, updatedAt, fingerprint }
}
