/** Where the parser is in its query. */
import type { FieldInfo } from './field.ts'
import type { Mistake } from './mistakes.ts'
import { isKeyword, type Token } from './tokens.ts'

export interface State {
  readonly tokens: readonly Token[]
  readonly fields: readonly FieldInfo[]
  readonly byName: ReadonlyMap<string, FieldInfo>
  at: number
  depth: number
  /** The operand read last was a comparison: what follows it needs an "and". */
  afterComparison: boolean
  mistake?: Mistake
}

const END: Token = { kind: 'end', text: '', from: 0, to: 0 }

export function current(state: State, ahead = 0): Token {
  return state.tokens[state.at + ahead] ?? state.tokens.at(-1) ?? END
}

export function isReserved(token: Token): boolean {
  return isKeyword(token, 'and') || isKeyword(token, 'or') || isKeyword(token, 'not')
}
