import { describe, expect, it } from 'vitest'
import { createNotes, leftRunning, needsAwake } from './courtesy.ts'
import type { MigrationSummary } from './model.ts'

const run = (change: Partial<MigrationSummary> = {}): MigrationSummary => ({
  ...{ id: 'run-1', planId: 'plan-1', planName: 'wave-1', type: 'warm', state: 'running', vmCount: 3 },
  ...{ bytesCopied: 0, bytesTotal: 1, startedAt: '2026-01-31T10:00:00Z', drivenHere: true },
  estimate: { bytesPerSecond: 0, quality: 'rough', basis: '' },
  ...change,
})
const { drivenHere: _drivenHere, ...elsewhere } = run()
const ended = { ...elsewhere, endedAt: '2026-01-31T11:00:00Z' }

describe('needsAwake', () => {
  it('is so while something runs here, and not while all wait for a person', () => {
    expect(needsAwake([run()])).toBe(true)
    expect(needsAwake([run({ readyForCutover: 3 })])).toBe(true)
    expect(needsAwake([run({ standsStill: true })])).toBe(false)
    expect(needsAwake([run({ standsStill: true }), run({ id: 'run-2' })])).toBe(true)
    expect(needsAwake([ended, elsewhere])).toBe(false)
  })
})

describe('notes', () => {
  /** Titles of what each of these says, a quarter of a second apart. */
  const titles = (...steps: readonly MigrationSummary[][]) => {
    const notes = createNotes()
    return steps.map((runs, index) => notes(runs, index * 250).map(({ title }) => title))
  }

  it('tell of a cutover that can begin, once, however often its VMs go back to copying', () => {
    const ready = [run({ readyForCutover: 2 })]
    expect(titles([run()], ready, [run()], ready, [run({ readyForCutover: 3 })])).toEqual([
      [],
      ['wave-1 is ready to cut over'],
      [],
      [],
      [],
    ])
  })

  it('tell of an end, once, and how many VMs it concerns', () => {
    const end = (state: MigrationSummary['state'], failedVms?: number) => [
      { ...ended, state, ...(failedVms !== undefined && { failedVms }) },
    ]
    expect(titles([run()], end('succeeded'), end('succeeded'))).toEqual([[], ['wave-1 is done'], []])
    expect(titles([run()], end('canceled'))).toEqual([[], ['wave-1 was canceled']])
    const notes = createNotes()
    notes([run()], 0)
    expect(notes(end('failed', 1), 1)).toEqual([
      {
        runId: 'run-1',
        title: 'wave-1 failed',
        body: '1 VM of 3 was not migrated. Open the run to see why.',
      },
    ])
  })

  it('tell many VMs that fail or ask together, and the rest a minute later', () => {
    const notes = createNotes()
    const told = (now: number, change: Partial<MigrationSummary>) =>
      notes([run({ vmCount: 30, ...change })], now).map(({ title, body }) => `${title}: ${body}`)
    told(0, {})
    expect(told(1_000, { failedVms: 1 })).toEqual([
      '1 VM of wave-1 failed: The others go on. Open the run to see why.',
    ])
    for (let failedVms = 2; failedVms < 20; failedVms++)
      expect(told(1_000 + failedVms * 250, { failedVms })).toEqual([])
    expect(told(61_000, { failedVms: 20 })).toEqual([expect.stringMatching(/^20 VMs of wave-1 failed/)])
    expect(told(62_000, { failedVms: 20, questions: 2 })).toEqual([
      'wave-1 waits for you: 2 VMs cannot go on without an answer.',
    ])
    expect(told(63_000, { failedVms: 20 })).toEqual([])
    // Asked again after it was answered.
    expect(told(200_000, { failedVms: 20, questions: 1 })).toHaveLength(1)
  })

  it('tell each time that the vault holds a run up', () => {
    const locked = [run({ waitsForVault: true })]
    expect(titles([run()], locked, locked, [run()], locked).flat()).toEqual(
      Array(2).fill('wave-1 waits for the vault'),
    )
  })

  it('say nothing of what was so before anybody looked, and all of a run that came later', () => {
    const failed = { ...ended, id: 'run-2', state: 'failed' as const }
    const asks = run({ readyForCutover: 1, questions: 1, failedVms: 1, waitsForVault: true })
    expect(titles([asks, ended], [asks, ended])).toEqual([[], []])
    expect(titles([], [failed], [failed])).toEqual([[], ['wave-1 failed'], []])
  })
})

describe('leftRunning', () => {
  it('names what stands still, and is not there where nothing runs here', () => {
    expect(leftRunning([ended, elsewhere])).toBeUndefined()
    expect(leftRunning([run()])?.message).toBe('1 run goes on: wave-1.')
    const many = Array.from({ length: 7 }, (_, at) => run({ planName: `wave-${at}` }))
    expect(leftRunning(many)?.message).toContain('wave-4 and 2 more.')
    expect(leftRunning([run()])?.detail).toMatch(
      /no delta, no cutover\. A cutover whose time.*Nothing is lost/,
    )
    expect(leftRunning([run({ type: 'cold' })])?.detail).not.toContain('late')
  })
})
