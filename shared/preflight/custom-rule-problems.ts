/** What can be wrong with a custom rule, each with its place. */
import type { Problem } from '../problem.ts'

/** Line and column count from 1. */
export interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
}

const MEANING = 'This rule does not run; all others do.'

function placeText({ file, line, column }: Place): string {
  return `${file}, line ${line}, column ${column}`
}

export function syntaxProblem(place: Place, words: string): Problem {
  return {
    code: 'rules.syntax',
    message: `${placeText(place)}: ${words}`,
    meaning: 'No rule of this file runs; those of other files do.',
    remedy:
      'Correct the YAML (or JSON) at this place. Indent with spaces, and put texts with special characters in quotes.',
  }
}

export function shapeProblem(place: Place, words: string, remedy: string): Problem {
  return { code: 'rules.invalid', message: `${placeText(place)}: ${words}`, meaning: MEANING, remedy }
}

/** A mistake of the query language. Its own message counts the characters of the query; here the place in the file counts. */
export function queryProblem(place: Place, { message, remedy }: Problem): Problem {
  const words = message.replace(/, at character \d+\.$/, '.')
  return { code: 'rules.query', message: `${placeText(place)}: ${words}`, meaning: MEANING, remedy }
}

export function duplicateId(place: Place, id: string, other: string): Problem {
  return {
    code: 'rules.duplicate-id',
    message: `${placeText(place)}: The id ${id} is that of ${other} already.`,
    meaning: MEANING,
    remedy: 'Give this rule an id of its own: waivers and comparisons go by the id.',
  }
}
