import { expect, it } from 'vitest'
import { Topic } from './topic.ts'

it('tells a watcher the value now and each newer one', async () => {
  const topic = new Topic(1)
  const seen: number[] = []
  const watching = (async () => {
    for await (const value of topic.watch()) {
      seen.push(value)
      if (value === 1) topic.set(2)
      if (value === 2) topic.close()
    }
  })()
  await watching
  expect(seen).toEqual([1, 2])
})

it('spares a slow watcher what came between, never the last', async () => {
  const topic = new Topic(0)
  const watcher = topic.watch()
  expect((await watcher.next()).value).toBe(0)
  for (let value = 1; value <= 100; value++) topic.set(value)
  topic.close()
  expect((await watcher.next()).value).toBe(100)
  expect((await watcher.next()).done).toBe(true)
})

it('ends a watcher that waits when its signal aborts', async () => {
  const topic = new Topic('a')
  const stop = new AbortController()
  const watcher = topic.watch(stop.signal)
  await watcher.next()
  const waiting = watcher.next()
  stop.abort()
  expect((await waiting).done).toBe(true)
})

it('ignores what is set after it closed', () => {
  const topic = new Topic('a')
  topic.close()
  topic.set('b')
  expect(topic.value).toBe('a')
})
