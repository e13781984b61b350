/** Passphrases of encrypted disks (LUKS) of a VM, as they are given, and as the vault keeps them. */
import * as z from 'zod'
import { secretInput } from '../secret-input.ts'

/** A person cannot tell which passphrase is of which disk, so each is tried on all. */
export const MAX_PASSPHRASES = 8
/** What cryptsetup takes from a keyboard. */
const MAX_LENGTH = 512

export const diskPassphrasesSchema = z
  .array(
    secretInput(
      z
        .string()
        .min(1)
        .max(MAX_LENGTH)
        // A file of the pod carries it, and virt-v2v reads one line of that.
        .regex(/^[^\r\n\0]+$/, 'A passphrase is one line.'),
      'the passphrase of a disk',
    ),
  )
  .min(1)
  .max(MAX_PASSPHRASES)

export function packedPassphrases(passphrases: readonly string[]): string {
  return JSON.stringify(passphrases)
}

/** Undefined for what is none. */
export function unpackedPassphrases(text: string): string[] | undefined {
  try {
    const read = diskPassphrasesSchema.safeParse(JSON.parse(text))
    return read.success ? read.data : undefined
  } catch {
    return undefined
  }
}
