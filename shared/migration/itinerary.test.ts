import { expect, it } from 'vitest'
import { COLD_ITINERARY, nextPhase, pipelineOf, STEP_DESCRIPTIONS, stepOf } from './itinerary.ts'
import { phaseSchema, stepNameSchema } from './model.ts'

it('walks every phase once, from Started to Completed', () => {
  const walked: string[] = ['Started']
  for (let phase = nextPhase('Started'); phase; phase = nextPhase(phase)) walked.push(phase)
  expect(walked).toEqual(COLD_ITINERARY.map((stop) => stop.phase))
  expect([...walked].sort()).toEqual([...phaseSchema.options].sort())
  expect(nextPhase('Completed')).toBeUndefined()
})

it('never comes back to a step that it left', () => {
  expect(pipelineOf(COLD_ITINERARY)).toEqual([
    'Initialize',
    'DiskTransfer',
    'ImageConversion',
    'VirtualMachineCreation',
  ])
  const steps = COLD_ITINERARY.map((stop) => stop.step)
  expect(steps.filter((step, index) => step !== steps[index - 1])).toEqual(pipelineOf(COLD_ITINERARY))
})

it('copies after the source is off and creates the VM last', () => {
  const at = (phase: (typeof phaseSchema.options)[number]) =>
    COLD_ITINERARY.findIndex((stop) => stop.phase === phase)
  expect(at('WaitForPowerOff')).toBeLessThan(at('CreateDataVolumes'))
  expect(at('CopyDisks')).toBeLessThan(at('ConvertGuest'))
  expect(stepOf('CopyDisks')).toBe('DiskTransfer')
  expect(Object.keys(STEP_DESCRIPTIONS).sort()).toEqual([...stepNameSchema.options].sort())
})
