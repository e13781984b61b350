import type { SeedObject } from './names.ts'
import { nodes } from './nodes.ts'
import { forklift, operators } from './operators.ts'
import { storage } from './storage.ts'
import { securityConstraints } from './security.ts'
import { existingMachines, namespaces, networks, preferences, quotas } from './workloads.ts'

/**
 * What an OpenShift cluster with OpenShift Virtualization holds before anyone migrates to it, in an order in
 * which each object's namespace exists before it.
 */
export function seedObjects(now: string): readonly SeedObject[] {
  return [
    ...namespaces(),
    ...nodes(now),
    ...storage('cdi-uploadproxy-openshift-cnv.apps.cluster.lab.example'),
    ...operators(now),
    ...forklift(),
    ...securityConstraints(),
    ...networks(),
    ...quotas(),
    ...preferences(),
    ...existingMachines(),
  ]
}
