/** Audit logs for tests. */
import { entryHash, NO_HEAD, type ChainEntry } from '../chain.ts'

/** A whole chain of these. */
export function aLog(facts: readonly Omit<ChainEntry, 'seq' | 'hash'>[]): ChainEntry[] {
  let head = NO_HEAD
  return facts.map((fact, at) => {
    const entry = { ...fact, seq: at + 1 }
    head = entryHash(head, entry)
    return { ...entry, hash: head }
  })
}
