/** A vault of one secret, for tests of those who log in. */
import type { UseSecret } from '../service.ts'

export function lending(secret: string): UseSecret {
  return (fn) => fn(Buffer.from(secret, 'utf8'))
}
