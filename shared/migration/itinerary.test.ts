import { expect, it } from 'vitest'
import { ITINERARIES, nextPhase, pipelineOf, STEP_DESCRIPTIONS, stepOf } from './itinerary.ts'
import { phaseSchema, stepNameSchema, type Phase } from './model.ts'

const { cold } = ITINERARIES

it('walks every phase once, from Started to Completed', () => {
  const walked: string[] = ['Started']
  for (let phase = nextPhase(cold, 'Started'); phase; phase = nextPhase(cold, phase)) walked.push(phase)
  expect(walked).toEqual(cold.map(({ phase }) => phase))
  expect([...walked].sort()).toEqual([...phaseSchema.options].sort())
  expect(nextPhase(cold, 'Completed')).toBeUndefined()
})

it('never comes back to a step that it left', () => {
  expect(pipelineOf(cold)).toEqual([
    'Initialize',
    'DiskTransfer',
    'ImageConversion',
    'VirtualMachineCreation',
  ])
  const steps = cold.map(({ step }) => step)
  expect(steps.filter((step, index) => step !== steps[index - 1])).toEqual(pipelineOf(cold))
})

it('copies after the source is off and creates the VM last', () => {
  const at = (phase: Phase) => cold.findIndex((one) => one.phase === phase)
  expect(at('WaitForPowerOff')).toBeLessThan(at('CreateDataVolumes'))
  expect(at('CopyDisks')).toBeLessThan(at('ConvertGuest'))
  expect(stepOf(cold, 'CopyDisks')).toBe('DiskTransfer')
  expect(Object.keys(STEP_DESCRIPTIONS).sort()).toEqual([...stepNameSchema.options].sort())
})
