import type { UntilUnlocked, Vault } from './service.ts'

/** For those who have a session that is over, and cannot log in again while the vault is locked. */
export function untilUnlocked(vault: Pick<Vault, 'watch'>): UntilUnlocked {
  return async (signal) => {
    for await (const { state } of vault.watch(signal)) if (state !== 'locked') return
  }
}
