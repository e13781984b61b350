/** All rules that come with the application. */
import type { Rule } from '../rule.ts'
import { estateRules } from './estate/index.ts'
import { vmRules } from './vm-rules.ts'

export const builtInRules: readonly Rule[] = [...vmRules, ...estateRules]
