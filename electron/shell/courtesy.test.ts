import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import type { MigrationSummary } from '../../shared/migration/model.ts'
import { Topic } from '../../shared/topic.ts'
import { createCourtesy } from './courtesy.ts'

const run = (change: Partial<MigrationSummary> = {}): MigrationSummary => ({
  ...{ id: 'run-1', planId: 'plan-1', planName: 'wave-1', type: 'warm', state: 'running', vmCount: 3 },
  ...{ bytesCopied: 0, bytesTotal: 1, startedAt: '2026-01-31T10:00:00Z' },
  drivenHere: true,
  estimate: { bytesPerSecond: 0, quality: 'rough', basis: '' },
  ...change,
})
const { drivenHere: _drivenHere, ...elsewhere } = run()
const ended: MigrationSummary = { ...elsewhere, state: 'succeeded', endedAt: '2026-01-31T11:00:00Z' }

function courtesy(response = 1) {
  const seen = { held: 0, told: [] as string[], asked: 0, questions: [] as string[], shown: [] as string[] }
  const clicks: (() => void)[] = []
  const made = createCourtesy({
    powerSaveBlocker: { start: () => (seen.held += 1), stop: () => (seen.held -= 1) >= 0 },
    createNotification: ({ title, body }) => {
      const note = new EventEmitter()
      clicks.push(() => note.emit('click'))
      const told = `${title}: ${body}`
      return Object.assign(note, { show: () => seen.told.push(told) }) as never
    },
    dialog: {
      showMessageBox: (...asked: unknown[]) => {
        seen.asked += 1
        const { message, detail } = asked.at(-1) as { message: string; detail: string }
        seen.questions.push(`${message} ${detail}`)
        return Promise.resolve({ response, checkboxChecked: false })
      },
    },
    window: () => undefined,
    show: (runId) => seen.shown.push(runId),
  })
  const runs = new Topic<readonly MigrationSummary[]>([])
  const followed = made.follow(runs.watch())
  const set = async (...all: MigrationSummary[]): Promise<void> => {
    runs.set(all)
    await new Promise(setImmediate)
  }
  return { ...made, seen, clicks, set, followed, close: () => runs.close() }
}

describe('courtesy', () => {
  it('keeps the computer awake exactly while something runs, and tells of the end', async () => {
    const { seen, set, close, followed } = courtesy()
    await set(run())
    await set(run({ bytesCopied: 1 }))
    expect(seen.held).toBe(1)
    await set(ended)
    expect(seen).toMatchObject({ held: 0, told: ['wave-1 is done: All its VMs were migrated: 3.'] })
    await set(ended, run({ id: 'run-2' }))
    expect(seen.held).toBe(1)
    close()
    await followed
    expect(seen.held).toBe(0)
  })

  it('lets it sleep while each VM waits for a person, and when nobody tells of the runs any more', async () => {
    const { seen, set, close, followed, mayQuitNow } = courtesy()
    await set(run({ readyForCutover: 3 }))
    expect(seen.held).toBe(1)
    await set(run({ standsStill: true }))
    expect(seen.held).toBe(0)
    expect(mayQuitNow()).toBe(false)
    await set(elsewhere)
    expect(seen.held).toBe(0)
    expect(mayQuitNow()).toBe(true)
    await set(run())
    expect(seen.held).toBe(1)
    close()
    await followed
    expect(seen.held).toBe(0)
  })

  it('opens the run whose note is clicked', async () => {
    const { seen, set, clicks } = courtesy()
    await set(run(), run({ id: 'run-2', planName: 'wave-2' }))
    await set(run(), run({ id: 'run-2', planName: 'wave-2', readyForCutover: 2 }))
    expect(seen.told).toEqual([
      'wave-2 is ready to cut over: 2 VMs of 3 have been copied and can be cut over now.',
    ])
    clicks[0]?.()
    expect(seen.shown).toEqual(['run-2'])
  })

  it('asks before it quits, one question at a time, and not at all where nothing runs', async () => {
    const { seen, set, mayQuit, mayQuitNow, agree } = courtesy()
    expect(await mayQuit()).toBe(true)
    await set(run())
    expect(mayQuitNow()).toBe(false)
    expect(await Promise.all([mayQuit(), mayQuit()])).toEqual([false, false])
    expect(seen.asked).toBe(1)
    expect(seen.questions[0]).toMatch(
      /^1 run goes on: wave-1\. Quit all the same\? The cluster ends the disk copies/,
    )
    agree()
    expect(await mayQuit()).toBe(true)
    expect(seen.asked).toBe(1)
  })

  it('quits once a person has agreed', async () => {
    const { set, mayQuit, mayQuitNow } = courtesy(0)
    await set(run())
    expect(await mayQuit()).toBe(true)
    expect(mayQuitNow()).toBe(true)
  })
})
