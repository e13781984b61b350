/** A script that serves objects as an API server would: discovery, lists and single objects. */
import { failure, type Script, type Scripted } from './scripted-api.ts'

export interface Kept {
  readonly apiVersion: string
  readonly kind: string
  readonly plural: string
  readonly namespaced: boolean
  readonly items: readonly { readonly metadata: { readonly name: string; readonly namespace?: string } }[]
}

/** `groups`: served beside those of the kinds. A kind without items is served, and empty. */
export function clusterOf(kept: readonly Kept[], groups: readonly string[] = []): Script {
  const rootOf = ({ apiVersion }: Kept) => `${apiVersion.includes('/') ? '/apis' : '/api'}/${apiVersion}`
  return ({ path, method }) => {
    if (method !== 'GET') return undefined
    if (path === '/apis') return { json: groupList(kept, groups) }
    const ofVersion = kept.filter((one) => rootOf(one) === path)
    if (ofVersion.length > 0) {
      return {
        json: {
          resources: ofVersion.map(({ plural, kind, namespaced }) => ({ name: plural, kind, namespaced })),
        },
      }
    }
    for (const one of kept) {
      const found = answerFrom(one, path.slice(rootOf(one).length + 1), path.startsWith(`${rootOf(one)}/`))
      if (found) return found
    }
    return undefined
  }
}

function answerFrom(kept: Kept, rest: string, isUnder: boolean): Scripted | undefined {
  if (!isUnder) return undefined
  const parts = rest.split('/')
  const namespace = parts[0] === 'namespaces' && parts.length > 2 ? parts[1] : undefined
  const [plural, name] = namespace === undefined ? parts : parts.slice(2)
  if (plural !== kept.plural) return undefined
  const items = kept.items.filter(
    ({ metadata }) => namespace === undefined || metadata.namespace === namespace,
  )
  if (name === undefined) return { json: { kind: `${kept.kind}List`, metadata: {}, items } }
  const item = items.find(({ metadata }) => metadata.name === name)
  return item ? { json: item } : failure(404, 'NotFound', `${plural} "${name}" not found`)
}

function groupList(kept: readonly Kept[], more: readonly string[]) {
  const versions = kept.filter((one) => one.apiVersion.includes('/')).map((one) => one.apiVersion)
  const names = [...versions.map((version) => version.slice(0, version.indexOf('/'))), ...more]
  return {
    kind: 'APIGroupList',
    groups: [...new Set(names)].map((name) => ({
      name,
      versions: [...new Set(versions.filter((version) => version.startsWith(`${name}/`)))].map(
        (groupVersion) => ({
          groupVersion,
        }),
      ),
    })),
  }
}
