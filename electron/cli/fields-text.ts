/** `palletjack inventory fields`: the query language and its fields, to read and to search in. Pure. */
import type { InventoryKind } from '../../shared/contract/inventory.ts'
import { fieldsOf } from '../../shared/inventory/fields/tables.ts'
import { describeFields, LANGUAGE } from '../../shared/query/describe.ts'

/** As wide as a terminal is at least. */
const WIDTH = 80

export function fieldsText(kind: InventoryKind): string {
  const fields = describeFields(fieldsOf(kind)).map(({ name, typeDoc, doc, values, example }) => ({
    head: name,
    text: [
      `${doc} (${typeDoc})`,
      ...(values.length > 0 ? [`Values: ${values.join(', ')}.`] : []),
      `Example: ${example}`,
    ],
  }))
  const language = LANGUAGE.map(({ syntax, doc }) => ({ head: syntax, text: [doc] }))
  return `The query language:\n\n${entries(language)}\nFields of ${kind}:\n\n${entries(fields)}`
}

function entries(items: readonly { readonly head: string; readonly text: readonly string[] }[]): string {
  return items
    .map(({ head, text }) => `  ${head}\n${text.flatMap((line) => wrapped(line)).join('')}`)
    .join('')
}

function wrapped(text: string): string[] {
  const lines = ['']
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? ''
    if (last !== '' && last.length + word.length + 7 > WIDTH) lines.push(word)
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`
  }
  return lines.map((line) => `      ${line}\n`)
}
