/** The phases that a VM goes through, and the pipeline step that each belongs to: MTV's words in MTV's order. */
import type { Plan } from '../plan/model.ts'
import type { Phase, StepName } from './model.ts'

/** One phase may belong to different steps in different itineraries. */
export type Itinerary = readonly { readonly phase: Phase; readonly step: StepName }[]

/** By type of the plan: copy by CDI and conversion in place, as a controller outside the cluster can do it. */
export const ITINERARIES: Readonly<Record<Plan['type'], Itinerary>> = {
  cold: [
    { phase: 'Started', step: 'Initialize' },
    { phase: 'StorePowerState', step: 'Initialize' },
    { phase: 'PowerOffSource', step: 'Initialize' },
    { phase: 'WaitForPowerOff', step: 'Initialize' },
    { phase: 'CreateDataVolumes', step: 'Initialize' },
    { phase: 'CopyDisks', step: 'DiskTransfer' },
    { phase: 'CreateGuestConversionPod', step: 'ImageConversion' },
    { phase: 'ConvertGuest', step: 'ImageConversion' },
    { phase: 'CreateVM', step: 'VirtualMachineCreation' },
    { phase: 'Completed', step: 'VirtualMachineCreation' },
  ],
  // From AddCheckpoint back to CopyDisks, until a cutover is due in CopyingPaused: then on with StorePowerState.
  warm: [
    { phase: 'Started', step: 'Initialize' },
    { phase: 'EnableChangeTracking', step: 'Initialize' },
    { phase: 'CreateInitialSnapshot', step: 'Initialize' },
    { phase: 'StoreInitialSnapshotDeltas', step: 'Initialize' },
    { phase: 'CreateDataVolumes', step: 'Initialize' },
    { phase: 'CopyDisks', step: 'DiskTransfer' },
    { phase: 'CopyingPaused', step: 'DiskTransfer' },
    { phase: 'RemovePreviousSnapshot', step: 'DiskTransfer' },
    { phase: 'CreateSnapshot', step: 'DiskTransfer' },
    { phase: 'StoreSnapshotDeltas', step: 'DiskTransfer' },
    { phase: 'AddCheckpoint', step: 'DiskTransfer' },
    { phase: 'StorePowerState', step: 'Cutover' },
    { phase: 'PowerOffSource', step: 'Cutover' },
    { phase: 'WaitForPowerOff', step: 'Cutover' },
    { phase: 'RemovePenultimateSnapshot', step: 'Cutover' },
    { phase: 'CreateFinalSnapshot', step: 'Cutover' },
    { phase: 'AddFinalCheckpoint', step: 'Cutover' },
    { phase: 'Finalize', step: 'Cutover' },
    { phase: 'CreateGuestConversionPod', step: 'ImageConversion' },
    { phase: 'ConvertGuest', step: 'ImageConversion' },
    { phase: 'CreateVM', step: 'VirtualMachineCreation' },
    // After the VM: how long vSphere merges a snapshot is no part of the downtime.
    { phase: 'WaitForFinalSnapshotRemoval', step: 'WaitForFinalSnapshotConsolidation' },
    { phase: 'Completed', step: 'WaitForFinalSnapshotConsolidation' },
  ],
}

/**
 * Its VM is complete on the target, and may hold by now what the source does not: nothing is taken back any more, and
 * what is left to do is to clean the source up.
 */
export function isBeyondCancel({ phase }: { readonly phase: Phase }): boolean {
  return phase === 'WaitForFinalSnapshotRemoval' || phase === 'Completed'
}

export const STEP_DESCRIPTIONS: Readonly<Record<StepName, string>> = {
  Initialize: 'Prepare source and target',
  DiskTransfer: 'Copy the disks',
  Cutover: 'Shut down the source and copy the last changes',
  ImageConversion: 'Convert the guest to run on KVM',
  VirtualMachineCreation: 'Create the virtual machine',
  WaitForFinalSnapshotConsolidation: 'Remove the last snapshot of the source',
}

/** Pipeline steps in order, each once. */
export function pipelineOf(itinerary: Itinerary): StepName[] {
  return [...new Set(itinerary.map(({ step }) => step))]
}

export function stepOf(itinerary: Itinerary, phase: Phase): StepName {
  const found = itinerary.find((one) => one.phase === phase)
  if (!found) throw new Error(`phase ${phase} is not in this itinerary`)
  return found.step
}

/** The phase after `phase`; undefined after the last. */
export function nextPhase(itinerary: Itinerary, phase: Phase): Phase | undefined {
  return itinerary[itinerary.findIndex((one) => one.phase === phase) + 1]?.phase
}
