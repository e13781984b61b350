/** Rules about one virtual machine each. */
import type { Rule } from '../rule.ts'

export const vmRules: readonly Rule[] = []
