import { createHash } from 'node:crypto'

/** Values that depend on the seed and a label only, so that adding one object never shifts another. */
export interface Draw {
  /** First bytes of a hash of seed and label; at most 32. */
  bytes(label: string, count: number): Buffer
  /** Whole number from 0 to below `limit`. */
  int(label: string, limit: number): number
  /** Uuid text; `prefix` overwrites its first hexadecimal digits. */
  uuid(label: string, prefix?: string): string
  /** Printable text of letters and digits without look-alikes. */
  text(label: string, length: number): string
}

const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789'

export function createDraw(seed: string): Draw {
  const bytes = (label: string, count: number): Buffer =>
    createHash('sha256').update(seed).update('\0').update(label).digest().subarray(0, count)
  return {
    bytes,
    int: (label, limit) => bytes(label, 4).readUInt32BE() % limit,
    uuid: (label, prefix = '') => {
      const hex = prefix + bytes(label, 16).toString('hex').slice(prefix.length)
      return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join(
        '-',
      )
    },
    text: (label, length) => {
      const source = bytes(label, 32)
      return Array.from({ length }, (_, i) => LETTERS[(source[i % 32] ?? 0) % LETTERS.length]).join('')
    },
  }
}
