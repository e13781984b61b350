/** The order in which people list names: web-2 before web-10, upper and lower case alike. */

// Plain ASCII needs no folding of accents, which is most of the cost.
const ASCII = /^[\x00-\x7f]*$/
const DIGITS = /\d+/g
const LONGEST = 0xffff

/**
 * A text whose plain order (`<`) is the natural order of the texts it is made from. Each number becomes a "0",
 * how many digits it has, and the digits: longer numbers are larger.
 */
export function naturalKey(text: string): string {
  const lower = text.toLowerCase()
  const folded = ASCII.test(lower) ? lower : lower.normalize('NFD').replace(/\p{M}/gu, '')
  return folded.replace(DIGITS, (run) => {
    const digits = run.replace(/^0+/, '')
    return `0${String.fromCharCode(Math.min(digits.length, LONGEST))}${digits}`
  })
}

/** A new array in natural order; texts that only case, accents or zeros tell apart, by character. */
export function inNaturalOrder<Item>(items: readonly Item[], textOf: (item: Item) => string): Item[] {
  return items
    .map((item) => ({ item, text: textOf(item), key: naturalKey(textOf(item)) }))
    .sort((a, b) => compareText(a.key, b.key) || compareText(a.text, b.text))
    .map(({ item }) => item)
}

/** By UTF-16 units. */
export function compareText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1
}
