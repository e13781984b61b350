/** From a passphrase to a key, slowly: Argon2id (RFC 9106). */
import { argon2 as nodeArgon2, randomBytes, type Argon2Parameters, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import * as z from 'zod'
import { keyOf } from './seal.ts'

/**
 * How much work a guess costs. The floor is OWASP's for Argon2id; a file that asks for less was weakened. The
 * ceiling keeps a file from taking all memory of this computer.
 */
export const stretchSchema = z.strictObject({
  name: z.literal('argon2id'),
  memoryKib: z.int().min(19_456).max(1_048_576),
  passes: z.int().min(2).max(64),
  lanes: z.int().min(1).max(16),
  /** 16 random bytes in Base64. */
  salt: z.base64().length(24),
})

export type Stretch = z.infer<typeof stretchSchema>
export type StretchCost = Omit<Stretch, 'name' | 'salt'>

/** 64 MiB, three passes, four lanes: the second choice of RFC 9106 (section 4), for machines with little memory. */
export const STRETCH_COST: StretchCost = { memoryKib: 65_536, passes: 3, lanes: 4 }

const MAX_PASSES = 24

export function newStretch(cost: StretchCost): Stretch {
  return { name: 'argon2id', ...cost, salt: randomBytes(16).toString('base64') }
}

/** The key of a passphrase. Letters that look the same are the same, however a keyboard composes them (NFKC). */
export async function stretch(passphrase: string, by: Stretch): Promise<KeyObject> {
  const message = Buffer.from(passphrase.normalize('NFKC'), 'utf8')
  try {
    return keyOf(await hash(message, by))
  } finally {
    message.fill(0)
  }
}

/** As many passes as take about `aimMs` on this computer, and never less than the least cost. */
export async function measuredCost(aimMs = 500): Promise<StretchCost> {
  const began = performance.now()
  await stretch('how long does this take?', newStretch(STRETCH_COST))
  const perPass = (performance.now() - began) / STRETCH_COST.passes
  const passes = Math.min(MAX_PASSES, Math.max(STRETCH_COST.passes, Math.floor(aimMs / perPass)))
  return { ...STRETCH_COST, passes }
}

async function hash(message: Buffer, by: Stretch): Promise<Buffer> {
  const nonce = Buffer.from(by.salt, 'base64')
  try {
    return await nodeHash(message, nonce, by)
  } catch (error) {
    // The cryptography of Electron has no Argon2. The other one gives the same bytes, some seven times slower.
    if (!(error instanceof Error && 'code' in error && error.code === 'ERR_CRYPTO_ARGON2_NOT_SUPPORTED'))
      throw error
    return pureHash(message, nonce, by)
  }
}

export function nodeHash(message: Buffer, nonce: Buffer, by: StretchCost): Promise<Buffer> {
  const parameters: Argon2Parameters = {
    ...{ message, nonce, parallelism: by.lanes, tagLength: 32, memory: by.memoryKib, passes: by.passes },
  }
  return promisify(nodeArgon2)('argon2id', parameters)
}

/** In JavaScript, with pauses, so that the process goes on answering. */
export async function pureHash(message: Uint8Array, nonce: Uint8Array, by: StretchCost): Promise<Buffer> {
  const { argon2idAsync } = await import('@noble/hashes/argon2.js')
  const options = { t: by.passes, m: by.memoryKib, p: by.lanes, dkLen: 32, asyncTick: 10 }
  return Buffer.from(await argon2idAsync(message, nonce, options))
}
