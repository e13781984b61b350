/** Text in pieces, gathered into few large ones. */
import { createBreath } from '../breath.ts'

const CHUNK_CHARACTERS = 512 * 1024
/** Pieces between two looks at the clock. */
const LOOK = 50

/**
 * UTF-8 chunks of about half a MiB. Lets others run in between, so a large report does not stop the backend. Throws
 * the signal's reason when it is aborted.
 */
export async function* chunksOf(pieces: Iterable<string>, signal?: AbortSignal): AsyncGenerator<Buffer> {
  let parts: string[] = []
  let length = 0
  let taken = 0
  const breathe = createBreath()
  for (const piece of pieces) {
    parts.push(piece)
    length += piece.length
    taken += 1
    if (taken % LOOK === 0) await breathe()
    if (length < CHUNK_CHARACTERS) continue
    yield Buffer.from(parts.join(''))
    parts = []
    length = 0
    signal?.throwIfAborted()
  }
  if (length > 0) yield Buffer.from(parts.join(''))
}

/** All of them. */
export async function gathered(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array<ArrayBuffer>[]> {
  const all: Uint8Array<ArrayBuffer>[] = []
  for await (const chunk of chunks) all.push(new Uint8Array(chunk))
  return all
}
