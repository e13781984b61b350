/** Clusters and datastores. */
import type { Cluster, ClusterRule, Datastore } from '../model.ts'
import { decodeName } from './names.ts'
import type { Places } from './places.ts'
import {
  at,
  flag,
  leaf,
  list,
  number,
  reference,
  referenceIds,
  text,
  typeName,
  type RawValue,
} from './raw.ts'
import type { StoredObject } from './store.ts'

export function projectCluster(
  { ref, properties }: StoredObject,
  places: Pick<Places, 'parentOf' | 'pathOf'>,
): Cluster {
  const parent = reference(properties['parent'])
  const parentId = places.parentOf(properties)
  const config = properties['configurationEx']
  return {
    id: ref.value,
    name: decodeName(leaf(properties['name']) ?? ref.value),
    path: parent ? places.pathOf(parent.value) : '',
    ...(parentId !== undefined && { parentId }),
    highAvailability: flag(config, 'dasConfig.enabled'),
    drs: flag(config, 'drsConfig.enabled'),
    drsBehavior: text(config, 'drsConfig.defaultVmBehavior') ?? '',
    powerManagement: flag(config, 'dpmConfigInfo.enabled'),
    rules: rules(config),
  }
}

const RULE_KINDS: Readonly<Record<string, ClusterRule['kind']>> = {
  ClusterAffinityRuleSpec: 'together',
  ClusterAntiAffinityRuleSpec: 'apart',
  ClusterVmHostRuleInfo: 'vmsToHosts',
  ClusterDependencyRuleInfo: 'dependency',
}

/** Rules name VMs directly or by a group of the cluster; the model has the members in both cases. */
function rules(config: RawValue | undefined): ClusterRule[] {
  const groups = new Map(list(at(config, 'group')).map((group) => [text(group, 'name') ?? '', group]))
  const members = (rule: RawValue, field: 'vm' | 'host', ...names: string[]) => [
    ...new Set(names.flatMap((name) => referenceIds(at(groups.get(text(rule, name) ?? ''), field)))),
  ]
  return list(at(config, 'rule')).map((rule) => ({
    name: text(rule, 'name') ?? '',
    kind: RULE_KINDS[typeName(rule)] ?? 'other',
    enabled: flag(rule, 'enabled'),
    mandatory: flag(rule, 'mandatory'),
    vmIds: [
      ...referenceIds(at(rule, 'vm')),
      ...members(rule, 'vm', 'vmGroupName', 'vmGroup', 'dependsOnVmGroup'),
    ],
    hostIds: members(rule, 'host', 'affineHostGroupName', 'antiAffineHostGroupName'),
  }))
}

export function projectDatastore(
  { ref, properties }: StoredObject,
  places: Pick<Places, 'parentOf'>,
): Datastore {
  const parentId = places.parentOf(properties)
  const bytes = (path: string) => number({ $type: '', n: leaf(properties[path]) ?? '' }, 'n', 0)
  const info = properties['info']
  return {
    id: ref.value,
    name: decodeName(leaf(properties['name']) ?? ref.value),
    ...(parentId !== undefined && { parentId }),
    type: leaf(properties['summary.type']) ?? '',
    version: text(info, 'vmfs.version') ?? '',
    capacityBytes: bytes('summary.capacity'),
    freeBytes: bytes('summary.freeSpace'),
    uncommittedBytes: bytes('summary.uncommitted'),
    accessible: leaf(properties['summary.accessible']) === 'true',
    maintenanceMode: leaf(properties['summary.maintenanceMode']) ?? 'normal',
    shared: leaf(properties['summary.multipleHostAccess']) === 'true',
    backing: datastoreBacking(info),
  }
}

function datastoreBacking(info: RawValue | undefined): string[] {
  const extents = list(at(info, 'vmfs.extent')).flatMap((extent) => text(extent, 'diskName') ?? [])
  const path = text(info, 'nas.remotePath')
  if (path === undefined) return extents
  // NFS 4.1 can have several addresses of one server; the older field has the first.
  const named = list(at(info, 'nas.remoteHostNames')).flatMap((name) =>
    typeof name === 'string' ? name : [],
  )
  const servers = named.length > 0 ? named : [text(info, 'nas.remoteHost') ?? '']
  return servers.map((server) => `${server}:${path}`)
}
