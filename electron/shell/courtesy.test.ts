import { describe, expect, it } from 'vitest'
import type { MigrationSummary } from '../../shared/migration/model.ts'
import { Topic } from '../../shared/topic.ts'
import { createCourtesy } from './courtesy.ts'

const run = (change: Partial<MigrationSummary> = {}): MigrationSummary => ({
  ...{ id: 'run-1', planId: 'plan-1', planName: 'wave-1', type: 'warm', state: 'running', vmCount: 3 },
  ...{ bytesCopied: 0, bytesTotal: 1, startedAt: '2026-01-31T10:00:00Z' },
  estimate: { bytesPerSecond: 0, quality: 'rough', basis: '' },
  ...change,
})
const ended = run({ state: 'succeeded', endedAt: '2026-01-31T11:00:00Z' })

function courtesy(response = 1) {
  const seen = { held: 0, told: [] as string[], asked: 0 }
  const made = createCourtesy({
    powerSaveBlocker: { start: () => (seen.held += 1), stop: () => (seen.held -= 1) >= 0 },
    createNotification: ({ title }) => ({ show: () => seen.told.push(title), on: () => undefined }) as never,
    dialog: {
      showMessageBox: () => {
        seen.asked += 1
        return Promise.resolve({ response, checkboxChecked: false })
      },
    },
    window: () => undefined,
  })
  const runs = new Topic<readonly MigrationSummary[]>([])
  const followed = made.follow(runs.watch())
  const set = async (...all: MigrationSummary[]): Promise<void> => {
    runs.set(all)
    await new Promise(setImmediate)
  }
  return { ...made, seen, set, followed, close: () => runs.close() }
}

describe('courtesy', () => {
  it('keeps the computer awake exactly while something runs, and tells of the end', async () => {
    const { seen, set, close, followed } = courtesy()
    await set(run())
    await set(run({ bytesCopied: 1 }))
    expect(seen.held).toBe(1)
    await set(ended)
    expect(seen).toMatchObject({ held: 0, told: ['wave-1 is done'] })
    await set(ended, run({ id: 'run-2' }))
    expect(seen.held).toBe(1)
    close()
    await followed
    expect(seen.held).toBe(0)
  })

  it('asks before it quits, one question at a time, and not at all where nothing runs', async () => {
    const { seen, set, mayQuit, mayQuitNow, agree } = courtesy()
    expect(await mayQuit()).toBe(true)
    await set(run())
    expect(mayQuitNow()).toBe(false)
    expect(await Promise.all([mayQuit(), mayQuit()])).toEqual([false, false])
    expect(seen.asked).toBe(1)
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
