import type { FieldInfo } from './field.ts'

const MOST = 3
/** Longer ones are no mistyped names, and would cost more than they tell. */
const LONGEST = 40

/** Names of fields that may have been meant, the most likely first. */
export function nearest(word: string, fields: readonly FieldInfo[]): readonly string[] {
  const wanted = word.toLowerCase()
  if (wanted.length > LONGEST) return []
  const allowed = wanted.length <= 3 ? 1 : 2
  const found = fields.map((field) => ({ name: field.name, distance: distanceTo(wanted, field) }))
  const isSure = found.some(({ distance }) => distance === 0)
  return found
    .filter(({ distance }) => distance <= (isSure ? 0 : allowed))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, MOST)
    .map(({ name }) => name)
}

function distanceTo(wanted: string, field: FieldInfo): number {
  if (field.also?.includes(wanted)) return 0
  const plain = wanted.replaceAll(/[_.]/g, '-')
  if (plain === field.name || plain.replaceAll('-', '') === field.name.replaceAll('-', '')) return 0
  const isPart = field.name.startsWith(wanted) || field.name.split('-').includes(wanted)
  if (wanted.length >= 3 && isPart) return 1
  return edits(wanted, field.name)
}

/** Letters to insert, leave out, change or swap with their neighbour (optimal string alignment). */
function edits(a: string, b: string): number {
  let before: number[] = []
  let last: number[] = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1
      let least = Math.min(at(last, j) + 1, at(row, j - 1) + 1, at(last, j - 1) + change)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, at(before, j - 2) + 1)
      row.push(least)
    }
    before = last
    last = row
  }
  return at(last, b.length)
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? 0
}
