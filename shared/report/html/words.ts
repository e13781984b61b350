/** Words, marks and times of a report. */
import type { Category, Scope, VerdictWord } from '../../preflight/model.ts'
import { VERDICT_WORDS } from '../../preflight/verdict-words.ts'
import { formatDuration } from '../../units.ts'
import { markup, type Markup } from './markup.ts'

export const SCOPE_WORDS: Readonly<Record<Scope, readonly [one: string, many: string]>> = {
  vm: ['VM', 'VMs'],
  host: ['host', 'hosts'],
  network: ['network', 'networks'],
  datastore: ['datastore', 'datastores'],
  vcenter: ['source', 'sources'],
  cluster: ['vSphere cluster', 'vSphere clusters'],
  plan: ['plan or target', 'plans and targets'],
}

/** The class carries a shape and a colour; the word says the same. */
export function verdictMark(verdict: VerdictWord): Markup {
  return markup`<span class="v ${verdict}">${VERDICT_WORDS[verdict]}</span>`
}

export function categoryMark(category: Category): Markup {
  return markup`<span class="v ${category}">${category}</span>`
}

/** "2026-01-31 14:25 UTC": the same on every machine; what is no time stays as it is. */
export function time(iso: string): string {
  const at = new Date(iso)
  return Number.isNaN(at.getTime()) ? iso : `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

/** How old something was at a moment: "3 h 10 min"; "unknown" where either is no time. */
export function age(from: string, at: string): string {
  return formatDuration(ageMs(from, at))
}

/** A clock that runs behind makes nothing younger than now. */
export function ageMs(from: string, at: string): number {
  return Math.max(0, Date.parse(at) - Date.parse(from))
}

export function plural(count: number, [one, many]: readonly [one: string, many: string]): string {
  return `${String(count).replace(/\B(?=(\d{3})+$)/g, ',')} ${count === 1 ? one : many}`
}
