import { asArray, asObject, asString, at } from '../json.ts'
import type { ApiObject, Json } from '../json.ts'
import type { Column } from './kind.ts'

export const nameColumn: Column = { name: 'Name', type: 'string', path: 'metadata.name' }
export const ageColumn: Column = { name: 'Age', type: 'date', path: 'metadata.creationTimestamp' }

/** A column of text at a dotted path. */
export function text(name: string, path: string, wide = false): Column {
  return { name, type: 'string', path, wide }
}

export function computed(name: string, value: NonNullable<Column['value']>, wide = false): Column {
  return { name, type: 'string', value, wide }
}

/** The status of one condition: True, False, Unknown or nothing. */
export function conditionColumn(name: string, type: string, wide = false): Column {
  return computed(
    name,
    (object) => at(findByType(at(object, 'status', 'conditions'), type), 'status') ?? '',
    wide,
  )
}

function findByType(conditions: Json | undefined, type: string): Json | undefined {
  return asArray(conditions).find((one) => at(one, 'type') === type)
}

const UNITS: readonly (readonly [string, number])[] = [
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
  ['s', 1],
]

/** An age in the short form of kubectl: "5s", "3m20s", "4h", "2d". */
export function shortAge(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  if (seconds < 120) return `${seconds}s`
  const index = UNITS.findIndex(([, size]) => seconds >= size)
  const [unit, size] = UNITS[index] ?? ['s', 1]
  const [nextUnit, nextSize] = UNITS[index + 1] ?? ['s', 1]
  const whole = Math.floor(seconds / size)
  const rest = Math.floor((seconds % size) / nextSize)
  const fine = unit === 'm' ? whole < 10 : unit === 'h' ? whole < 8 : whole < 8
  return fine && rest > 0 ? `${whole}${unit}${rest}${nextUnit}` : `${whole}${unit}`
}

/** The age of the moment a field holds; `<unknown>` when it holds none. */
export function ageOf(value: Json | undefined, nowMs: number): string {
  const then = Date.parse(asString(value) ?? '')
  return Number.isNaN(then) ? '<unknown>' : shortAge(nowMs - then)
}

const MODES: Readonly<Record<string, string>> = {
  ReadWriteOnce: 'RWO',
  ReadOnlyMany: 'ROX',
  ReadWriteMany: 'RWX',
  ReadWriteOncePod: 'RWOP',
}

export function accessModesText(value: Json | undefined): string {
  return asArray(value)
    .map((mode) => MODES[asString(mode) ?? ''] ?? '')
    .join(',')
}

function containerStates(pod: ApiObject): readonly Json[] {
  return asArray(at(pod, 'status', 'containerStatuses'))
}

export function podReady(pod: ApiObject): string {
  const ready = containerStates(pod).filter((one) => at(one, 'ready') === true).length
  return `${ready}/${asArray(at(pod, 'spec', 'containers')).length}`
}

export function podRestarts(pod: ApiObject): number {
  return containerStates(pod).reduce<number>((sum, one) => sum + Number(at(one, 'restartCount') ?? 0), 0)
}

/** What a person wants to know of a pod: a container's reason before the phase. */
export function podStatus(pod: ApiObject): string {
  if (pod.metadata.deletionTimestamp !== undefined) return 'Terminating'
  const reasons = containerStates(pod).map((one) => {
    const state = asObject(at(one, 'state'))
    return asString(at(state, 'waiting', 'reason')) ?? asString(at(state, 'terminated', 'reason'))
  })
  const phase = asString(at(pod, 'status', 'phase')) ?? 'Unknown'
  return reasons.find((reason) => reason !== undefined) ?? asString(at(pod, 'status', 'reason')) ?? phase
}

export function nodeStatus(node: ApiObject): string {
  const ready = at(findByType(at(node, 'status', 'conditions'), 'Ready'), 'status')
  const state = ready === 'True' ? 'Ready' : ready === undefined ? 'Unknown' : 'NotReady'
  return at(node, 'spec', 'unschedulable') === true ? `${state},SchedulingDisabled` : state
}

export function nodeRoles(node: ApiObject): string {
  const prefix = 'node-role.kubernetes.io/'
  const roles = Object.keys(node.metadata.labels ?? {}).filter((label) => label.startsWith(prefix))
  return roles.length === 0 ? '<none>' : roles.map((role) => role.slice(prefix.length)).join(',')
}

/** How many entries the maps at the top-level keys hold together. */
export function countKeys(object: ApiObject, ...keys: readonly string[]): number {
  return keys.reduce((sum, key) => sum + Object.keys(asObject(object[key])).length, 0)
}

export function deletingOr(object: ApiObject, value: Json | undefined): string {
  return object.metadata.deletionTimestamp === undefined ? (asString(value) ?? '') : 'Terminating'
}
