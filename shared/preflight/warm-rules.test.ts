import { describe, expect, it } from 'vitest'
import { vmRules } from './rules/vm-rules.ts'
import { WARM_RULES } from './warm-rules.ts'

describe('rules about warm plans', () => {
  it('are all that the review asks of a warm plan alone', () => {
    const asked = vmRules.filter((rule) => rule.review === true && rule.applies === 'warm')
    expect([...WARM_RULES].sort()).toEqual(asked.map((rule) => rule.id).sort())
  })
})
