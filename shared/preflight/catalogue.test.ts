import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { format } from 'prettier'
import { describe, expect, it } from 'vitest'
import { acknowledgements } from './acknowledgements.ts'
import { CATALOGUE_IDS, catalogueOf, REASONS } from './catalogue.ts'
import { rulesTable } from './test-support/rules-table.ts'
import { builtInRules } from './rules/index.ts'

const root = join(import.meta.dirname, '../..')
const rulesFolder = join(import.meta.dirname, 'rules')
const table = join(root, 'docs/preflight-rules.md')

const entries = catalogueOf(builtInRules, acknowledgements)
const known: ReadonlySet<string> = new Set(CATALOGUE_IDS)

/** Test file by rule: the first with a row or a table of that name. */
function findTests(): Map<string, string> {
  const texts = readdirSync(rulesFolder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .sort()
    .map((name) => join(rulesFolder, name))
    .map((file) => ({ file, text: readFileSync(file, 'utf8') }))
  return new Map(
    builtInRules.flatMap(({ id }) => {
      const found = texts.find(({ text }) => text.includes(`'${id}'`) || text.includes(`    ${id}: {`))
      return found ? [[id, relative(root, found.file)] as const] : []
    }),
  )
}

const tests = findTests()

describe('the catalogue', () => {
  it('has 146 checks, each once', () => {
    expect(CATALOGUE_IDS).toHaveLength(146)
    expect(known.size).toBe(146)
  })

  it.each(entries)('accounts for $id', ({ rules, acknowledgements: ticks, reason }) => {
    const isCovered = rules.length + ticks.length > 0
    expect(isCovered || reason !== undefined).toBe(true)
    // A reason is for what nobody does; beside a rule it would be stale.
    expect(isCovered && reason !== undefined).toBe(false)
  })

  it('holds every entry that rules, acknowledgements and reasons name', () => {
    const named = [
      ...builtInRules.flatMap((rule) => rule.catalogue),
      ...acknowledgements.flatMap((one) => one.catalogue),
      ...Object.keys(REASONS),
    ]
    expect(named.filter((id) => !known.has(id))).toEqual([])
  })
})

describe('rules', () => {
  it('have ids of their own', () => {
    const ids = builtInRules.map(({ id }) => id)
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([])
  })

  it.each(builtInRules)('$id says what it asks, what helps, and where to read more', (rule) => {
    expect(rule.id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/)
    expect(rule.question).toMatch(/^[A-Z].*\?$/)
    expect(rule.remedy).toMatch(/\.$/)
    expect(rule.docs.url).toMatch(/^https:\/\//)
    expect(rule.docs.title).toMatch(/\S/)
  })

  it.each(builtInRules)('$id is tested by a table', ({ id }) => {
    expect(tests.get(id) ?? 'no table').not.toBe('no table')
  })

  it('stand in docs/preflight-rules.md as they are', async () => {
    const text = await format(rulesTable(entries, builtInRules, acknowledgements, tests), {
      parser: 'markdown',
    })
    // To write it anew: npx vitest run --project unit shared/preflight/catalogue.test.ts -u
    await expect(text).toMatchFileSnapshot(table)
  })
})
