/** Which VDDK image a cluster names, and where. */
import type { Result } from '../../shared/problem.ts'
import { items } from './items.ts'
import type { Objects } from './objects.ts'
import { textAt, valueAt } from './read.ts'
import type { KindRef, KubeObject } from './service.ts'
import { kinds } from './target-kinds.ts'

/** CDI's namespace in its own and in the two operators' installations. */
const usualNamespaces = ['cdi', 'openshift-cnv', 'kubevirt-hyperconverged']
/** Points at CDI's API server, and so tells the namespace that CDI runs in. */
const cdiApiService = 'v1beta1.upload.cdi.kubevirt.io'
const configMapName = 'v2v-vmware'

interface NamedImage {
  readonly image: string
  /** In words; empty without an image. */
  readonly source: string
}

export interface FoundImage extends NamedImage {
  /** Places that could not be read, in words; empty where an image was found. */
  readonly unread: readonly string[]
}

/** CDI's own order: the config map in its namespace, which HyperConverged feeds; then HyperConverged. */
export async function vddkImage(objects: Objects): Promise<FoundImage> {
  const [service, operators] = await Promise.all([
    objects.get(kinds.apiService, undefined, cdiApiService),
    hyperConvergeds(objects),
  ])
  const told = service.ok ? textAt(service.value?.spec, 'service', 'namespace') : ''
  const maps = await Promise.all(
    (told === '' ? likelyNamespaces(operators.found) : [told]).map(async (namespace) => {
      const found = await objects.get(kinds.configMap, namespace, configMapName)
      const image = found.ok ? textAt(valueAt(found.value, 'data'), 'vddk-init-image').trim() : ''
      return { image, source: mapWords(namespace), isRead: isRead(found) }
    }),
  )
  const named = [...maps, ...operators.found.map(ofOperator)].find(({ image }) => image !== '')
  if (named) return { image: named.image, source: named.source, unread: [] }
  // The config map of CDI's own namespace has the last word: what HyperConverged names arrives there.
  if (told !== '' && maps.every((map) => map.isRead)) return { image: '', source: '', unread: [] }
  const unread = [
    ...(isRead(service) ? [] : [`APIService ${cdiApiService}`]),
    ...maps.filter((map) => !map.isRead).map(({ source }) => source),
    ...(operators.areRead ? [] : ['HyperConverged in all namespaces']),
  ]
  return { image: '', source: '', unread }
}

function mapWords(namespace: string): string {
  return `ConfigMap ${configMapName} in namespace ${namespace}`
}

/** What is not offered, or not there, names nothing: that much is known of it. */
function isRead(result: Result<unknown>): boolean {
  return result.ok || result.problem.code === 'cluster.kind-not-served'
}

function likelyNamespaces(operators: readonly KubeObject[]): readonly string[] {
  const ofOperators = operators.map((operator) => operator.metadata.namespace ?? '')
  return [...new Set([...ofOperators, ...usualNamespaces])].filter((namespace) => namespace !== '')
}

/**
 * HyperConverged in the version that has the field. The newer version is read where the older is not served any
 * more, and where the older names no image.
 */
async function hyperConvergeds(objects: Objects) {
  const read = (ref: KindRef) => objects.list(ref, undefined)
  const beta = await read(kinds.hyperConvergedBeta)
  const found = items(beta)
  if (found.some((operator) => ofOperator(operator).image !== '')) return { found, areRead: true }
  const newer = await read(kinds.hyperConverged)
  return { found: [...found, ...items(newer)], areRead: isRead(beta) && isRead(newer) }
}

function ofOperator(operator: KubeObject): NamedImage {
  const { name = '', namespace = '' } = operator.metadata
  return {
    image: findText(operator.spec, 'vddkInitImage').trim(),
    source: `HyperConverged ${name} in namespace ${namespace}`,
  }
}

/** The text of a field wherever it stands: the newer version keeps its fields in groups. */
function findText(value: unknown, key: string): string {
  if (typeof value !== 'object' || value === null) return ''
  const own = textAt(value, key)
  if (own !== '') return own
  for (const part of Object.values(value)) {
    const found = findText(part, key)
    if (found !== '') return found
  }
  return ''
}
