/** Secrets in memory only: all of them while there is no vault, and none that a vault holds. */
import type { SecretInfo, SecretKind } from '../../shared/vault/model.ts'

export interface MemorySecret {
  readonly kind: SecretKind
  readonly updatedAt: string
  /** The memory's own: wiped when it is replaced or forgotten. */
  readonly bytes: Buffer
}

export interface Memory {
  put(id: string, secret: MemorySecret): void
  get(id: string): MemorySecret | undefined
  list(): readonly SecretInfo[]
  entries(): readonly (readonly [string, MemorySecret])[]
  forget(id: string): void
  clear(): void
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
    entries: () => [...secrets],
    forget,
    clear() {
      for (const id of [...secrets.keys()]) forget(id)
    },
  }
}
