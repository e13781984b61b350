/** The road of a cold migration: MTV's phases in MTV's order, and the pipeline step each belongs to. */
import type { Phase, StepName } from './model.ts'

export interface Stop {
  readonly phase: Phase
  readonly step: StepName
}

/** Copy by CDI and conversion in place: the road of a controller that runs outside the cluster. */
export const COLD_ITINERARY: readonly Stop[] = [
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
]

export const STEP_DESCRIPTIONS: Readonly<Record<StepName, string>> = {
  Initialize: 'Prepare the target and shut down the source',
  DiskTransfer: 'Copy the disks',
  ImageConversion: 'Convert the guest to run on KVM',
  VirtualMachineCreation: 'Create the virtual machine',
}

/** Pipeline steps in order, each once. */
export function pipelineOf(itinerary: readonly Stop[]): StepName[] {
  return [...new Set(itinerary.map((stop) => stop.step))]
}

export function stepOf(phase: Phase): StepName {
  return stopOf(phase).step
}

/** The phase after `phase`; undefined after the last. */
export function nextPhase(phase: Phase): Phase | undefined {
  return COLD_ITINERARY[COLD_ITINERARY.indexOf(stopOf(phase)) + 1]?.phase
}

/** Whether the disks of a VM in this phase have all arrived. */
export function isCopied(phase: Phase): boolean {
  const at = (one: Phase): number => COLD_ITINERARY.indexOf(stopOf(one))
  return at(phase) > at('CopyDisks')
}

function stopOf(phase: Phase): Stop {
  const stop = COLD_ITINERARY.find((one) => one.phase === phase)
  if (!stop) throw new Error(`phase ${phase} is not on the road`)
  return stop
}
