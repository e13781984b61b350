import { createHash } from 'node:crypto'

/** Letters and digits that depend on the seed only: a lab's secrets protect nothing but the lab. */
export function secretFrom(seed: string, purpose: string, length: number): string {
  const digest = createHash('sha512').update(`${purpose}\n${seed}`).digest('base64')
  return digest.replaceAll(/[^A-Za-z0-9]/g, '').slice(0, length)
}
