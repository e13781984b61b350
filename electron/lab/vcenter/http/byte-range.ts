export interface ByteRange {
  readonly start: number
  /** Of the last byte, included. */
  readonly end: number
}

/**
 * Reads a Range header for a file of `size` bytes (RFC 9110, section 14). undefined means the whole file: no
 * header, several ranges, or one that is not understood.
 */
export function byteRange(header: string | undefined, size: number): ByteRange | 'unsatisfiable' | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.replaceAll(' ', '') ?? '')
  if (match === null) return undefined
  const [first = '', last = ''] = match.slice(1)
  if (first === '') {
    if (last === '') return undefined
    const count = Math.min(Number(last), size)
    return count === 0 ? 'unsatisfiable' : { start: size - count, end: size - 1 }
  }
  const start = Number(first)
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1)
  if (last !== '' && Number(last) < start) return undefined
  return start >= size ? 'unsatisfiable' : { start, end }
}
