import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  beginStep,
  endStep,
  finishEdit,
  hasEnded,
  startEdit,
  STEP_WORDS,
  stepsOf,
  withGeneration,
  type EditOutcome,
  type StepOutcome,
} from './edit-steps.ts'
import { EDIT_STEPS, GENERATIONS, hostEditSchema, type EditStepId, type HostEdit } from './model.ts'

const HOST = { hostId: 'host-1', hostName: 'esx-01' }
const AT = '2026-11-27T10:00:00Z'
const LATER = '2026-11-27T10:01:00Z'

function states(edit: HostEdit): Partial<Record<EditStepId, string>> {
  return Object.fromEntries(edit.steps.map(({ id, state }) => [id, state]))
}

describe('stepsOf', () => {
  it('has no step that makes it last where there is a database', () => {
    expect(stepsOf('edit', 'configFile')).toEqual(EDIT_STEPS)
    expect(stepsOf('restore', 'configStore')).toEqual(EDIT_STEPS.filter((id) => id !== 'persist'))
    expect(stepsOf('edit', 'unknown')).toEqual(EDIT_STEPS)
  })

  it('changes nothing in a rehearsal', () => {
    expect(stepsOf('rehearsal', 'configFile')).toEqual(['openSsh', 'connect', 'look', 'check', 'closeSsh'])
  })

  it('has words for each step and generation', () => {
    for (const id of EDIT_STEPS)
      for (const generation of GENERATIONS) {
        expect(STEP_WORDS[id].title).toMatch(/^[A-Z]/)
        expect(STEP_WORDS[id][generation]).toMatch(/^[A-Z].*\.$/)
      }
  })
})

describe('the notes of an edit', () => {
  it('starts with nothing done', () => {
    const edit = startEdit(HOST, 'edit', 'configStore')
    expect(hostEditSchema.parse(edit)).toEqual(edit)
    expect(edit).toMatchObject({ ...HOST, state: 'waiting', generation: 'configStore', diff: '' })
    expect(startEdit(HOST, 'edit', 'unknown')).not.toHaveProperty('generation')
  })

  it('notes begin and end, and keeps words until there are others', () => {
    const begun = beginStep(startEdit(HOST, 'edit'), 'openSsh', AT, 'asks vCenter')
    expect(begun.state).toBe('running')
    expect(begun.steps[0]).toEqual({ id: 'openSsh', state: 'running', detail: 'asks vCenter', startedAt: AT })
    const ended = endStep(begun, 'openSsh', { state: 'done', at: LATER })
    expect(ended.steps[0]).toMatchObject({
      state: 'done',
      detail: 'asks vCenter',
      startedAt: AT,
      endedAt: LATER,
    })
    expect(
      endStep(begun, 'openSsh', { state: 'failed', at: LATER, detail: 'no right' }).steps[0],
    ).toMatchObject({
      state: 'failed',
      detail: 'no right',
    })
  })

  it('keeps the time of the begin when a running step says something else', () => {
    const begun = beginStep(startEdit(HOST, 'edit'), 'answer', AT, 'waits')
    expect(beginStep(begun, 'answer', LATER, 'still waits').steps.find(({ id }) => id === 'answer')).toEqual({
      id: 'answer',
      state: 'running',
      detail: 'still waits',
      startedAt: AT,
    })
  })

  it('skips what it passes by, and ends what still ran', () => {
    const edit = beginStep(beginStep(startEdit(HOST, 'edit'), 'connect', AT), 'unlock', LATER)
    expect(states(edit)).toMatchObject({
      openSsh: 'skipped',
      connect: 'done',
      backUp: 'skipped',
      unlock: 'running',
    })
    expect(states(edit).closeSsh).toBe('waiting')
  })

  it('does not take back that a step failed', () => {
    const failed = endStep(beginStep(startEdit(HOST, 'edit'), 'restart', AT), 'restart', {
      state: 'failed',
      at: AT,
    })
    expect(beginStep(failed, 'restart', LATER)).toBe(failed)
  })

  it('runs a step again that was done before', () => {
    const done = endStep(beginStep(startEdit(HOST, 'edit'), 'connect', AT), 'connect', {
      state: 'done',
      at: AT,
    })
    expect(states(beginStep(done, 'connect', LATER)).connect).toBe('running')
  })

  it('drops the step that a database does not need, unless it began', () => {
    const edit = startEdit(HOST, 'edit')
    expect(states(withGeneration(edit, 'configStore'))).not.toHaveProperty('persist')
    expect(states(withGeneration(edit, 'configFile'))).toHaveProperty('persist')
    expect(states(withGeneration(beginStep(edit, 'persist', AT), 'configStore'))).toHaveProperty('persist')
  })

  it('takes no notes after the end', () => {
    const begun = beginStep(startEdit(HOST, 'edit'), 'write', AT)
    const problem = { code: 'esxi.disk-full', message: 'No room.', remedy: 'Make room.' }
    const ended = finishEdit(begun, { state: 'rolledBack', at: LATER, truth: 'All is as before.', problem })
    expect(ended).toMatchObject({ state: 'rolledBack', truth: 'All is as before.', problem })
    expect(states(ended)).toMatchObject({ openSsh: 'skipped', write: 'failed', closeSsh: 'skipped' })
    expect(beginStep(ended, 'unlock', LATER)).toBe(ended)
    expect(endStep(ended, 'write', { state: 'done', at: LATER })).toBe(ended)
    expect(finishEdit(ended, { state: 'done', at: LATER, truth: 'x' })).toBe(ended)
    const good = finishEdit(begun, { state: 'done', at: LATER, truth: 'x', after: { maxMemory: 1 } })
    expect(states(good).write).toBe('done')
    expect(good.after).toEqual({ maxMemory: 1 })
  })

  it('stays consistent whatever is noted in whatever order', () => {
    const id = fc.constantFrom(...EDIT_STEPS)
    const note = fc.oneof(
      { weight: 6, arbitrary: fc.record({ what: fc.constant('begin' as const), id }) },
      {
        weight: 6,
        arbitrary: fc.record({
          what: fc.constant('end' as const),
          id,
          state: fc.constantFrom<StepOutcome['state']>('done', 'failed', 'skipped'),
        }),
      },
      {
        weight: 1,
        arbitrary: fc.record({
          what: fc.constant('generation' as const),
          is: fc.constantFrom(...GENERATIONS),
        }),
      },
      {
        weight: 1,
        arbitrary: fc.record({
          what: fc.constant('finish' as const),
          state: fc.constantFrom<EditOutcome['state']>('done', 'rolledBack', 'failed', 'canceled'),
        }),
      },
    )
    const kind = fc.constantFrom('edit' as const, 'rehearsal' as const, 'restore' as const)
    fc.assert(
      fc.property(kind, fc.array(note, { maxLength: 40 }), (what, notes) => {
        let edit = startEdit(HOST, what)
        for (const [minute, one] of notes.entries()) {
          const before = edit
          const at = new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString()
          if (one.what === 'begin') edit = beginStep(edit, one.id, at)
          else if (one.what === 'end') edit = endStep(edit, one.id, { state: one.state, at })
          else if (one.what === 'generation') edit = withGeneration(edit, one.is)
          else edit = finishEdit(edit, { state: one.state, at, truth: 'Known.' })
          expectConsistent(edit)
          // An end and a failure are for good.
          if (hasEnded(before)) expect(edit.state).toBe(before.state)
          for (const step of before.steps.filter(({ state }) => state === 'failed'))
            expect(edit.steps).toContainEqual(step)
        }
      }),
      { numRuns: 2_000 },
    )
  })
})

function expectConsistent(edit: HostEdit): void {
  const ids = edit.steps.map((step) => step.id)
  expect(ids).toEqual(EDIT_STEPS.filter((id) => ids.includes(id)))
  const of = (...wanted: readonly string[]) => edit.steps.filter(({ state }) => wanted.includes(state))
  expect(of('running').length).toBeLessThanOrEqual(1)
  for (const { startedAt, endedAt } of of('done', 'failed')) {
    expect(startedAt !== undefined && endedAt !== undefined && startedAt <= endedAt).toBe(true)
  }
  for (const step of of('running'))
    expect(step.startedAt !== undefined && step.endedAt === undefined).toBe(true)
  for (const step of of('waiting')) expect(step.startedAt ?? step.endedAt).toBe(undefined)
  if (edit.state === 'waiting') expect(of('running', 'done', 'failed')).toEqual([])
  if (hasEnded(edit)) expect(of('running', 'waiting')).toEqual([])
  // Nothing waits in front of what already ran.
  const firstWaiting = edit.steps.findIndex(({ state }) => state === 'waiting')
  const lastBegun = edit.steps.findLastIndex(({ startedAt }) => startedAt !== undefined)
  if (firstWaiting >= 0) expect(firstWaiting).toBeGreaterThan(lastBegun)
}
