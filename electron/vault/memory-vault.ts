import type { Vault } from './service.ts'

/** Keeps secrets in memory only, as bytes, so that they can be wiped. */
export function createMemoryVault(): Vault {
  const secrets = new Map<string, Buffer>()
  const forget = (id: string): void => {
    secrets.get(id)?.fill(0)
    secrets.delete(id)
  }
  return {
    put(id, secret) {
      forget(id)
      secrets.set(id, Buffer.from(secret, 'utf8'))
    },
    has: (id) => secrets.has(id),
    async use(id, fn) {
      const secret = secrets.get(id)
      if (!secret) throw new Error(`the vault holds nothing for ${id}`)
      return await fn(secret.toString('utf8'))
    },
    forget,
    clear() {
      for (const id of [...secrets.keys()]) forget(id)
    },
  }
}
