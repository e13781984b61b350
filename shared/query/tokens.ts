/** Cuts a query into words, strings and signs. Total: whatever the text, there are tokens and one `end`. */
import type { Operator } from './query.ts'

export interface Token {
  readonly kind: 'word' | 'string' | 'operator' | 'open' | 'close' | 'comma' | 'end'
  /** The word, or what the string means with its escapes resolved. */
  readonly text: string
  /** In UTF-16 units from the start of the query, quotes included; `to` is behind the last. */
  readonly from: number
  readonly to: number
  /** A string whose closing quote is missing. */
  readonly unclosed?: boolean
}

/** Everything that cannot be inside a word; quotes can, as in O'Brien, unless the word starts with one. */
const WORD_END = /[\s(),=<>~]|![=~]/g
const OPERATOR = /==|!=|!~|<=|>=|<>|=~|[=<>~]/y
const SPACE = /\s+/y
const SIGNS: Readonly<Record<string, Token['kind']>> = { '(': 'open', ')': 'close', ',': 'comma' }
/** Habits from other languages that can mean only one thing. */
const SAME_AS: Readonly<Record<string, Operator>> = { '==': '=', '<>': '!=', '=~': '~' }

/** Linear in the length of the text. */
export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = []
  let at = 0
  while (at < text.length) {
    SPACE.lastIndex = at
    if (SPACE.test(text)) {
      at = SPACE.lastIndex
      continue
    }
    const token = tokenAt(text, at)
    tokens.push(token)
    at = token.to
  }
  tokens.push({ kind: 'end', text: '', from: text.length, to: text.length })
  return tokens
}

function tokenAt(text: string, from: number): Token {
  const first = text.charAt(from)
  const sign = SIGNS[first]
  if (sign) return { kind: sign, text: first, from, to: from + 1 }
  if (first === "'" || first === '"') return stringAt(text, from, first)
  OPERATOR.lastIndex = from
  const operator = OPERATOR.exec(text)?.[0]
  if (operator !== undefined)
    return { kind: 'operator', text: SAME_AS[operator] ?? operator, from, to: from + operator.length }
  WORD_END.lastIndex = from
  const to = WORD_END.exec(text)?.index ?? text.length
  return { kind: 'word', text: text.slice(from, to), from, to }
}

/** A backslash makes a quote or a backslash plain; before anything else it is a backslash, as in Windows paths. */
function stringAt(text: string, from: number, quote: string): Token {
  let value = ''
  for (let at = from + 1; at < text.length; at++) {
    const char = text.charAt(at)
    if (char === quote) return { kind: 'string', text: value, from, to: at + 1 }
    const next = text.charAt(at + 1)
    if (char === '\\' && (next === '\\' || next === "'" || next === '"')) {
      value += next
      at++
    } else value += char
  }
  return { kind: 'string', text: value, from, to: text.length, unclosed: true }
}

const KEYWORDS = new Set(['and', 'or', 'not', 'in'])

export function isKeyword(token: Token, keyword: 'and' | 'or' | 'not' | 'in'): boolean {
  return token.kind === 'word' && token.text.toLowerCase() === keyword
}

export function isAnyKeyword(token: Token): boolean {
  return token.kind === 'word' && KEYWORDS.has(token.text.toLowerCase())
}

/** The value as it is written in a query: bare where that reads back as the same, otherwise in quotes. */
export function quoted(value: string): string {
  if (isBareWord(value)) return value
  return `'${value.replace(/[\\']/g, '\\$&')}'`
}

function isBareWord(value: string): boolean {
  const [token, end] = tokenize(value)
  return token?.kind === 'word' && token.text === value && end?.kind === 'end' && !isAnyKeyword(token)
}
