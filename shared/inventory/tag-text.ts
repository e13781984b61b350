import type { VmTag } from './model.ts'

/** "Application/Shop": as queries, tables and reports write a tag. */
export function tagText({ category, name }: VmTag): string {
  return `${category}/${name}`
}
