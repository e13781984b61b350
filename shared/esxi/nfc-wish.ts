/** What an edit is asked for, and what has to hold of it whatever kind of settings it goes to. */
import { formatNumber } from '../units.ts'
import { fail, ok, type Problem, type Result } from '../problem.ts'
import { NFC_DEFAULT_BYTES } from './limits.ts'
import type { NfcValues } from './model.ts'

/** Bytes; what is left out stays as it is. A NfcChange is one. */
export interface NfcWish {
  readonly maxMemory?: number | undefined
  readonly maxStreamMemory?: number | undefined
}

export const NFC_VALUES = ['maxMemory', 'maxStreamMemory'] as const
export type NfcValueName = (typeof NFC_VALUES)[number]

const UNTOUCHED = 'Nothing was changed.'

/** A refusal to read or edit settings. */
export function refused(
  code: string,
  message: string,
  remedy: string,
  detail?: string,
): { readonly ok: false; readonly problem: Problem } {
  return fail({
    code: `esxi.${code}`,
    message,
    meaning: UNTOUCHED,
    remedy,
    ...(detail !== undefined && { detail }),
  })
}

/** The values that really differ from what is set: undefined for one that stays. */
export function changedBy(values: NfcValues, wish: NfcWish): NfcWish {
  const changed = (name: NfcValueName) =>
    wish[name] !== undefined && wish[name] !== values[name] ? { [name]: wish[name] } : {}
  return { ...changed('maxMemory'), ...changed('maxStreamMemory') }
}

/** What is set once the wish is fulfilled. */
export function fulfilled(values: NfcValues, wish: NfcWish): NfcValues {
  const maxMemory = wish.maxMemory ?? values.maxMemory
  const maxStreamMemory = wish.maxStreamMemory ?? values.maxStreamMemory
  return {
    ...(maxMemory !== undefined && { maxMemory }),
    ...(maxStreamMemory !== undefined && { maxStreamMemory }),
  }
}

/** One copy may not be promised more memory than all copies together. Problem esxi.nfc-stream-too-large. */
export function checkWish(values: NfcValues, wish: NfcWish): Result<void> {
  for (const name of NFC_VALUES)
    if (wish[name] !== undefined && !(Number.isSafeInteger(wish[name]) && wish[name] > 0))
      throw new RangeError(`${name} is a whole number of bytes above 0, not ${wish[name]}.`)
  const { maxMemory = NFC_DEFAULT_BYTES, maxStreamMemory } = fulfilled(values, wish)
  if (maxStreamMemory === undefined || maxStreamMemory <= maxMemory) return ok(undefined)
  return refused(
    'nfc-stream-too-large',
    `Memory for one copy would be ${formatNumber(maxStreamMemory)} bytes, more than the ${formatNumber(maxMemory)} for all copies together.`,
    'Ask for a larger maxMemory, or for a smaller maxStreamMemory.',
  )
}

export function sameValues(one: NfcValues, other: NfcValues): boolean {
  return NFC_VALUES.every((name) => one[name] === other[name])
}
