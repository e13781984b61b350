import { notAcceptable } from './status.ts'

/** The form in which a client wants an answer. */
export interface Form {
  readonly as?: 'Table' | 'PartialObjectMetadata' | 'PartialObjectMetadataList'
  /** Version of the form: v1 or v1beta1 of meta.k8s.io. */
  readonly version?: string
}

interface MediaType {
  readonly type: string
  readonly parameters: ReadonlyMap<string, string>
}

function parseAccept(accept: string): readonly MediaType[] {
  return accept
    .split(',')
    .map((part) => part.split(';').map((piece) => piece.trim()))
    .map(([type, ...rest]) => ({
      type: (type ?? '').toLowerCase(),
      parameters: new Map(
        rest.map((pair) => {
          const [key, value] = pair.split('=')
          return [key ?? '', value ?? ''] as const
        }),
      ),
    }))
}

function isJson(type: string): boolean {
  return type === '' || type === 'application/json' || type === '*/*' || type === 'application/*'
}

/**
 * The first form of the Accept header that the server offers. Throws a 406 Status when it asks for nothing but
 * forms such as protobuf.
 */
export function negotiate(accept: string): Form {
  for (const { type, parameters } of parseAccept(accept)) {
    if (!isJson(type)) continue
    const as = parameters.get('as')
    if (as === undefined) return {}
    const version = parameters.get('v') ?? 'v1'
    const known = parameters.get('g') === 'meta.k8s.io' && (version === 'v1' || version === 'v1beta1')
    if (known && (as === 'Table' || as === 'PartialObjectMetadata' || as === 'PartialObjectMetadataList'))
      return { as, version }
  }
  throw notAcceptable('application/json')
}

/** Whether the client prefers discovery in one document, and in which version of it. */
export function aggregatedVersion(accept: string): 'v2' | 'v2beta1' | undefined {
  for (const { type, parameters } of parseAccept(accept)) {
    if (!isJson(type)) continue
    if (parameters.get('as') === undefined) return undefined
    const version = parameters.get('v')
    if (parameters.get('g') === 'apidiscovery.k8s.io' && (version === 'v2' || version === 'v2beta1'))
      return version
  }
  return undefined
}
