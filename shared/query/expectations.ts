/** What the parser says where something else should stand. */
import { current, isReserved, type State } from './cursor.ts'
import { shortened, syntaxMistake, unknownField, type Mistake } from './mistakes.ts'
import type { Token } from './tokens.ts'

export function unclosedString(token: Token): Mistake {
  return syntaxMistake(token, 'A quote is not closed.', 'Write the same quote where the text ends.')
}

export function notAField(state: State, name: Token): Mistake {
  if (name.kind === 'string')
    return syntaxMistake(
      name,
      'A field stands before an operator, without quotes.',
      'Leave the quotes out, or put "and" or "or" between.',
    )
  if (isReserved(name)) return expectedCondition(state)
  return unknownField(name, name.text, state.fields)
}

export function expectedCondition(state: State): Mistake {
  const token = current(state)
  const before = state.at > 0 ? ` after "${shortened(current(state, -1).text)}"` : ''
  const found = token.kind === 'end' ? 'the query ends' : `there is "${shortened(token.text)}"`
  return syntaxMistake(
    token,
    `Expected a condition${before}, but ${found}.`,
    `Write a condition such as power = on, or a word to search for. Signs, "and", "or" and "not" are searched for in quotes.`,
  )
}

export function missingAnd(state: State): Mistake {
  const token = current(state)
  const message = `Expected "and" or "or" before "${shortened(token.text)}".`
  return syntaxMistake(
    token,
    message,
    state.afterComparison
      ? quotesHint(state.at - 1, state)
      : 'Only plain words stand side by side: write "and" between a word and a comparison.',
  )
}

/** What somebody who left the quotes out wants to read. */
function quotesHint(before: number, state: State): string {
  const [one, two] = [state.tokens[before], state.tokens[before + 1]]
  const both = one?.kind === 'word' && two?.kind === 'word'
  return both
    ? `Put a value of several words in quotes, as in '${shortened(`${one.text} ${two.text}`)}', or write "and" between two conditions.`
    : 'Write "and" or "or" between two conditions.'
}
