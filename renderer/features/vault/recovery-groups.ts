/** How many groups a code has. */
const GROUPS = 8

/** Two different groups of a code to be typed again, counted from 0, in their order. */
export function twoGroups(): readonly number[] {
  const [a = 0, b = 0] = crypto.getRandomValues(new Uint8Array(2))
  const first = a % GROUPS
  const second = (first + 1 + (b % (GROUPS - 1))) % GROUPS
  return first < second ? [first, second] : [second, first]
}

/** Whether this is the group, however it is typed: letters that look alike are taken for each other. */
export function isGroup(typed: string, group: string): boolean {
  const plain = (text: string) =>
    text.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1')
  return group !== '' && plain(typed) === plain(group)
}
