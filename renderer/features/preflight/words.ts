import type { PreflightSummary, Scope } from '../../../shared/preflight/model.ts'
import { formatCount } from '../../../shared/units.ts'

interface ScopeWords {
  readonly title: string
  readonly one: string
  readonly many: string
}

/** Scopes as people call them, in the order of the tabs. */
export const SCOPE_WORDS: Readonly<Record<Scope, ScopeWords>> = {
  vm: { title: 'VMs', one: 'VM', many: 'VMs' },
  host: { title: 'Hosts', one: 'host', many: 'hosts' },
  datastore: { title: 'Datastores', one: 'datastore', many: 'datastores' },
  network: { title: 'Networks', one: 'network', many: 'networks' },
  cluster: { title: 'Clusters', one: 'cluster', many: 'clusters' },
  vcenter: { title: 'vCenter', one: 'vCenter', many: 'vCenters' },
  plan: { title: 'Target and plan', one: 'plan', many: 'plans' },
}

export const SCOPE_ORDER = Object.keys(SCOPE_WORDS) as readonly Scope[]

const SOURCE_TEXT: Readonly<Record<PreflightSummary['sourceKind'], string>> = {
  live: 'live vCenter',
  file: 'inventory file',
  rvtools: 'RVTools workbook',
}

export function sourceText({ sourceKind }: Pick<PreflightSummary, 'sourceKind'>): string {
  return SOURCE_TEXT[sourceKind]
}

/** "146 rules looked at 812 VMs": what a run did. */
export function scopeOfRun({ rules, vms }: Pick<PreflightSummary, 'rules' | 'vms'>): string {
  return `${formatCount(rules, 'rule')} looked at ${formatCount(vms, 'VM')}`
}

/** "Warm migrations only"; undefined where it is about both. */
export function appliesText(applies: 'both' | 'cold' | 'warm'): string | undefined {
  if (applies === 'both') return undefined
  return applies === 'warm' ? 'Warm migrations only' : 'Cold migrations only'
}
