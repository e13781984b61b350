/** Secrets in memory only: all of them while there is no vault, and beside one those of this process alone. */
import type { SecretInfo, SecretKind } from '../../shared/vault/model.ts'

interface MemorySecret {
  readonly kind: SecretKind
  readonly updatedAt: string
  /** The memory's own: wiped when it is replaced or forgotten. */
  readonly bytes: Buffer
  /** Of this process alone: it stays out of a vault. */
  readonly isLoose?: boolean | undefined
}

export interface Memory {
  put(id: string, secret: MemorySecret): void
  get(id: string): MemorySecret | undefined
  list(): readonly SecretInfo[]
  /** Those that a vault takes. */
  entries(): readonly (readonly [string, MemorySecret])[]
  forget(id: string): void
  /** All, or those that a vault took. */
  clear(which: 'all' | 'sealed'): void
}

export function createMemory(): Memory {
  const secrets = new Map<string, MemorySecret>()
  const forget = (id: string): void => {
    secrets.get(id)?.bytes.fill(0)
    secrets.delete(id)
  }
  return {
    put(id, secret) {
      forget(id)
      secrets.set(id, secret)
    },
    get: (id) => secrets.get(id),
    list: () => [...secrets].map(([id, { kind, updatedAt }]) => ({ id, kind, updatedAt })),
    entries: () => [...secrets].filter(([, { isLoose }]) => isLoose !== true),
    forget,
    clear(which) {
      for (const [id, { isLoose }] of [...secrets]) if (which === 'all' || isLoose !== true) forget(id)
    },
  }
}
