/** Where credentials live. This version keeps them in memory only: they end with the process. */
export interface Vault {
  /** Stores or replaces the secret of `id`. */
  put(id: string, secret: string): void
  has(id: string): boolean
  /** Hands the secret to `fn`; throws when there is none (ask `has` first). */
  use<T>(id: string, fn: (secret: string) => Promise<T>): Promise<T>
  forget(id: string): void
  /** Drops everything. */
  clear(): void
}
