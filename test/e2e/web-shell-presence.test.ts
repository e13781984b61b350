/** Whether a page is there, as the loopback server knows it: by real connections that end. */
import { expect, it } from 'vitest'
import { openWebDoor } from '../fixtures/web-door.ts'

it('web shell: tells once the last page has gone, however it went', async () => {
  let gone = Promise.withResolvers<number>()
  const door = await openWebDoor({ onPagesGone: () => gone.resolve(door.tiny.open()), pagesGoneMs: 1 })
  try {
    const [first, second] = [await door.connect(), await door.connect()]
    const stops = [new AbortController(), new AbortController()]
    for (const [at, client] of [first, second].entries()) {
      const stream = await client.providers.watch(undefined, { signal: stops[at]?.signal })
      expect(await stream.next()).toMatchObject({ done: false })
    }
    await door.tiny.waitForOpen(2)
    gone = Promise.withResolvers<number>()
    // Strangers come and go without a token, and change nothing.
    expect((await door.send({})).status).toBe(401)
    stops[0]?.abort()
    await door.tiny.waitForOpen(1)
    stops[1]?.abort()
    expect(await gone.promise).toBe(0)
  } finally {
    await door.close()
  }
})
