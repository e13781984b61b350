import { createHash, timingSafeEqual } from 'node:crypto'

/** Letters and digits that depend on the seed only: a lab's secrets protect nothing but the lab. */
export function secretFrom(seed: string, purpose: string, length: number): string {
  const digest = createHash('sha512').update(`${purpose}\n${seed}`).digest('base64')
  return digest.replaceAll(/[^A-Za-z0-9]/g, '').slice(0, length)
}

/** Compares in a time that does not depend on where two texts differ. Nothing equals the empty text. */
export function sameSecret(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(a), digest(b)) && a !== ''
}
