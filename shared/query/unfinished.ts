import type { FieldInfo } from './field.ts'
import { isAnyKeyword, tokenize } from './tokens.ts'

/**
 * True while somebody is in the middle of a condition: "power = on and di". As it stands, the last word
 * would be looked for in every row, which nobody means who began with conditions.
 */
export function isUnfinished(text: string, fields: readonly FieldInfo[]): boolean {
  const [before, last] = tokenize(text).slice(-3)
  if (!before || last?.kind !== 'word' || last.to !== text.length) return false
  if (!isAnyKeyword(before) || isAnyKeyword(last)) return false
  const word = last.text.toLowerCase()
  return fields.some(({ name, type }) => name.startsWith(word) && !(type === 'flag' && name === word))
}
