import type { VerdictWord } from '../preflight/model.ts'

export const VERDICT_WORDS: Readonly<Record<VerdictWord, string>> = {
  ready: 'Ready',
  attention: 'Needs a look',
  blocked: 'Blocked',
  unknown: 'Unknown',
}
