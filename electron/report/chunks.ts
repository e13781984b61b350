/** Text in pieces, gathered into few large ones. */
import { setImmediate } from 'node:timers/promises'

const CHUNK_CHARACTERS = 512 * 1024

/**
 * UTF-8 chunks of about half a MiB. Lets others run between two of them, so a large report does not stop the
 * backend. Throws the signal's reason when it is aborted.
 */
export async function* chunksOf(pieces: Iterable<string>, signal?: AbortSignal): AsyncGenerator<Buffer> {
  let parts: string[] = []
  let length = 0
  for (const piece of pieces) {
    parts.push(piece)
    length += piece.length
    if (length < CHUNK_CHARACTERS) continue
    yield Buffer.from(parts.join(''))
    parts = []
    length = 0
    await setImmediate()
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
