/** For tests: the lab's cluster as a migration tool sees it, with nothing but @kubernetes/client-node. */
import { KubeConfig, KubernetesObjectApi, PatchStrategy, Watch } from '@kubernetes/client-node'
import type { KubernetesObject } from '@kubernetes/client-node'
import { pathOf, type Kind } from './controllers/kinds.ts'
import type { KubeObject } from './controllers/objects.ts'
import type { LabEndpoints } from './service.ts'

export interface Tool {
  readonly api: KubernetesObjectApi
  create(object: object): Promise<KubernetesObject>
  merge(object: object): Promise<KubernetesObject>
  /** Follows one object by watch until `wanted` holds; a missing object is undefined. */
  until<T extends KubeObject>(
    kind: Kind<T>,
    namespace: string,
    name: string,
    wanted: (object: T | undefined) => boolean,
  ): Promise<T | undefined>
}

const LIMIT_MS = 20_000

export function createTool(endpoints: LabEndpoints): Tool {
  const config = new KubeConfig()
  config.loadFromString(endpoints.cluster.kubeconfig)
  const api = KubernetesObjectApi.makeApiClient(config)
  return {
    api,
    create: (object) => api.create(object as KubernetesObject),
    merge: (object) =>
      api.patch(
        object as KubernetesObject,
        undefined,
        undefined,
        undefined,
        undefined,
        PatchStrategy.MergePatch,
      ),
    until: (kind, namespace, name, wanted) => follow(config, kind, { namespace, name }, wanted),
  }
}

async function follow<T extends KubeObject>(
  config: KubeConfig,
  kind: Kind<T>,
  { namespace, name }: { readonly namespace: string; readonly name: string },
  wanted: (object: T | undefined) => boolean,
): Promise<T | undefined> {
  const found = Promise.withResolvers<T | undefined>()
  let last: T | undefined
  const limit = setTimeout(() => {
    found.reject(new Error(`${kind.kind} ${namespace}/${name} stayed as ${JSON.stringify(last, null, 1)}`))
  }, LIMIT_MS)
  const look = (object: T | undefined): void => {
    last = object
    if (wanted(object)) found.resolve(object)
  }
  const receive = (type: string, object: T): void => {
    if (type === 'BOOKMARK' || type === 'ERROR') return
    look(type === 'DELETED' ? undefined : object)
  }
  const query = { fieldSelector: `metadata.name=${name}` }
  const watch = await new Watch(config).watch(pathOf(kind, namespace), query, receive, () => undefined)
  try {
    // The watch begins with what is there. That nothing is there has no event of its own.
    const object = await KubernetesObjectApi.makeApiClient(config)
      .read({ apiVersion: kind.apiVersion, kind: kind.kind, metadata: { namespace, name } })
      .catch(() => undefined)
    if (object === undefined && wanted(undefined)) found.resolve(undefined)
    return await found.promise
  } finally {
    clearTimeout(limit)
    watch.abort()
  }
}
