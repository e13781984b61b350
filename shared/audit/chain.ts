/**
 * The chain of hashes through the audit log. It shows that an entry was changed, removed, added or moved by whoever
 * did not write all entries after it anew; against that, and against a cut at the end, only a head helps that is
 * kept elsewhere.
 */
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import type { AuditVerdict } from './model.ts'

/** An entry as it lies somewhere, where anything may have been written into it. */
export interface ChainEntry {
  readonly seq: number
  readonly at: string
  readonly user: string
  readonly shell: string
  readonly action: string
  readonly subject?: string | undefined
  readonly purpose: string
  readonly hash: string
}

/** What comes before the first entry. */
export const NO_HEAD = ''

/** What is hashed of an entry: all of it, in one order and unambiguously, with the hash of the entry before. */
export function canonicalText(before: string, entry: Omit<ChainEntry, 'hash'>): string {
  const { seq, at, user, shell, action, subject, purpose } = entry
  return JSON.stringify([
    'palletjack audit 1',
    before,
    seq,
    at,
    user,
    shell,
    action,
    subject ?? null,
    purpose,
  ])
}

export function entryHash(before: string, entry: Omit<ChainEntry, 'hash'>): string {
  return bytesToHex(sha256(utf8ToBytes(canonicalText(before, entry))))
}

/** Text as every store gives it back: no half characters, nothing that steers a terminal, no endless line. */
export function plainText(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ')
    .slice(0, MOST)
    .toWellFormed()
}

const MOST = 500

export interface ChainCheck {
  /** Takes the next entry. False when it does not fit: the verdict is known, and what follows does not matter. */
  take(entry: ChainEntry): boolean
  /** After the last entry, or the first that does not fit. */
  verdict(): AuditVerdict
}

/** Follows a chain from its first entry on. `noted`: a hash that must be that of one of the entries. */
export function createChainCheck(noted?: string): ChainCheck {
  let entries = 0
  let head = NO_HEAD
  let notedAt: number | undefined
  let broken: string | undefined
  return {
    take(entry) {
      broken ??= faultOf(entry, entries + 1, head)
      if (broken !== undefined) return false
      entries = entry.seq
      head = entry.hash
      if (head === noted) notedAt = entries
      return true
    },
    verdict() {
      const next = entries + 1
      if (broken !== undefined) return { state: 'broken', seq: next, message: broken }
      if (noted !== undefined && notedAt === undefined)
        return { state: 'broken', seq: next, message: notedIsMissing(entries) }
      return { state: 'whole', entries, head, ...(notedAt !== undefined && { noted: notedAt }) }
    },
  }
}

/** The verdict about a whole chain. */
export function verifyChain(entries: Iterable<ChainEntry>, noted?: string): AuditVerdict {
  const check = createChainCheck(noted)
  for (const entry of entries) if (!check.take(entry)) break
  return check.verdict()
}

function faultOf(entry: ChainEntry, seq: number, head: string): string | undefined {
  if (entry.seq !== seq)
    return `Where entry ${seq} should be, entry ${entry.seq} stands: entries were removed, added or moved.`
  if (entry.hash === entryHash(head, entry)) return undefined
  const first = seq === 1 ? 'it was' : 'it, or the entry before it, was'
  return `The hash of entry ${seq} does not fit: ${first} changed after it was written, or put in the place of another.`
}

function notedIsMissing(entries: number): string {
  return entries === 0
    ? 'The log is empty, and a head was noted: its entries were removed.'
    : `No entry has the head that was noted: entries after ${entries} were cut off, or the log was written anew.`
}
