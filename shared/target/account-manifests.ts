import type { AccountInput } from './account.ts'

export function accountYaml(_input: AccountInput): string {
  return ''
}
