/** Where credentials live. This version keeps them in memory only: they end with the process. */

/** Hands the secret to `fn` and nowhere else. */
export type UseSecret = <T>(fn: (secret: string) => Promise<T>) => Promise<T>

/** A secret that is tried out while the one known before stays what it is. */
interface OfferedSecret {
  /** Hands out this secret; once it was kept, whatever the vault holds by then. */
  readonly use: UseSecret
  /** It works: it takes the place of the one known before. */
  keep(): void
  /** It does not: wiped. */
  drop(): void
}

export interface Vault {
  /** Stores or replaces the secret of `id`. */
  put(id: string, secret: string): void
  offer(id: string, secret: string): OfferedSecret
  has(id: string): boolean
  /** Hands the secret to `fn`; throws when there is none (ask `has` first). */
  use<T>(id: string, fn: (secret: string) => Promise<T>): Promise<T>
  forget(id: string): void
  /** Drops everything. */
  clear(): void
}
