import type { Category, Finding, FindingObject } from '../preflight/model.ts'

/** `object`: a part of the plan or its target may be said in words, "Target namespace". */
type Maker = (rule: string, object: FindingObject | string, message: string, remedy: string) => Finding

const finding =
  (category: Category): Maker =>
  (rule, object, message, remedy) => ({
    rule,
    category,
    object: typeof object === 'string' ? { kind: 'plan', id: object, name: object } : object,
    message,
    remedy,
  })

/** Blocks the run. */
export const critical = finding('Critical')
export const warning = finding('Warning')
export const info = finding('Information')
