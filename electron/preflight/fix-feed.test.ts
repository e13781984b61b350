import { expect, it } from 'vitest'
import type { FixProgress, FixStep } from '../../shared/preflight/fix-model.ts'
import { createFixFeed } from './fix-feed.ts'

const step = (id: string): FixStep => ({
  findingId: id,
  object: { kind: 'vm', id, name: id },
  state: 'waiting',
})

it('tells all first, then only what changed, and a slow reader all changes in one', async () => {
  const feed = createFixFeed([step('a'), step('b'), step('c')])
  const events = feed.watch(undefined)
  const next = async (): Promise<FixProgress | undefined> =>
    (await events.next()).value as FixProgress | undefined
  expect(await next()).toMatchObject({ state: 'running', done: 0, total: 3, changed: [{}, {}, {}] })
  feed.set('a', { state: 'running', percent: 10 })
  feed.set('b', { state: 'running' })
  feed.set('a', { state: 'done' })
  // A percent is of what runs.
  expect(await next()).toEqual({
    ...{ state: 'running', done: 1, total: 3 },
    changed: [
      { ...step('a'), state: 'done' },
      { ...step('b'), state: 'running' },
    ],
  })
  feed.set('unknown', { state: 'done' })
  feed.looking()
  expect(await next()).toMatchObject({ state: 'looking', changed: [] })
  feed.end({})
  feed.close()
  expect(await next()).toMatchObject({ state: 'done' })
  expect(await events.next()).toMatchObject({ done: true })
})
