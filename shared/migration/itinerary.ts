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
}

export const STEP_DESCRIPTIONS: Readonly<Record<StepName, string>> = {
  Initialize: 'Prepare the target and shut down the source',
  DiskTransfer: 'Copy the disks',
  ImageConversion: 'Convert the guest to run on KVM',
  VirtualMachineCreation: 'Create the virtual machine',
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
