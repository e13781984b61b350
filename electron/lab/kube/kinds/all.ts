import { cdiKinds } from './cdi.ts'
import { coreKinds } from './core.ts'
import { kindId } from './kind.ts'
import type { KindSpec } from './kind.ts'
import { kubevirtKinds } from './kubevirt.ts'
import { openshiftKinds } from './openshift.ts'
import { storageKinds } from './storage.ts'
import { workloadKinds } from './workload.ts'

/** The kinds that every lab serves. */
export const builtInKinds: readonly KindSpec[] = [
  ...coreKinds,
  ...workloadKinds,
  ...storageKinds,
  ...kubevirtKinds,
  ...cdiKinds,
  ...openshiftKinds,
]

/** Finds kinds by the names that clients use. One version of each group is served. */
export interface KindTable {
  readonly all: readonly KindSpec[]
  byPlural(group: string, version: string, plural: string): KindSpec | undefined
  byKind(apiVersion: string, kind: string): KindSpec | undefined
  hasGroup(group: string, version?: string): boolean
}

export function createKindTable(kinds: readonly KindSpec[]): KindTable {
  const byId = new Map(kinds.map((kind) => [kindId(kind), kind]))
  const all = [...byId.values()]
  return {
    all,
    byPlural: (group, version, plural) => {
      const kind = byId.get(`${plural}.${group}`)
      return kind?.version === version ? kind : undefined
    },
    byKind: (apiVersion, kind) => {
      const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion]
      return all.find((one) => one.kind === kind && one.group === group && one.version === version)
    },
    hasGroup: (group, version) =>
      all.some((kind) => kind.group === group && (version === undefined || kind.version === version)),
  }
}
