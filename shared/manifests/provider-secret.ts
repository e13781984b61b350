import type { Vm } from '../inventory/model.ts'
import { objectLabels } from './labels.ts'
import type { Manifest, PlanContext } from './manifest.ts'
import { providerSecretName } from './object-names.ts'

/** Keys under which CDI's importer looks for the login (CDI, pkg/common/common.go). */
export const secretKeys = { username: 'accessKeyId', password: 'secretKey' } as const

export type ProviderSecret = Omit<Manifest, 'spec'> & { readonly type: 'Opaque' }

/**
 * The secret that CDI logs in to vSphere with, without its values: the caller adds `stringData` under
 * `secretKeys` in the moment of writing, so that no login lies about in a value that may be logged.
 */
export function providerSecret(context: PlanContext, vm: Pick<Vm, 'id'>, targetName: string): ProviderSecret {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    type: 'Opaque',
    metadata: {
      name: providerSecretName(context, vm.id, targetName),
      namespace: context.targetNamespace,
      labels: { ...objectLabels(context, vm.id), isDV: 'true' },
    },
  }
}
