import { expect, it } from 'vitest'
import { createManualClock } from '../test-support/manual-clock.ts'
import { createRestSessions } from './sessions.ts'

it('ends a session after half an hour without a request', async () => {
  const clock = createManualClock()
  const sessions = createRestSessions(clock)
  const token = sessions.open('ann')
  await clock.advance(29 * 60_000)
  expect(sessions.find(token)).toMatchObject({ userName: 'ann' })
  await clock.advance(29 * 60_000)
  expect(sessions.find(token)).toBeDefined()
  await clock.advance(31 * 60_000)
  expect(sessions.find(token)).toBeUndefined()
  expect(sessions.count()).toBe(0)
})
