import { describe, expect, it } from 'vitest'
import { isDriven, NOT_DRIVEN, notes, quitText } from './courtesy.ts'
import type { MigrationSummary } from './model.ts'

const run = (change: Partial<MigrationSummary> = {}): MigrationSummary => ({
  ...{ id: 'run-1', planId: 'plan-1', planName: 'wave-1', type: 'warm', state: 'running', vmCount: 3 },
  ...{ bytesCopied: 0, bytesTotal: 1, startedAt: '2026-01-31T10:00:00Z' },
  estimate: { bytesPerSecond: 0, quality: 'rough', basis: '' },
  ...change,
})
const ended = { endedAt: '2026-01-31T11:00:00Z' }

describe('notes', () => {
  const titles = (before: MigrationSummary, now: MigrationSummary) =>
    notes([before], [now]).map(({ title }) => title)

  it('tell of a cutover that can begin, a question, and an end; each once', () => {
    expect(titles(run(), run({ readyForCutover: 1 }))).toEqual(['wave-1 is ready to cut over'])
    expect(titles(run({ readyForCutover: 1 }), run({ readyForCutover: 2 }))).toEqual([])
    expect(titles(run(), run({ questions: 1 }))).toEqual(['wave-1 waits for you'])
    expect(titles(run(), run({ state: 'succeeded', ...ended }))).toEqual(['wave-1 is done'])
    expect(titles(run(), run({ state: 'failed', ...ended }))).toEqual(['wave-1 failed'])
    expect(titles(run(), run({ state: 'canceled', ...ended }))).toEqual(['wave-1 was canceled'])
    expect(titles(run(ended), run(ended))).toEqual([])
  })

  it('say nothing of a run that was not known before', () => {
    expect(notes([], [run({ readyForCutover: 1 })])).toEqual([])
  })
})

describe('quitText', () => {
  it('names what stands still, and is not there where nothing runs here', () => {
    const elsewhere = run({ estimate: { bytesPerSecond: 0, quality: 'rough', basis: NOT_DRIVEN } })
    expect(isDriven(elsewhere)).toBe(false)
    expect(quitText([run(ended), elsewhere])).toBeUndefined()
    expect(quitText([run()])?.message).toBe('1 run goes on: wave-1. Quit all the same?')
    const many = Array.from({ length: 7 }, (_, at) => run({ planName: `wave-${at}` }))
    expect(quitText(many)?.message).toContain('wave-4 and 2 more.')
    expect(quitText([run()])?.detail).toContain('Nothing is lost')
  })
})
