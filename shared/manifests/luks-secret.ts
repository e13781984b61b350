/** The secret from which virt-v2v takes the passphrases of encrypted guest disks (LUKS). */
import type { Vm } from '../inventory/model.ts'
import { objectLabels } from './labels.ts'
import type { PlanContext } from './manifest.ts'
import { luksSecretName } from './object-names.ts'
import type { ProviderSecret } from './provider-secret.ts'

/** Forklift's image tries each file below it on each encrypted disk (Forklift, pkg/virt-v2v). */
export const luksFolder = '/etc/luks'

/** Without its values, which the caller adds as `stringData` in the moment of writing: see luksKeys. */
export function luksSecret(context: PlanContext, vm: Pick<Vm, 'id'>, targetName: string): ProviderSecret {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    type: 'Opaque',
    metadata: {
      name: luksSecretName(context, vm.id, targetName),
      namespace: context.targetNamespace,
      labels: { ...objectLabels(context, vm.id), isLUKS: 'true' },
    },
  }
}

/** One key per passphrase; each becomes a file of its own. */
export function luksKeys(passphrases: readonly string[]): Record<string, string> {
  return Object.fromEntries(passphrases.map((passphrase, index) => [`passphrase-${index + 1}`, passphrase]))
}
