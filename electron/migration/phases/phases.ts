/** Phase to function: the controller's table of contents. */
import type { Phase } from '../../../shared/migration/model.ts'
import { done, type PhaseFn } from '../context.ts'
import { addCheckpoint, addFinalCheckpoint, copyingPaused, copyRound, finalizeCopy } from './rounds.ts'
import {
  createFinalSnapshot,
  createInitialSnapshot,
  createSnapshot,
  enableChangeTracking,
  removeFinalSnapshot,
  removeLastSnapshot,
  removePreviousSnapshot,
} from './snapshots.ts'
import { convertGuest, createGuestConversionPod } from './convert.ts'
import { copyDisks, createDataVolumes } from './copy.ts'
import { createVm } from './create-vm.ts'
import { storeSnapshotDeltas } from './deltas.ts'
import { powerOffSource, storePowerState, waitForPowerOff } from './power.ts'
import { started } from './prepare.ts'

export const PHASES: Readonly<Record<Phase, PhaseFn>> = {
  Started: started,
  EnableChangeTracking: enableChangeTracking,
  CreateInitialSnapshot: createInitialSnapshot,
  StoreInitialSnapshotDeltas: storeSnapshotDeltas,
  StorePowerState: storePowerState,
  PowerOffSource: powerOffSource,
  WaitForPowerOff: waitForPowerOff,
  CreateDataVolumes: createDataVolumes,
  CopyDisks: (context) => (context.plan.type === 'warm' ? copyRound(context) : copyDisks(context)),
  CopyingPaused: copyingPaused,
  RemovePreviousSnapshot: removePreviousSnapshot,
  CreateSnapshot: createSnapshot,
  StoreSnapshotDeltas: storeSnapshotDeltas,
  AddCheckpoint: addCheckpoint,
  RemovePenultimateSnapshot: removeLastSnapshot,
  CreateFinalSnapshot: createFinalSnapshot,
  AddFinalCheckpoint: addFinalCheckpoint,
  Finalize: finalizeCopy,
  CreateGuestConversionPod: createGuestConversionPod,
  ConvertGuest: convertGuest,
  CreateVM: createVm,
  WaitForFinalSnapshotRemoval: removeFinalSnapshot,
  Completed: () => Promise.resolve(done),
}
