/** Locks the vault when nobody is there, and in all processes at once. */
import { ok } from '../../shared/problem.ts'
import type { SettingsStore } from '../settings/service.ts'
import { createLockRequests } from './lock-requests.ts'
import type { Locking, Vault } from './service.ts'

export interface LockingOptions {
  readonly vault: Vault
  readonly settings: SettingsStore
  /** Of the vault's file. */
  readonly path: string
  /** Whether somebody sits in front of this process, who may go away. A command ends with its work instead. */
  readonly hasPages: boolean
}

/** How often time and other processes are looked at while the vault is open, ms. */
export const LOOK_MS = 5_000

/** A moment on two clocks, ms. */
export interface Moment {
  /** Of the calendar: goes on while the computer sleeps, and can be set. */
  readonly wall: number
  /** Since the start of the process: cannot be set, and may stand still while the computer sleeps. */
  readonly steady: number
}

/** How long it is ago, by the clock that says longer: neither sleep nor a clock that is set back keeps it open. */
export function idleMs(since: Moment, now: Moment): number {
  return Math.max(now.wall - since.wall, now.steady - since.steady)
}

export function createLocking({ vault, settings, path, hasPages }: LockingOptions): Locking {
  const requests = createLockRequests(path)
  let since = moment()
  let stopWatch: (() => void) | undefined
  const closed = new AbortController()

  const look = (): void => {
    const minutes = hasPages ? settings.get().lockAfterMinutes : null
    if (minutes !== null && idleMs(since, moment()) >= minutes * 60_000) vault.lock(idleWords(minutes))
    else void vault.look()
  }
  /** Only while it is open is there anything to look at. */
  const begin = (): (() => void) => {
    since = moment()
    const timer = setInterval(look, LOOK_MS)
    timer.unref()
    const stopRequests = requests.watch(() => void vault.look())
    return () => {
      clearInterval(timer)
      stopRequests()
    }
  }
  const follow = async (): Promise<void> => {
    for await (const { state } of vault.watch(closed.signal)) {
      if (state === 'open') stopWatch ??= begin()
      else {
        stopWatch?.()
        stopWatch = undefined
      }
    }
    stopWatch?.()
  }
  void follow()

  return {
    active() {
      since = moment()
    },
    away(because) {
      if (settings.get().lockWithScreen) vault.lock(because)
    },
    async lockAll(because) {
      vault.lock(because)
      const { state } = vault.status()
      if (state === 'unset' || state === 'session') return ok(undefined)
      return requests.make(because ?? 'It was locked from another window or command.')
    },
    close: () => closed.abort(),
  }
}

function moment(): Moment {
  return { wall: Date.now(), steady: performance.now() }
}

function idleWords(minutes: number): string {
  return `Nobody was here for ${minutes === 1 ? 'a minute' : `${minutes} minutes`}.`
}
