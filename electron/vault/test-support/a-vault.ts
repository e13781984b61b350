/** A vault in a folder of its own, with the least costs, and a device that keeps keys in memory. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fail, ok } from '../../../shared/problem.ts'
import type { DeviceKeys, Vault } from '../service.ts'
import { createVault } from '../vault.ts'

export const PASSPHRASE = 'a long passphrase'
const LEAST = { memoryKib: 19_456, passes: 2, lanes: 1 }

interface FakeDevice extends DeviceKeys {
  /** As when the user of the system was made anew. */
  forget(): void
  /** Name of the store from now on, as by another door of the program. */
  be(backend: string): void
  /** Whether what is opened from now on should be sealed anew. */
  age(isOld: boolean): void
  /** How many keys were sealed and never dropped. */
  kept(): number
}

export interface VaultPlace {
  readonly folder: string
  readonly path: string
  readonly device: FakeDevice
  /** Moves the clock. */
  pass(ms: number): void
  /** Another process: nothing but the file in common. `onLocked` as in VaultOptions. */
  open(onLocked?: (because: string) => void): Promise<Vault>
  remove(): Promise<void>
}

export async function aVaultPlace(): Promise<VaultPlace> {
  const folder = await mkdtemp(join(tmpdir(), 'palletjack-vault-'))
  const path = join(folder, 'vault.json')
  const device = fakeDevice()
  let clock = Date.parse('2026-11-27T22:00:00Z')
  return {
    folder,
    path,
    device,
    pass(ms) {
      clock += ms
    },
    open: (onLocked) =>
      createVault({
        ...{ path, device, cost: LEAST, now: () => new Date(clock) },
        ...(onLocked && { onLocked }),
      }),
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

function fakeDevice(): FakeDevice {
  let mask = 90
  let backend = 'test_store'
  let isOld = false
  let kept = 0
  const masked = (bytes: Buffer) => Buffer.from(bytes.map((byte) => byte ^ mask))
  return {
    backend: () => Promise.resolve(ok(backend)),
    seal(key) {
      kept++
      return Promise.resolve(ok(Buffer.concat([Buffer.from([mask]), masked(key)])))
    },
    open(sealed) {
      if (sealed[0] === mask) return Promise.resolve(ok({ key: masked(sealed.subarray(1)), again: isOld }))
      const problem = { code: 'vault.keychain-changed', message: 'Changed.', remedy: 'Unlock another way.' }
      return Promise.resolve(fail(problem))
    },
    drop() {
      kept--
      return Promise.resolve()
    },
    forget() {
      mask++
    },
    be(name) {
      backend = name
    },
    age(old) {
      isOld = old
    },
    kept: () => kept,
  }
}
