/** The vault's file while this process uses it: locked or open, and never ahead of what others wrote. */
import { fail, ok, type Result } from '../../shared/problem.ts'
import { Topic } from '../../shared/topic.ts'
import type { SecretInfo, VaultStatus } from '../../shared/vault/model.ts'
import { openDocument, withSlots, type OpenDocument } from './document.ts'
import type { Slot } from './format.ts'
import { damagedBy, documentOf, heldBy, infoOf, isSame, statusOf, without, type Held } from './held.ts'
import { reasonOf, type LockRequests } from './lock-requests.ts'
import type { Openers } from './openers.ts'
import { exists, gone, locked, notDamaged, rolledBack, tampered } from './problems.ts'
import type { UnlockInput } from '../../shared/vault/model.ts'
import type { Before } from './service.ts'
import type { VaultFile } from './vault-file.ts'
import { withWriteLock } from './write-lock.ts'

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
  /** Says why it is locked, where nothing else is said. */
  explain(because: string): void
  /** Locks it if another process asked for that. */
  look(): Promise<void>
  /**
   * A damaged file is copied aside, and the generation before takes its place. Answers the copy's path. Problem
   * vault.not-damaged: also where somebody else put it right meanwhile, which is taken over.
   */
  restorePrevious(): Promise<Result<string>>
  /** Removes every generation. */
  forgetAll(): Promise<Result<void>>
}

export interface KeepingParts {
  readonly file: VaultFile
  readonly openers: Openers
  readonly requests: LockRequests
  readonly now: () => Date
  /** Told when it was locked by what another process did. */
  readonly onLocked: (because: string) => void
}

const KEY_CHANGED = 'Its key was changed by another process.'
const MADE_ELSEWHERE = 'It was set up by another window or command.'

export async function createKeeping(parts: KeepingParts): Promise<Keeping> {
  const { file, openers, requests, now, onLocked } = parts
  const retryAt = async () => (await openers.retryAt())?.toISOString()
  let held = await heldBy(file, await retryAt())
  const status = new Topic<VaultStatus>(statusOf(held))
  const lockPath = `${file.path}.lock`
  const become = (next: Held): void => {
    held = next
    status.set(statusOf(next))
  }
  const becomeOpen = (opened: OpenDocument, asked: string | undefined): void =>
    become({ state: 'open', opened, since: now().toISOString(), asked })
  const open = () => (held.state === 'open' ? held : undefined)
  const shut = () => (held.state === 'locked' ? held : undefined)

  /** Counted also while it is locked: who unlocks at this moment is late. */
  let locks = 0
  const lock: Keeping['lock'] = (because) => {
    locks++
    if (held.state !== 'open') return
    become({ state: 'locked', document: held.opened.document, ...(because !== undefined && { because }) })
  }

  const look: Keeping['look'] = async () => {
    if (!open()) return
    const request = await requests.last()
    const its = open()
    if (!its || request === undefined || request === its.asked) return
    lock(reasonOf(request))
    onLocked(reasonOf(request))
  }

  const fresh: Keeping['fresh'] = async () => {
    await look()
    if (held.state === 'damaged') return fail(held.problem)
    const known = open()?.opened
    if (!known) return fail(locked())
    const read = await file.read()
    const its = open()
    if (!its) return fail(locked())
    if (!read.ok) return read
    if (!read.value) {
      become({ state: 'unset' })
      return fail(gone())
    }
    if (read.value.mac === known.document.mac) return ok(known)
    const current = openDocument(read.value, known.key)
    if (!current) {
      become({ state: 'locked', document: read.value, because: KEY_CHANGED })
      onLocked(KEY_CHANGED)
      return fail(locked())
    }
    if (current.document.counter < known.document.counter) return fail(rolledBack())
    become({ ...its, opened: current })
    return ok(current)
  }

  const change: Keeping['change'] = async (make, options) => {
    let dropped: readonly Slot[] = []
    const changed = await withWriteLock(lockPath, async () => {
      const current = await fresh()
      if (!current.ok) return current
      const made = await make(current.value)
      const next = 'ok' in made ? made : ok(made)
      if (!next.ok) return next
      const { document } = next.value
      const written = await file.write(document, options)
      const [before, after] = [current.value.document.slots, document.slots]
      dropped = written.ok ? without(before, after) : without(after, before)
      // It may have been locked meanwhile, and stays so.
      if (written.ok && held.state === 'open') become({ ...held, opened: next.value })
      else if (written.ok && held.state === 'locked') become({ ...held, document })
      return written
    })
    await openers.drop(dropped)
    return changed
  }

  /** A generation that the old key opens is not kept. That it fails is no failure: the old one still works. */
  const renewDeviceSlot = (): Promise<Result<void>> =>
    change(
      async (opened) => {
        const { vaultId, slots } = opened.document
        const made = await openers.deviceSlot(vaultId, opened.key)
        if (!made.ok) return made
        const its = made.value.kind === 'device' ? made.value.backend : ''
        const others = slots.filter((one) => one.kind !== 'device' || one.backend !== its)
        return ok(withSlots(opened, [...others, made.value]))
      },
      { forgetOld: true },
    )

  const find = async (
    input: UnlockInput,
  ): Promise<Result<{ readonly opened: OpenDocument; readonly again: boolean }>> => {
    // Anew: a passphrase may have been changed by another process.
    const read = await file.read()
    if (!read.ok) return read
    if (!read.value) {
      if (shut()) become({ state: 'unset' })
      return fail(gone())
    }
    const found = await openers.open(read.value, input)
    if (!found.ok) return found
    const opened = openDocument(read.value, found.value.key)
    if (opened) return ok({ opened, again: found.value.again })
    if (shut()) become(await damagedBy(file, tampered(), read.value))
    return fail(tampered())
  }

  return {
    status,
    become,
    isInMemory: () => held.state === 'unset' || held.state === 'session',
    list: () => (documentOf(held)?.records ?? []).map(infoOf),
    fresh,
    change,
    begin: (first, before) =>
      withWriteLock(lockPath, async () => {
        const there = await file.read()
        if (!there.ok) return there
        if (there.value) {
          become({ state: 'locked', document: there.value, because: MADE_ELSEWHERE })
          return fail(exists())
        }
        const told = before()
        if (!told.ok) return told
        const written = await file.write(first.document, { forgetOld: true })
        if (written.ok) becomeOpen(first, await requests.last())
        return written
      }),
    async openBy(input) {
      const found = await find(input)
      return found.ok ? ok(found.value.opened) : found
    },
    async unlock(input, before) {
      if (held.state === 'damaged') return fail(held.problem)
      if (held.state !== 'locked') return ok(undefined)
      // Before the work: who asks to lock it in the meantime is obeyed.
      const turn = locks
      const asked = await requests.last()
      const found = await find(input)
      if (!found.ok) {
        const at = await retryAt()
        const its = shut()
        if (its && its.retryAt !== at) become({ ...its, retryAt: at })
        return found
      }
      if (open()) return ok(undefined)
      if (turn !== locks || !shut()) return fail(locked())
      const told = before()
      if (!told.ok) return told
      becomeOpen(found.value.opened, asked)
      if (found.value.again) await renewDeviceSlot()
      await look()
      return open() ? ok(undefined) : fail(locked())
    },
    lock,
    explain(because) {
      if (held.state === 'locked' && held.because === undefined) become({ ...held, because })
    },
    look,
    restorePrevious: () =>
      withWriteLock(lockPath, async () => {
        if (held.state !== 'damaged') return fail(notDamaged())
        const read = await file.read()
        if (read.ok && !isSame(read.value, held.document)) {
          become(read.value ? { state: 'locked', document: read.value } : { state: 'unset' })
          return fail(notDamaged())
        }
        const previous = await file.readPrevious()
        if (!previous.ok) return previous
        if (!previous.value) return fail(gone())
        const copy = await file.copyAside(now())
        if (!copy.ok) return copy
        const written = await file.write(previous.value, { forgetOld: true })
        if (!written.ok) return written
        become({ state: 'locked', document: previous.value })
        return copy
      }),
    async forgetAll() {
      const slots = documentOf(held)?.slots ?? []
      const forgotten = await withWriteLock(lockPath, async () => {
        const removed = await file.remove()
        if (!removed.ok) return removed
        await requests.forget()
        become({ state: 'unset' })
        return ok(undefined)
      })
      if (forgotten.ok) await openers.drop(slots)
      return forgotten
    },
  }
}
