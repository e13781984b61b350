/** A file of custom rules as data, with the place of each part. */
import { isMap, isScalar, isSeq, LineCounter, parseAllDocuments, type Document, type Node } from 'yaml'
import * as z from 'zod'
import type { Problem } from '../problem.ts'
import { shapeProblem, syntaxProblem, type Place } from './custom-rule-problems.ts'
import { CATEGORIES } from './model.ts'

/** Scopes whose objects have fields to ask about. */
const CUSTOM_SCOPES = ['vm', 'host', 'network', 'datastore', 'cluster'] as const

const words = (max: number) => z.string().trim().min(1).max(max)

const customRuleSchema = z.strictObject({
  /** Stable: waivers and comparisons between runs go by it. */
  id: z
    .string()
    .max(100)
    .regex(/^[a-z0-9]+(?:[.-][a-z0-9]+)*$/, 'lower-case letters and digits, joined by dots or hyphens'),
  scope: z.enum(CUSTOM_SCOPES),
  category: z.enum(CATEGORIES),
  question: words(200),
  /** A query over the fields of the scope: an object that it finds gets a finding. */
  where: words(4_000),
  message: words(500),
  remedy: words(1_000),
  applies: z.enum(['both', 'cold', 'warm']).default('both'),
})

type CustomRuleDefinition = z.infer<typeof customRuleSchema>

export interface WrittenRule {
  readonly file: string
  readonly definition: CustomRuleDefinition
  placeOf(part: keyof CustomRuleDefinition): Place
  /** Where a character of `where` stands in the file. */
  placeInQuery(position: number): Place
}

const MAX_RULES = 500

export function parseRuleFile(
  file: string,
  text: string,
): { readonly rules: readonly WrittenRule[]; readonly problems: readonly Problem[] } {
  const counter = new LineCounter()
  const placeAt = (offset: number): Place => {
    const { line, col } = counter.linePos(offset)
    return { file, line: Math.max(1, line), column: Math.max(1, col) }
  }
  const parsed = parseAllDocuments(text, { lineCounter: counter, prettyErrors: false })
  const documents = Array.isArray(parsed) ? parsed : []
  const error = documents.flatMap((document) => document.errors)[0]
  if (error) return { rules: [], problems: [syntaxProblem(placeAt(error.pos[0]), sentence(error.message))] }
  const nodes = documents.flatMap((document) => ruleNodes(document))
  if (nodes.length === 0) return { rules: [], problems: [nothing(placeAt(0))] }
  if (nodes.length > MAX_RULES) return { rules: [], problems: [tooMany(placeAt(0), nodes.length)] }
  const rules: WrittenRule[] = []
  const problems: Problem[] = []
  for (const { node, document } of nodes) {
    const read = readRule(node, document, { file, text, placeAt })
    if ('definition' in read) rules.push(read)
    else problems.push(...read.problems)
  }
  return { rules, problems }
}

interface RuleNode {
  readonly node: Node
  readonly document: Document
}

function ruleNodes(document: Document): RuleNode[] {
  const { contents } = document
  if (!contents) return []
  const items = isSeq(contents) ? (contents.items as Node[]) : [contents]
  return items.map((node) => ({ node, document }))
}

interface Source {
  readonly file: string
  readonly text: string
  readonly placeAt: (offset: number) => Place
}

function readRule(node: Node, document: Document, source: Source): WrittenRule | { problems: Problem[] } {
  const { file, placeAt } = source
  if (!isMap(node))
    return { problems: [shapeProblem(placeAt(startOf(node)), 'This is no rule.', SHAPE_REMEDY)] }
  const value = toData(node, document)
  if (!value.ok) return { problems: [syntaxProblem(placeAt(startOf(node)), value.words)] }
  const checked = customRuleSchema.safeParse(value.data)
  if (!checked.success)
    return { problems: checked.error.issues.map((issue) => issueProblem(issue, node, placeAt)) }
  const definition = checked.data
  return {
    file,
    definition,
    placeOf: (part) => placeAt(startOf(valueNode(node, part) ?? node)),
    placeInQuery: (position) =>
      placeAt(queryOffset(valueNode(node, 'where') ?? node, position, definition, source)),
  }
}

/** Aliases would let a small file stand for a huge one; rules have no use for them. */
function toData(
  node: Node,
  document: Document,
): { readonly ok: true; readonly data: unknown } | { readonly ok: false; readonly words: string } {
  try {
    return { ok: true, data: node.toJS(document, { maxAliasCount: 0 }) }
  } catch {
    return { ok: false, words: 'An alias (*name) cannot be used in a rule.' }
  }
}

const SHAPE_REMEDY =
  'A rule has id, scope, category, question, where, message and remedy, and may have applies: each "name: text" on a line of its own.'

function issueProblem(issue: z.core.$ZodIssue, node: Node, placeAt: (offset: number) => Place): Problem {
  if (issue.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys
    return shapeProblem(
      placeAt(startOf(keyNode(node, key) ?? node)),
      `A rule has no part "${key}".`,
      SHAPE_REMEDY,
    )
  }
  const [part] = issue.path
  const name = String(part)
  const found = valueNode(node, name)
  const place = placeAt(startOf(found ?? node))
  if (!found) return shapeProblem(place, `The rule has no "${name}".`, SHAPE_REMEDY)
  return shapeProblem(place, `"${name}" is not possible as it is.`, `It has to be: ${expected(issue)}.`)
}

function expected(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_value')
    return issue.values
      .map(String)
      .join(', ')
      .replace(/, ([^,]*)$/, ' or $1')
  if (issue.code === 'invalid_format') return issue.message
  if (issue.code === 'too_big') return `at most ${String(issue.maximum)} characters`
  if (issue.code === 'too_small') return 'a text that is not empty'
  return 'a text'
}

function startOf(node: Node): number {
  return node.range?.[0] ?? 0
}

function pairOf(node: Node, name: string) {
  return isMap(node) ? node.items.find(({ key }) => isScalar(key) && String(key.value) === name) : undefined
}

function valueNode(node: Node, name: string): Node | undefined {
  return (pairOf(node, name)?.value as Node | null | undefined) ?? undefined
}

function keyNode(node: Node, name: string): Node | undefined {
  return pairOf(node, name)?.key as Node | undefined
}

/**
 * A query that stands in the file as it is, on one line or in a literal block, is pointed into; one with escapes or
 * folded lines is pointed at.
 */
function queryOffset(
  node: Node,
  position: number,
  { where }: CustomRuleDefinition,
  { text }: Source,
): number {
  const [start, end] = node.range ?? [0, 0, 0]
  const written = text.slice(start, end)
  const at = written.indexOf(where)
  if (at >= 0) return start + at + position
  const before = where.slice(0, position).split('\n')
  const lines = where.split('\n')
  const line = lines[before.length - 1] ?? ''
  let from = start
  // Each line of a literal block stands in the file as it is, only indented.
  for (const one of lines.slice(0, before.length)) {
    const found = one === '' ? from : text.indexOf(one, from)
    if (found < 0 || found > end) return start
    from = found + (one === line ? 0 : one.length)
  }
  const exact = text.startsWith(line, from)
  return exact ? from + (before.at(-1) ?? '').length : start
}

/** One line that ends with a full stop. */
function sentence(words: string): string {
  const line = words.split('\n')[0]?.trim() ?? ''
  return /[.!?]$/.test(line) ? line : `${line}.`
}

function nothing(place: Place): Problem {
  return shapeProblem(place, 'The file has no rule in it.', SHAPE_REMEDY)
}

function tooMany(place: Place, count: number): Problem {
  return shapeProblem(
    place,
    `The file has ${count} rules; ${MAX_RULES} are possible.`,
    'Put the rules into several files.',
  )
}
