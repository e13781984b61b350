/** Namespaces that VMs migrate into. */
import { namespaceManifest } from '../../shared/manifests/namespace.ts'
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'
import type { ClusterConnection, KubeObject } from '../cluster/service.ts'

export const NAMESPACE = { apiVersion: 'v1', kind: 'Namespace' }

export interface EnsuredNamespace {
  readonly name: string
  /** False when it was there already. */
  readonly created: boolean
}

/** Makes the namespace unless it is there. One that is being deleted is a problem: nothing can be put into it. */
export async function ensureNamespace(
  cluster: ClusterConnection,
  name: string,
): Promise<Result<EnsuredNamespace>> {
  const existing = await cluster.get(NAMESPACE, undefined, name)
  // Without the right to read namespaces the attempt to use this one decides.
  if (existing.ok && existing.value) return there(existing.value, name)
  const created = await createNamespace(cluster, name)
  if (created.ok) return ok({ name, created: true })
  if (created.problem.code === 'cluster.already-exists') return ok({ name, created: false })
  return fail({
    ...created.problem,
    message: `The namespace ${name} cannot be created: ${created.problem.message}`,
    meaning: 'Nothing was created.',
  })
}

function there(namespace: KubeObject, name: string): Result<EnsuredNamespace> {
  return isTerminating(namespace) ? fail(terminating(name)) : ok({ name, created: false })
}

export function isTerminating({ metadata }: KubeObject): boolean {
  return metadata.deletionTimestamp !== undefined
}

/** On OpenShift who may not create namespaces may request projects, as a rule, and becomes their administrator. */
async function createNamespace(cluster: ClusterConnection, name: string): Promise<Result<KubeObject>> {
  const created = await cluster.create(namespaceManifest(name))
  if (created.ok || created.problem.code !== 'cluster.forbidden') return created
  const project = await cluster.create({
    apiVersion: 'project.openshift.io/v1',
    kind: 'ProjectRequest',
    metadata: { name },
  })
  // Why namespaces cannot be created says more than that there are no projects.
  return project.ok || project.problem.code === 'cluster.already-exists' ? project : created
}

export function terminating(name: string): Problem {
  return {
    code: 'cluster.namespace-terminating',
    message: `The namespace ${name} is being deleted.`,
    meaning: 'Nothing was created.',
    remedy: `Wait until it is gone, or choose another name; kubectl get namespace ${name} -o yaml tells what holds it.`,
  }
}
