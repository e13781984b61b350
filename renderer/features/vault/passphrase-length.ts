import { formatCount } from '../../../shared/units.ts'
import { MIN_PASSPHRASE } from '../../../shared/vault/model.ts'

export const MAX_PASSPHRASE = 1024

export type Strength = 'short' | 'enough' | 'good' | 'strong'

/** What the length of a passphrase says, in words: length is what counts, not kinds of letters. */
export function lengthWords(length: number): { readonly strength: Strength; readonly words: string } {
  if (length === 0)
    return {
      strength: 'short',
      words: `At least ${MIN_PASSPHRASE} characters. Length is what counts: several words do well.`,
    }
  if (length < MIN_PASSPHRASE)
    return {
      strength: 'short',
      words: `${formatCount(MIN_PASSPHRASE - length, 'character')} more, at least.`,
    }
  if (length < 16) return { strength: 'enough', words: 'Long enough. Another word makes it much stronger.' }
  if (length < 24) return { strength: 'good', words: 'Good.' }
  return { strength: 'strong', words: 'Strong.' }
}
