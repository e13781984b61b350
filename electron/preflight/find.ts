/** Looks through the findings of a run: filtered, grouped, paged. What was found last is kept. */
import type { FindingFilter } from '../../shared/contract/preflight.ts'
import {
  CATEGORIES,
  type PreflightFinding,
  type RuleInfo,
  type Scope,
  type Verdict,
} from '../../shared/preflight/model.ts'
import { createBreath } from '../breath.ts'
import type { Shown } from './judge.ts'
import type { Paging, RuleGroup } from './service.ts'

export interface Finder {
  readonly shown: Shown
  page(filter: FindingFilter, paging: Paging): Promise<{ matched: number; findings: PreflightFinding[] }>
  ids(filter: FindingFilter): Promise<string[]>
  /** How many of these ids the run has. */
  has(ids: readonly string[]): Promise<number>
  byRule(filter: FindingFilter): Promise<RuleGroup[]>
  verdicts(
    scope: Scope,
    text: string | undefined,
    filter: FindingFilter | undefined,
    paging: Paging,
  ): Promise<{ matched: number; verdicts: Verdict[] }>
}

/** Filters whose matches are kept: a person types, pages and toggles between a few. */
const KEPT = 8
/** Findings looked at between two thoughts of a breath. */
const STRIDE = 500

export function createFinder(shown: Shown): Finder {
  const { findings } = shown
  const index = createIndex(findings)
  const texts: (string | undefined)[] = []
  const textOf = (at: number, { object, message, rule }: PreflightFinding) =>
    (texts[at] ??= `${object.name}\n${message}\n${rule}`.toLowerCase())
  const kept = new Map<string, Promise<readonly number[]>>()

  const look = async (filter: FindingFilter): Promise<readonly number[]> => {
    const passes = tester(filter, textOf)
    const breathe = createBreath()
    const found: number[] = []
    let looked = 0
    for (const at of (await index.candidates(filter)) ?? findings.keys()) {
      const finding = findings[at]
      if (finding && passes(finding, at)) found.push(at)
      if (++looked % STRIDE === 0) await breathe()
    }
    return found
  }
  const match = (filter: FindingFilter): Promise<readonly number[]> => {
    const key = JSON.stringify(filter)
    const found = kept.get(key) ?? look(filter)
    kept.delete(key)
    kept.set(key, found)
    for (const oldest of kept.keys()) if (kept.size > KEPT) kept.delete(oldest)
    return found
  }
  const pick = (positions: readonly number[]) => positions.flatMap((at) => findings[at] ?? [])
  /** Calls back with each finding that passes. */
  const each = async (filter: FindingFilter, fn: (finding: PreflightFinding) => void): Promise<void> => {
    const breathe = createBreath()
    let looked = 0
    for (const at of await match(filter)) {
      const finding = findings[at]
      if (finding) fn(finding)
      if (++looked % STRIDE === 0) await breathe()
    }
  }

  return {
    shown,
    async page(filter, { offset, limit }) {
      const found = await match(filter)
      return { matched: found.length, findings: pick(found.slice(offset, offset + limit)) }
    },
    async has(ids) {
      const wanted = new Set(ids)
      await each({}, ({ id }) => wanted.delete(id))
      return ids.filter((id) => !wanted.has(id)).length
    },
    async ids(filter) {
      const ids: string[] = []
      await each(filter, ({ id }) => ids.push(id))
      return ids
    },
    async byRule(filter) {
      const groups = createGroups(shown.judged.rules)
      await each(filter, groups.add)
      return groups.list()
    },
    async verdicts(scope, text, filter, { offset, limit }) {
      const wanted = filter && new Set<string>()
      if (wanted) await each(filter, ({ object }) => wanted.add(keyOf(object)))
      const word = (text ?? '').toLowerCase()
      const all = shown.verdicts.get(scope) ?? []
      const found = all.filter(
        ({ object }) =>
          (!wanted || wanted.has(keyOf(object))) && (word === '' || object.name.toLowerCase().includes(word)),
      )
      return { matched: found.length, verdicts: found.slice(offset, offset + limit) }
    },
  }
}

function keyOf({ kind, id }: PreflightFinding['object']): string {
  return `${kind}:${id}`
}

interface Index {
  /** In their order; undefined where all have to be looked at. */
  candidates(filter: FindingFilter): Promise<readonly number[] | undefined>
}

interface Lists {
  readonly rules: ReadonlyMap<string, readonly number[]>
  readonly objects: ReadonlyMap<string, readonly number[]>
}

/** Made when it is first of use, once. */
function createIndex(findings: readonly PreflightFinding[]): Index {
  let made: Promise<Lists> | undefined
  const make = async (): Promise<Lists> => {
    const breathe = createBreath()
    const rules = new Map<string, number[]>()
    const objects = new Map<string, number[]>()
    for (const [at, { rule, object }] of findings.entries()) {
      enter(rules, rule, at)
      enter(objects, object.id, at)
      if (at % STRIDE === 0) await breathe()
    }
    return { rules, objects }
  }
  return {
    async candidates({ rules, objectIds }) {
      if (!objectIds && !rules) return undefined
      const lists = await (made ??= make())
      return objectIds ? merged(lists.objects, objectIds) : merged(lists.rules, rules ?? [])
    },
  }
}

function enter(lists: Map<string, number[]>, key: string, at: number): void {
  const list = lists.get(key)
  if (list) list.push(at)
  else lists.set(key, [at])
}

function merged(lists: ReadonlyMap<string, readonly number[]>, keys: readonly string[]): readonly number[] {
  const [only, ...others] = new Set(keys)
  if (only === undefined) return []
  if (others.length === 0) return lists.get(only) ?? []
  return [only, ...others].flatMap((key) => lists.get(key) ?? []).sort((a, b) => a - b)
}

type Passes = (finding: PreflightFinding, at: number) => boolean

function tester(filter: FindingFilter, textOf: (at: number, finding: PreflightFinding) => string): Passes {
  const { text, onlyNew, show } = filter
  const categories = filter.categories && new Set(filter.categories)
  const scopes = filter.scopes && new Set(filter.scopes)
  const rules = filter.rules && new Set(filter.rules)
  const objects = filter.objectIds && new Set(filter.objectIds)
  const word = text?.toLowerCase() ?? ''
  return (finding, at) =>
    (!categories || categories.has(finding.category)) &&
    (!scopes || scopes.has(finding.object.kind)) &&
    (!rules || rules.has(finding.rule)) &&
    (!objects || objects.has(finding.object.id)) &&
    (onlyNew !== true || finding.isNew) &&
    (show === undefined || shownAs(finding) === show) &&
    (word === '' || textOf(at, finding).includes(word))
}

/** One of the three that a finding counts as; one that somebody accepted is waived, known or not. */
function shownAs({ waiver, state }: PreflightFinding): 'open' | 'waived' | 'unknown' {
  if (waiver) return 'waived'
  return state === 'unknown' ? 'unknown' : 'open'
}

type Counted = { -readonly [K in keyof Omit<RuleGroup, 'rule'>]: RuleGroup[K] }

/** In the order of the findings: worst first. */
function createGroups(rules: readonly RuleInfo[]) {
  const infos = new Map(rules.map((rule) => [rule.id, rule]))
  const groups = new Map<string, Counted>()
  return {
    add: (finding: PreflightFinding): void => {
      const { rule, category, object } = finding
      const group = groups.get(rule) ?? {
        ...{ open: 0, unknown: 0, waived: 0, isNew: 0, worst: category },
        objects: {},
      }
      groups.set(rule, group)
      group[shownAs(finding)]++
      group.objects[object.kind] = (group.objects[object.kind] ?? 0) + 1
      if (CATEGORIES.indexOf(category) < CATEGORIES.indexOf(group.worst)) group.worst = category
      if (finding.isNew) group.isNew++
    },
    list: (): RuleGroup[] =>
      [...groups].flatMap(([id, group]) => {
        const rule = infos.get(id)
        return rule ? [{ rule, ...group }] : []
      }),
  }
}
