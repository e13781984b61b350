import type { Vm } from './model.ts'

/** Why a VM cannot be migrated at all; undefined when it can be chosen for a plan. */
export function vmRefusal(vm: Vm): string | undefined {
  if (vm.isTemplate) return 'A template is not migrated. Deploy a VM from it and choose that one.'
  if (vm.connectionState !== 'connected')
    return `vSphere reports this VM as ${vm.connectionState}. Bring it back in vSphere first.`
  return undefined
}
