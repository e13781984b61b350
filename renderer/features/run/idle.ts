import type { VmView } from '../../../shared/migration/model.ts'
import { WAITS_FOR_CUTOVER } from '../../../shared/migration/wait-kind.ts'

/** It was copied, and waits for the next delta or its cutover. */
export function isIdle(vm: VmView): boolean {
  return (
    vm.state === 'running' &&
    vm.phase === 'CopyingPaused' &&
    (vm.waitReason === '' || vm.waitReason.startsWith(WAITS_FOR_CUTOVER))
  )
}
