/**
 * SHA-256 (FIPS 180-4) of a text's UTF-8 bytes, in hex. For names and serials that have to be the same on
 * every machine and in every shell; secrets are hashed by the platform's own cryptography, not by this.
 */
export function sha256Hex(text: string): string {
  const { view, blocks } = padded(utf8(text))
  const primes = firstPrimes(64)
  const constants = primes.map((prime) => fractionBits(Math.cbrt(prime)))
  let state = primes.slice(0, 8).map((prime) => fractionBits(Math.sqrt(prime)))
  for (let block = 0; block < blocks; block += 1) {
    state = compress(state, schedule(view, block * 64), constants)
  }
  return state.map((word) => word.toString(16).padStart(8, '0')).join('')
}

function utf8(text: string): number[] {
  // encodeURIComponent is the one UTF-8 encoder that the language itself has.
  const escaped = encodeURIComponent(text.toWellFormed())
  const bytes: number[] = []
  for (let index = 0; index < escaped.length; index += 1) {
    if (escaped.charAt(index) === '%') {
      bytes.push(Number.parseInt(escaped.slice(index + 1, index + 3), 16))
      index += 2
    } else {
      bytes.push(escaped.charCodeAt(index))
    }
  }
  return bytes
}

function padded(bytes: readonly number[]): { view: DataView; blocks: number } {
  const blocks = Math.ceil((bytes.length + 9) / 64)
  const buffer = new Uint8Array(blocks * 64)
  buffer.set(bytes)
  buffer[bytes.length] = 0x80
  const view = new DataView(buffer.buffer)
  view.setBigUint64(blocks * 64 - 8, BigInt(bytes.length) * 8n)
  return { view, blocks }
}

function schedule(view: DataView, offset: number): number[] {
  const words: number[] = []
  for (let index = 0; index < 16; index += 1) words.push(view.getUint32(offset + index * 4))
  const at = (index: number) => words[index] ?? 0
  for (let index = 16; index < 64; index += 1) {
    const early = at(index - 15)
    const late = at(index - 2)
    const s0 = rotate(early, 7) ^ rotate(early, 18) ^ (early >>> 3)
    const s1 = rotate(late, 17) ^ rotate(late, 19) ^ (late >>> 10)
    words.push((at(index - 16) + s0 + at(index - 7) + s1) >>> 0)
  }
  return words
}

function compress(state: readonly number[], words: readonly number[], constants: readonly number[]) {
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state
  for (let index = 0; index < 64; index += 1) {
    const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
    const first = (h + s1 + ((e & f) ^ (~e & g)) + (constants[index] ?? 0) + (words[index] ?? 0)) >>> 0
    const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
    const second = (s0 + ((a & b) ^ (a & c) ^ (b & c))) >>> 0
    h = g
    g = f
    f = e
    e = (d + first) >>> 0
    d = c
    c = b
    b = a
    a = (first + second) >>> 0
  }
  return [a, b, c, d, e, f, g, h].map((word, index) => (word + (state[index] ?? 0)) >>> 0)
}

function rotate(word: number, bits: number): number {
  return ((word >>> bits) | (word << (32 - bits))) >>> 0
}

function fractionBits(root: number): number {
  return Math.floor((root - Math.floor(root)) * 2 ** 32)
}

function firstPrimes(count: number): number[] {
  const primes: number[] = []
  for (let candidate = 2; primes.length < count; candidate += 1) {
    if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate)
  }
  return primes
}
