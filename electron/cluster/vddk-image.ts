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

export interface NamedImage {
  readonly image: string
  /** In words; empty without an image. */
  readonly source: string
}

/** CDI's own order: the config map in its namespace, which HyperConverged feeds; then HyperConverged. */
export async function vddkImage(objects: Objects): Promise<NamedImage> {
  const [service, operators] = await Promise.all([
    objects.get(kinds.apiService, undefined, cdiApiService),
    hyperConvergeds(objects),
  ])
  const maps = await Promise.all(
    cdiNamespaces(service, operators).map(async (namespace) => {
      const found = await objects.get(kinds.configMap, namespace, configMapName)
      const image = found.ok ? textAt(valueAt(found.value, 'data'), 'vddk-init-image').trim() : ''
      return { image, source: `ConfigMap ${configMapName} in namespace ${namespace}` }
    }),
  )
  return (
    [...maps, ...operators.map(ofOperator)].find((found) => found.image !== '') ?? { image: '', source: '' }
  )
}

function cdiNamespaces(
  service: Result<KubeObject | undefined>,
  operators: readonly KubeObject[],
): readonly string[] {
  const told = service.ok ? textAt(service.value?.spec, 'service', 'namespace') : ''
  if (told !== '') return [told]
  const ofOperators = operators.map((operator) => operator.metadata.namespace ?? '')
  return [...new Set([...ofOperators, ...usualNamespaces])].filter((namespace) => namespace !== '')
}

/**
 * HyperConverged in the version that has the field. The newer version is read where the older is not served any
 * more, and where the older names no image.
 */
async function hyperConvergeds(objects: Objects): Promise<readonly KubeObject[]> {
  const read = async (ref: KindRef) => items(await objects.list(ref, undefined))
  const beta = await read(kinds.hyperConvergedBeta)
  if (beta.some((operator) => ofOperator(operator).image !== '')) return beta
  return [...beta, ...(await read(kinds.hyperConverged))]
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
