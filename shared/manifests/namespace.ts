import { manager } from './labels.ts'
import type { Manifest } from './manifest.ts'

/**
 * The namespace that VMs migrate into. It carries no label of a plan: it outlives the plan that made it, and
 * no clean-up may find it.
 */
export function namespaceManifest(name: string): Omit<Manifest, 'spec'> {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: { 'app.kubernetes.io/managed-by': manager } },
  }
}
