import { ORPCError } from '@orpc/client'
import { describe, expect, it } from 'vitest'
import { follow, type StreamState } from './follow.ts'

/** Follows `open` to its end and answers with what was seen. */
async function seen<T>(open: () => AsyncIterable<T>, isFinal?: (last: T | undefined) => boolean) {
  const values: T[] = []
  const states: StreamState[] = []
  await follow<T>({
    open: () => Promise.resolve(open()),
    isFinal,
    onValue: (value) => values.push(value),
    onState: (state) => states.push(state),
    signal: new AbortController().signal,
    delays: [0, 0, 0],
  })
  return { values, states: states.map((state) => state.kind), last: states.at(-1) }
}

async function* of<T>(...values: T[]): AsyncGenerator<T> {
  for (const value of values) yield await Promise.resolve(value)
}

describe('following a stream', () => {
  it('ends where the stream was meant to end', async () => {
    const { values, states } = await seen(
      () => of(1, 2, 3),
      (last) => last === 3,
    )
    expect(values).toEqual([1, 2, 3])
    expect(states).toEqual(['connecting', 'live', 'ended'])
  })

  it('opens again after a cut and goes on', async () => {
    let opened = 0
    const { values, states } = await seen(
      () => {
        opened += 1
        return opened === 1 ? of('a') : of('b', 'end')
      },
      (last) => last === 'end',
    )
    expect(values).toEqual(['a', 'b', 'end'])
    expect(states).toEqual(['connecting', 'live', 'retrying', 'live', 'ended'])
  })

  it('gives up after the last delay and says that the connection is lost', async () => {
    let opened = 0
    const { last, states } = await seen(() => {
      opened += 1
      throw new TypeError('fetch failed')
    })
    expect(opened).toBe(4)
    expect(states).toEqual(['connecting', 'retrying', 'retrying', 'retrying', 'failed'])
    expect(last).toMatchObject({ problem: { code: 'page.connection-lost' } })
  })

  it('does not try an expected failure again', async () => {
    const problem = { code: 'migration.unknown', message: 'No such run.', remedy: 'Choose one.' }
    let opened = 0
    const { last } = await seen(() => {
      opened += 1
      throw new ORPCError('PROBLEM', { status: 422, data: problem })
    })
    expect(opened).toBe(1)
    expect(last).toEqual({ kind: 'failed', problem })
  })
})
