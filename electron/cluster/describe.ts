/** Reads what a cluster offers as a target. A missing right or operator leaves its field empty. */
import { fail, ok, type Result } from '../../shared/problem.ts'
import type { Target } from '../../shared/target/model.ts'
import type { Objects } from './objects.ts'
import { notKubernetes } from './connection-problems.ts'
import { statusProblem } from './status-problems.ts'
import { listAt, textAt, valueAt } from './read.ts'
import type { KindRef, KubeObject } from './service.ts'
import { attachmentFacts, nodeFacts, openshiftVersion, storageFacts } from './target-facts.ts'
import type { Transport } from './transport.ts'

/** Said where an operator is there, but its version may not be read. */
const unknownVersion = 'unknown'
const operatorNamespaces = ['cdi', 'openshift-cnv', 'kubevirt-hyperconverged']
/** With rights on single namespaces only, so many of them are looked into. */
const maxNamespaces = 50

const kinds = {
  attachment: { apiVersion: 'k8s.cni.cncf.io/v1', kind: 'NetworkAttachmentDefinition' },
  cdi: { apiVersion: 'cdi.kubevirt.io/v1beta1', kind: 'CDI' },
  clusterVersion: { apiVersion: 'config.openshift.io/v1', kind: 'ClusterVersion' },
  configMap: { apiVersion: 'v1', kind: 'ConfigMap' },
  // Only this version has vddkInitImage; the server's preferred one may not.
  hyperConverged: { apiVersion: 'hco.kubevirt.io/v1beta1', kind: 'HyperConverged' },
  kubevirt: { apiVersion: 'kubevirt.io/v1', kind: 'KubeVirt' },
  namespace: { apiVersion: 'v1', kind: 'Namespace' },
  node: { apiVersion: 'v1', kind: 'Node' },
  project: { apiVersion: 'project.openshift.io/v1', kind: 'Project' },
  storageClass: { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass' },
  storageProfile: { apiVersion: 'cdi.kubevirt.io/v1beta1', kind: 'StorageProfile' },
  virtualMachine: { apiVersion: 'kubevirt.io/v1', kind: 'VirtualMachine' },
} as const satisfies Record<string, KindRef>

/** Kubernetes version, "v1.33.0". Fails when nothing answers, the login is refused, or it is no API server. */
export async function readVersion(transport: Transport): Promise<Result<string>> {
  const answer = await transport.send({ method: 'GET', path: '/version' })
  if (!answer.ok) return answer
  const { status, body } = answer.value
  const version = textAt(body, 'gitVersion')
  if (status === 200 && version !== '') return ok(version)
  if (status === 200 || (status === 404 && textAt(body, 'kind') !== 'Status')) {
    return fail(notKubernetes(transport.url, `GET /version: HTTP ${status}`))
  }
  const ref = { apiVersion: 'v1', kind: 'Version' }
  const asked = { verb: 'get', ref, resource: 'version', namespace: undefined, name: undefined }
  return fail(statusProblem(transport.url, status, body, asked))
}

/** Everything at once; only the version has to be readable. */
export async function describeTarget(transport: Transport, objects: Objects): Promise<Result<Target>> {
  const version = await readVersion(transport)
  if (!version.ok) return version
  const all = async (ref: KindRef) => items(await objects.list(ref, undefined))
  const groups = await groupNames(transport)
  const [namespaces, kubevirtVersion, cdiVersion, nodes, classes, profiles, vddk, platformVersion] =
    await Promise.all([
      namespaceNames(objects),
      operatorVersion(objects, kinds.kubevirt, 'observedKubeVirtVersion', groups),
      operatorVersion(objects, kinds.cdi, 'observedVersion', groups),
      all(kinds.node),
      all(kinds.storageClass),
      all(kinds.storageProfile),
      vddkImage(objects),
      readOpenshiftVersion(objects, groups),
    ])
  const [attachments, machines] = await Promise.all([
    listEverywhere(objects, kinds.attachment, namespaces, false),
    listEverywhere(objects, kinds.virtualMachine, namespaces, true),
  ])
  return ok({
    version: version.value,
    platform: groups.has('config.openshift.io') ? 'openshift' : 'kubernetes',
    platformVersion,
    kubevirtVersion,
    cdiVersion,
    forkliftVersion: '',
    nodes: nodeFacts(nodes),
    namespaces,
    terminating: [],
    podSecurity: {},
    conversionSecurity: 'unknown',
    quotas: [],
    storageClasses: storageFacts(classes, profiles),
    attachments: attachmentFacts(attachments),
    vddkImage: vddk.image,
    vddkImageSource: vddk.source,
    conversionImage: '',
    probeImage: '',
    virtualMachines: machines
      .map((machine) => `${machine.metadata.namespace ?? ''}/${machine.metadata.name ?? ''}`)
      .sort(),
  })
}

async function groupNames(transport: Transport): Promise<ReadonlySet<string>> {
  const answer = await transport.send({ method: 'GET', path: '/apis' })
  return new Set(answer.ok ? listAt(answer.value.body, 'groups').map((group) => textAt(group, 'name')) : [])
}

async function operatorVersion(
  objects: Objects,
  ref: KindRef,
  field: string,
  groups: ReadonlySet<string>,
): Promise<string> {
  const found = items(await objects.list(ref, undefined))
    .map((each) => textAt(each.status, field))
    .find((version) => version !== '')
  if (found !== undefined) return found
  return groups.has(ref.apiVersion.slice(0, ref.apiVersion.indexOf('/'))) ? unknownVersion : ''
}

async function readOpenshiftVersion(objects: Objects, groups: ReadonlySet<string>): Promise<string> {
  if (!groups.has('config.openshift.io')) return ''
  const found = await objects.get(kinds.clusterVersion, undefined, 'version')
  return found.ok ? openshiftVersion(found.value) : ''
}

/** On OpenShift a plain user may not list namespaces, but gets the own ones as projects. */
async function namespaceNames(objects: Objects): Promise<string[]> {
  const namespaces = await objects.list(kinds.namespace, undefined, { metadataOnly: true })
  const found = namespaces.ok ? namespaces : await objects.list(kinds.project, undefined)
  return items(found)
    .map((each) => each.metadata.name ?? '')
    .sort()
}

/** All of a kind, or as many as can be seen namespace by namespace. */
async function listEverywhere(
  objects: Objects,
  ref: KindRef,
  namespaces: readonly string[],
  metadataOnly: boolean,
): Promise<readonly KubeObject[]> {
  const whole = await objects.list(ref, undefined, { metadataOnly })
  if (whole.ok) return whole.value.items
  if (whole.problem.code !== 'cluster.forbidden') return []
  const parts = await Promise.all(
    namespaces
      .slice(0, maxNamespaces)
      .map(async (namespace) => items(await objects.list(ref, namespace, { metadataOnly }))),
  )
  return parts.flat()
}

/** CDI's own order: the config map in its namespace, which HyperConverged feeds; then HyperConverged. */
async function vddkImage(objects: Objects): Promise<{ image: string; source: string }> {
  const maps = await Promise.all(
    operatorNamespaces.map(async (namespace) => {
      const found = await objects.get(kinds.configMap, namespace, 'v2v-vmware')
      const image = found.ok ? textAt(valueAt(found.value, 'data'), 'vddk-init-image') : ''
      return { image, source: `ConfigMap v2v-vmware in namespace ${namespace}` }
    }),
  )
  const operators = items(await objects.list(kinds.hyperConverged, undefined)).map((each) => ({
    image: textAt(each.spec, 'vddkInitImage'),
    source: `HyperConverged ${each.metadata.name ?? ''} in namespace ${each.metadata.namespace ?? ''}`,
  }))
  return [...maps, ...operators].find((found) => found.image !== '') ?? { image: '', source: '' }
}

function items(result: Result<{ readonly items: readonly KubeObject[] }>): readonly KubeObject[] {
  return result.ok ? result.value.items : []
}
