import { describe, expect, it } from 'vitest'
import { ITINERARIES, nextPhase, pipelineOf, STEP_DESCRIPTIONS, stepOf } from './itinerary.ts'
import { phaseSchema, stepNameSchema, type Phase } from './model.ts'

const { cold, warm } = ITINERARIES

describe.each(Object.entries(ITINERARIES))('the %s itinerary', (_, itinerary) => {
  it('walks every phase once, from Started to Completed', () => {
    const walked: string[] = ['Started']
    for (let phase = nextPhase(itinerary, 'Started'); phase; phase = nextPhase(itinerary, phase))
      walked.push(phase)
    expect(walked).toEqual(itinerary.map(({ phase }) => phase))
    expect(new Set(walked).size).toBe(walked.length)
    expect(nextPhase(itinerary, 'Completed')).toBeUndefined()
  })

  it('never comes back to a step that it left', () => {
    const steps = itinerary.map(({ step }) => step)
    expect(steps.filter((step, index) => step !== steps[index - 1])).toEqual(pipelineOf(itinerary))
  })
})

it('together they know every phase and every step', () => {
  const phases = new Set([...cold, ...warm].map(({ phase }) => phase))
  expect([...phases].sort()).toEqual([...phaseSchema.options].sort())
  expect(Object.keys(STEP_DESCRIPTIONS).sort()).toEqual([...stepNameSchema.options].sort())
})

it('copies cold after the source is off, and creates the VM last', () => {
  expect(pipelineOf(cold)).toEqual([
    'Initialize',
    'DiskTransfer',
    'ImageConversion',
    'VirtualMachineCreation',
  ])
  const at = (phase: Phase) => cold.findIndex((one) => one.phase === phase)
  expect(at('WaitForPowerOff')).toBeLessThan(at('CreateDataVolumes'))
  expect(at('CopyDisks')).toBeLessThan(at('ConvertGuest'))
  expect(stepOf(cold, 'CopyDisks')).toBe('DiskTransfer')
})

it('keeps the order of a warm migration in which nothing is lost', () => {
  const at = (phase: Phase) => warm.findIndex((one) => one.phase === phase)
  // The change ids of a snapshot are read before it goes, and it goes before the next one is made.
  expect(at('StoreInitialSnapshotDeltas')).toBeLessThan(at('RemovePreviousSnapshot'))
  expect(at('RemovePreviousSnapshot')).toBeLessThan(at('CreateSnapshot'))
  expect(at('StoreSnapshotDeltas')).toBeLessThan(at('AddCheckpoint'))
  // The last snapshot sees all that the guest wrote.
  expect(at('WaitForPowerOff')).toBeLessThan(at('CreateFinalSnapshot'))
  expect(at('RemovePenultimateSnapshot')).toBeLessThan(at('CreateFinalSnapshot'))
  expect(at('Finalize')).toBeLessThan(at('CreateGuestConversionPod'))
  expect(at('CreateVM')).toBeLessThan(at('WaitForFinalSnapshotRemoval'))
})
