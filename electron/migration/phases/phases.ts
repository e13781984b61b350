/** Phase to function: the controller's table of contents. */
import type { Phase } from '../../../shared/migration/model.ts'
import { done, type PhaseFn } from '../context.ts'
import { convertGuest, createGuestConversionPod } from './convert.ts'
import { copyDisks, createDataVolumes } from './copy.ts'
import { createVm } from './create-vm.ts'
import { powerOffSource, storePowerState, waitForPowerOff } from './power.ts'
import { started } from './prepare.ts'

export const PHASES: Readonly<Record<Phase, PhaseFn>> = {
  Started: started,
  StorePowerState: storePowerState,
  PowerOffSource: powerOffSource,
  WaitForPowerOff: waitForPowerOff,
  CreateDataVolumes: createDataVolumes,
  CopyDisks: copyDisks,
  CreateGuestConversionPod: createGuestConversionPod,
  ConvertGuest: convertGuest,
  CreateVM: createVm,
  Completed: () => Promise.resolve(done),
}
