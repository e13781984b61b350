import type { VerdictWord } from './model.ts'

export const VERDICT_WORDS: Readonly<Record<VerdictWord, string>> = {
  ready: 'Ready',
  attention: 'Attention',
  blocked: 'Blocked',
  unknown: 'Unknown',
}
