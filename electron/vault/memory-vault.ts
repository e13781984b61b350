import type { Vault } from './service.ts'

/** Keeps secrets in memory only, as bytes, so that they can be wiped. */
export function createMemoryVault(): Vault {
  const secrets = new Map<string, Buffer>()
  const take = (id: string, secret: Buffer): void => {
    forget(id)
    secrets.set(id, secret)
  }
  const forget = (id: string): void => {
    secrets.get(id)?.fill(0)
    secrets.delete(id)
  }
  const use: Vault['use'] = async (id, fn) => {
    const secret = secrets.get(id)
    if (!secret) throw new Error(`the vault holds nothing for ${id}`)
    return await fn(secret.toString('utf8'))
  }
  return {
    put: (id, secret) => take(id, Buffer.from(secret, 'utf8')),
    offer(id, secret) {
      let offered: Buffer | undefined = Buffer.from(secret, 'utf8')
      return {
        use: (fn) => (offered ? fn(offered.toString('utf8')) : use(id, fn)),
        keep() {
          if (offered) take(id, offered)
          offered = undefined
        },
        drop() {
          offered?.fill(0)
          offered = undefined
        },
      }
    },
    has: (id) => secrets.has(id),
    use,
    forget,
    clear() {
      for (const id of [...secrets.keys()]) forget(id)
    },
  }
}
