/** Reads what a cluster offers as a target. A missing right or operator leaves its field empty. */
import { fail, ok, type Result } from '../../shared/problem.ts'
import type { Target } from '../../shared/target/model.ts'
import type { Objects } from './objects.ts'
import { notKubernetes } from './connection-problems.ts'
import { statusProblem } from './status-problems.ts'
import { attachmentFacts } from './attachment-facts.ts'
import { forkliftVersion } from './forklift-version.ts'
import { items, listEverywhere } from './items.ts'
import { textAt } from './read.ts'
import { conversionSecurity } from './security-facts.ts'
import { ofServed, readServed, type Served } from './served.ts'
import type { KindRef, KubeObject } from './service.ts'
import {
  emulates,
  namespaceFacts,
  nodeFacts,
  openshiftVersion,
  quotaFacts,
  storageFacts,
} from './target-facts.ts'
import { kinds } from './target-kinds.ts'
import type { Transport } from './transport.ts'
import { vddkImage } from './vddk-image.ts'

/** Said where an operator is there, but its version may not be read. */
const unknownVersion = 'unknown'

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

/**
 * Everything at once; only the version has to be readable. `around`: namespaces that matter most, for a login that
 * sees into single ones only.
 */
export async function describeTarget(
  transport: Transport,
  every: Objects,
  around: readonly string[],
): Promise<Result<Target>> {
  const version = await readVersion(transport)
  if (!version.ok) return version
  const served = await readServed(transport)
  const objects = ofServed(every, served)
  const [cluster, spaces] = await Promise.all([
    wholeCluster(objects, served),
    insideNamespaces(objects, around),
  ])
  return ok({
    version: version.value,
    platform: served.group('config.openshift.io') ? 'openshift' : 'kubernetes',
    ...cluster,
    ...spaces,
    conversionImage: '',
    probeImage: '',
  })
}

/** What is not in a namespace, or in one of the operators' own. */
async function wholeCluster(objects: Objects, served: Served) {
  const all = async (ref: KindRef) => items(await objects.list(ref, undefined))
  const [platformVersion, kubevirts, cdis, forklift, nodes, classes, profiles, vddk, security] =
    await Promise.all([
      readOpenshiftVersion(objects, served),
      all(kinds.kubevirt),
      all(kinds.cdi),
      forkliftVersion(objects, served, unknownVersion),
      all(kinds.node),
      all(kinds.storageClass),
      all(kinds.storageProfile),
      vddkImage(objects),
      conversionSecurity(objects, served),
    ])
  return {
    platformVersion,
    kubevirtVersion: operatorVersion(kubevirts, 'observedKubeVirtVersion', served.group('kubevirt.io')),
    cdiVersion: operatorVersion(cdis, 'observedVersion', served.group('cdi.kubevirt.io')),
    forkliftVersion: forklift,
    nodes: nodeFacts(nodes),
    emulation: emulates(kubevirts),
    storageClasses: storageFacts(classes, profiles),
    conversionSecurity: security,
    vddkImage: vddk.image,
    vddkImageSource: vddk.source,
    vddkImageUnread: [...vddk.unread],
  }
}

/** What lies in namespaces: all of it, or what of each may be seen. */
async function insideNamespaces(objects: Objects, around: readonly string[]) {
  const facts = namespaceFacts(await readNamespaces(objects))
  const { namespaces } = facts
  // Attachments of "default" can be used from everywhere.
  const wanted = [...new Set([...around, 'default'])]
  const first = namespaces.length === 0 ? wanted : wanted.filter((name) => namespaces.includes(name))
  const everywhere = (ref: KindRef, metadataOnly = false) =>
    listEverywhere(objects, ref, { first, others: namespaces }, metadataOnly)
  const [attachments, quotas, machines] = await Promise.all([
    everywhere(kinds.attachment),
    everywhere(kinds.resourceQuota),
    everywhere(kinds.virtualMachine, true),
  ])
  return {
    ...facts,
    attachments: attachmentFacts(attachments),
    quotas: quotaFacts(quotas),
    virtualMachines: machines
      .map((machine) => `${machine.metadata.namespace ?? ''}/${machine.metadata.name ?? ''}`)
      .sort(),
  }
}

function operatorVersion(operators: readonly KubeObject[], field: string, isServed: boolean): string {
  const found = operators.map((each) => textAt(each.status, field)).find((version) => version !== '')
  return found ?? (isServed ? unknownVersion : '')
}

async function readOpenshiftVersion(objects: Objects, served: Served): Promise<string> {
  if (!served.group('config.openshift.io')) return ''
  const found = await objects.get(kinds.clusterVersion, undefined, 'version')
  return found.ok ? openshiftVersion(found.value) : ''
}

/** On OpenShift a plain user may not list namespaces, but gets the own ones as projects. */
async function readNamespaces(objects: Objects): Promise<readonly KubeObject[]> {
  const namespaces = await objects.list(kinds.namespace, undefined, { metadataOnly: true })
  return items(namespaces.ok ? namespaces : await objects.list(kinds.project, undefined))
}
