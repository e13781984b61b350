/** The recovery code: 128 random bits that a person can write down, read out and type again. */
import { sha256 } from '@noble/hashes/sha2.js'

/** Crockford's Base32: no I, L, O or U, so that nothing is mistaken for another. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const CHECK_BYTES = 4
const GROUP = /.{4}/g

/** How many random bytes a code stands for. */
export const RECOVERY_BYTES = 16

/** Eight groups of four letters, for example "7Q2M-K0ZT-...": the bits, and a checksum for who types them again. */
export function recoveryCodeOf(random: Uint8Array): string {
  if (random.length !== RECOVERY_BYTES) throw new Error(`${random.length} bytes make no recovery code`)
  let number = numberOf([...random, ...checkOf(random)])
  let letters = ''
  for (let left = ((RECOVERY_BYTES + CHECK_BYTES) * 8) / 5; left > 0; left--) {
    letters = LETTERS.charAt(Number(number % 32n)) + letters
    number /= 32n
  }
  return (letters.match(GROUP) ?? []).join('-')
}

/** The bytes of a typed code; undefined when it is not one, for example since a letter was mistaken. */
export function readRecoveryCode(typed: string): Uint8Array | undefined {
  const letters = typed.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1')
  if (letters.length !== ((RECOVERY_BYTES + CHECK_BYTES) * 8) / 5) return undefined
  let number = 0n
  for (const letter of letters) {
    const value = LETTERS.indexOf(letter)
    if (value < 0) return undefined
    number = number * 32n + BigInt(value)
  }
  const bytes = bytesOf(number, RECOVERY_BYTES + CHECK_BYTES)
  const random = bytes.slice(0, RECOVERY_BYTES)
  const check = checkOf(random)
  return bytes.slice(RECOVERY_BYTES).every((byte, index) => byte === check[index]) ? random : undefined
}

function checkOf(random: Uint8Array): Uint8Array {
  const label = Array.from('palletjack recovery code', (letter) => letter.charCodeAt(0))
  return sha256(Uint8Array.from([...label, ...random])).slice(0, CHECK_BYTES)
}

function numberOf(bytes: readonly number[]): bigint {
  return bytes.reduce((number, byte) => number * 256n + BigInt(byte), 0n)
}

function bytesOf(number: bigint, size: number): Uint8Array {
  return Uint8Array.from({ length: size }, (_, index) =>
    Number((number >> BigInt(8 * (size - 1 - index))) & 255n),
  )
}
