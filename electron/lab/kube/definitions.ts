import type { JsonObject } from './json.ts'
import type { KindSpec } from './kinds/kind.ts'
import { openApiSchema } from './openapi.ts'

/** The CustomResourceDefinition that describes one of the served custom kinds. */
export function definitionOf(kind: KindSpec, now: string): JsonObject {
  const names = {
    plural: kind.plural,
    singular: kind.kind.toLowerCase(),
    kind: kind.kind,
    listKind: `${kind.kind}List`,
    shortNames: kind.shortNames,
    categories: kind.categories,
  }
  const condition = (type: string, reason: string): JsonObject => ({
    type,
    status: 'True',
    reason,
    message: '',
    lastTransitionTime: now,
  })
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${kind.plural}.${kind.group}` },
    spec: {
      group: kind.group,
      scope: kind.namespaced ? 'Namespaced' : 'Cluster',
      names,
      conversion: { strategy: 'None' },
      versions: [
        {
          name: kind.version,
          served: true,
          storage: true,
          schema: { openAPIV3Schema: openApiSchema(kind.schema) },
          subresources: kind.status ? { status: {} } : undefined,
        },
      ],
    },
    status: {
      acceptedNames: names,
      storedVersions: [kind.version],
      conditions: [
        condition('NamesAccepted', 'NoConflicts'),
        condition('Established', 'InitialNamesAccepted'),
      ],
    },
  }
}
