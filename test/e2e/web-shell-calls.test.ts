/** The loopback server over real sockets: calls, and streams from their first value to their end. */
import { request } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { WebDoor } from '../fixtures/web-door.ts'
import { openWebDoor } from '../fixtures/web-door.ts'

let door: WebDoor
beforeEach(async () => {
  door = await openWebDoor({ heartbeatMs: 20 })
})
afterEach(() => door.close())

describe('web shell: calls and streams', () => {
  it('answers a call', async () => {
    const client = await door.connect()
    expect(await client.session.hello()).toMatchObject({ product: 'Palletjack', shell: 'test' })
  })

  it('keeps the detail of a bug in the log', async () => {
    const client = await door.connect()
    await expect(client.session.settings()).rejects.toThrow('Internal server error')
    expect(door.lines.join('\n')).toContain('session.settings failed: Error: planted bug')
    const raw = await door.send({
      path: '/rpc/session/settings',
      headers: { authorization: `Bearer ${await door.newToken()}` },
    })
    expect(raw.text).not.toContain('planted')
  })

  it('ends a stream on the server when the reader stops', async () => {
    const client = await door.connect()
    for await (const list of await client.providers.watch()) {
      expect(list).toEqual([])
      expect(door.tiny.open()).toBe(1)
      break
    }
    await door.tiny.waitForOpen(0)
  })

  it('keeps a silent stream alive and ends it when the connection is cut', async () => {
    const authorization = `Bearer ${await door.newToken()}`
    const host = new URL(door.server.origin).host
    const headers = { host, origin: door.server.origin, 'content-type': 'application/json', authorization }
    const [hostname, port] = host.split(':')
    await new Promise<void>((resolve, reject) => {
      const out = request(
        { host: hostname, port, method: 'POST', path: '/rpc/providers/watch', headers, agent: false },
        (incoming) => {
          let text = ''
          let afterBeats = false
          incoming.setEncoding('utf8')
          incoming.on('data', (chunk: string) => {
            text += chunk
            if (!afterBeats && text.split('\n').filter((line) => line.startsWith(':')).length > 10) {
              afterBeats = true
              door.tiny.publish()
            }
            if (text.split('event: message').length === 3) out.destroy()
          })
          incoming.on('close', () => resolve())
        },
      )
      out.on('error', reject)
      out.end('{}')
    })
    await door.tiny.waitForOpen(0)
  })

  it('ends streams when the server closes', async () => {
    const client = await door.connect()
    const stream = await client.providers.watch()
    await stream.next()
    await door.server.close()
    await door.tiny.waitForOpen(0)
    await expect(stream.next()).rejects.toThrow()
  })
})
