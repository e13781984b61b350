/** What a request asks for, in the words of authorization. Source: Kubernetes, "Determine the Request Verb". */
import type { ApiRequest } from './http.ts'
import type { Attributes } from './rbac.ts'

const VERBS: Readonly<Record<string, string>> = {
  POST: 'create',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
}

/** `parts`: the path below group and version. */
export function attributesOf(request: ApiRequest, group: string, parts: readonly string[]): Attributes {
  const inNamespace = parts[0] === 'namespaces' && parts[1] !== undefined
  const namespace = inNamespace ? parts[1] : undefined
  // The status of a namespace is a part of the namespace, not an object in it.
  const isBelow = inNamespace && parts[2] !== undefined && !['status', 'finalize'].includes(parts[2])
  const [plural = '', name, subresource] = isBelow ? parts.slice(2) : parts
  const named = name ?? nameOfSelector(request)
  return {
    verb: verbOf(request, name !== undefined),
    group,
    resource: subresource === undefined ? plural : `${plural}/${subresource}`,
    namespace,
    name: named,
  }
}

function verbOf({ method, query }: ApiRequest, isNamed: boolean): string {
  if (method === 'GET' || method === 'HEAD') {
    if (['true', '1'].includes(query.get('watch') ?? '')) return 'watch'
    return isNamed ? 'get' : 'list'
  }
  if (method === 'DELETE' && !isNamed) return 'deletecollection'
  return VERBS[method] ?? method.toLowerCase()
}

/** A list or watch of one name counts as being about that name. */
function nameOfSelector({ query }: ApiRequest): string | undefined {
  return /(?:^|,)metadata\.name={1,2}([^,]+)/.exec(query.get('fieldSelector') ?? '')?.[1]
}
