/** Version of the Forklift (MTV) operator: its own object does not tell it, so those that installed it are asked. */
import { items } from './items.ts'
import type { Objects } from './objects.ts'
import { listAt, textAt, valueAt } from './read.ts'
import type { Served } from './served.ts'
import type { KubeObject } from './service.ts'
import { kinds } from './target-kinds.ts'

const controllerDeployment = 'forklift-controller'
/** Where it lies when the ForkliftController may not be read. */
const usualNamespace = 'openshift-mtv'

/** Empty when it is not installed, `unknownVersion` when it does not tell. */
export async function forkliftVersion(
  objects: Objects,
  served: Served,
  unknownVersion: string,
): Promise<string> {
  if (!served.group('forklift.konveyor.io')) return ''
  const [controller] = items(await objects.list(kinds.forkliftController, undefined, { metadataOnly: true }))
  const namespace = controller?.metadata.namespace ?? usualNamespace
  const installed = served.group('operators.coreos.com')
    ? // Names only: each of these objects is a whole catalogue entry of a hundred kilobytes and more.
      items(await objects.list(kinds.clusterServiceVersion, namespace, { metadataOnly: true }))
    : []
  const ofOperator = installed.map((each) => csvVersion(each.metadata.name ?? '')).find((one) => one !== '')
  if (ofOperator !== undefined) return ofOperator
  const deployment = await objects.get(kinds.deployment, namespace, controllerDeployment)
  return (deployment.ok ? deploymentVersion(deployment.value) : '') || unknownVersion
}

/** "mtv-operator.v2.12.3" and "forklift-operator.v2.9.0" say 2.12.3 and 2.9.0; others say nothing. */
export function csvVersion(name: string): string {
  return /^[a-z-]*(?:mtv|forklift)-operator\.v(\d.*)$/.exec(name)?.[1] ?? ''
}

/** The label for it, else the tag of the controller's image where that is a version. */
export function deploymentVersion(deployment: KubeObject | undefined): string {
  const labelled = deployment?.metadata.labels?.['app.kubernetes.io/version']
  if (labelled !== undefined && labelled !== '') return labelled
  const [container] = listAt(valueAt(deployment?.spec, 'template', 'spec'), 'containers')
  return /:v?(\d+\.\d+[\w.-]*)(?:@.*)?$/.exec(textAt(container, 'image'))?.[1] ?? ''
}
