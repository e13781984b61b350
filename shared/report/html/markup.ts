/** Markup that is escaped by construction: only `markup` makes it, and it escapes every value that is no markup. */

export interface Markup {
  readonly markup: string
}

export type Part = Markup | string | number | undefined | readonly Markup[]

/** A template: text becomes escaped text, markup stays as it is, `undefined` becomes nothing. */
export function markup(parts: TemplateStringsArray, ...values: readonly Part[]): Markup {
  let text = parts[0] ?? ''
  for (const [at, value] of values.entries()) text += rendered(value) + (parts[at + 1] ?? '')
  return { markup: text }
}

/** Text that comes from a source: kept apart from the direction of what stands around it. */
export function outside(text: string): Markup {
  return { markup: `<bdi>${escaped(text)}</bdi>` }
}

/** A list of such texts, each between isolating characters instead of elements: there may be ten thousand. */
export function outsides(texts: readonly string[]): Markup {
  return { markup: texts.map((text) => `\u2068${escaped(text)}\u2069`).join(', ') }
}

export function joined(parts: readonly Markup[], between = ''): Markup {
  return { markup: parts.map((part) => part.markup).join(between) }
}

function rendered(value: Part): string {
  if (value === undefined) return ''
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string') return escaped(value)
  if ('markup' in value) return value.markup
  return value.map((part) => part.markup).join('')
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
}

/** For text and for quoted attributes. */
export function escaped(text: string): string {
  return visible(text).replaceAll(/[&<>"'`]/g, (found) => ENTITIES[found] ?? '')
}

/**
 * Characters that nobody sees but that change what is seen are named instead: those that turn the direction of text
 * round, control characters, and halves of a surrogate pair.
 */
function visible(text: string): string {
  return text.replaceAll(HIDDEN, (found) => {
    const code = found.charCodeAt(0)
    return `[U+${code.toString(16).toUpperCase().padStart(4, '0')}]`
  })
}

const HIDDEN =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g
