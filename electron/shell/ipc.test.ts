/** Ports over Node's own message channels: they have the same ends as Electron's, under other names. */
import { EventEmitter } from 'node:events'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import { describe, expect, it } from 'vitest'
import type { Client } from '../../shared/contract/contract.ts'
import { createTinyRouter } from '../../test/fixtures/tiny-router.ts'
import { PORT_CHANNEL, receivePorts } from './ipc.ts'

/** A Node port with the face of Electron's MessagePortMain. */
class MainPort extends EventEmitter {
  readonly #port: MessagePort
  closed = false

  constructor(port: MessagePort) {
    super()
    this.#port = port
    port.addEventListener('message', (event: MessageEvent) =>
      this.emit('message', { data: event.data as unknown }),
    )
    port.addEventListener('close', () => this.emit('close'))
  }

  start(): void {
    this.#port.start()
  }

  postMessage(data: unknown): void {
    this.#port.postMessage(data)
  }

  close(): void {
    this.closed = true
    this.#port.close()
  }
}

function world(router = Promise.resolve(createTinyRouter())) {
  const ipcMain = new EventEmitter()
  const contents = new EventEmitter()
  const lines: string[] = []
  const receiver = receivePorts({
    ipcMain: ipcMain as never,
    contents: contents as never,
    router: router.then((tiny) => tiny.router),
    log: { info: () => undefined, error: (line) => void lines.push(line) },
  })
  const page = { url: 'app://bundle/index.html', parent: null }
  return {
    contents,
    lines,
    receiver,
    handOver: (event: object = {}) => {
      const { port1, port2 } = new MessageChannel()
      const main = new MainPort(port2)
      const link = new RPCLink({ port: port1 })
      port1.start()
      ipcMain.emit(PORT_CHANNEL, { sender: contents, senderFrame: page, ports: [main], ...event })
      return { main, page: port1, client: createORPCClient<Client>(link) }
    },
  }
}

/** As the library sends a call with a file. */
function bytesOf(message: object): Uint8Array {
  return Buffer.concat([Buffer.from(JSON.stringify(message)), Buffer.from([0xff, 1, 2, 3])])
}

describe('message ports', () => {
  it('serve calls and streams', async () => {
    const { handOver, receiver } = world()
    const { client } = handOver()
    expect(await client.session.hello()).toMatchObject({ shell: 'test' })
    const stream = await client.providers.watch()
    expect(await stream.next()).toEqual({ done: false, value: [] })
    receiver.close()
  })

  it('carry files both ways', async () => {
    const { handOver, receiver } = world()
    const { client } = handOver()
    const saved = await client.inventory.save({ providerId: 'one' })
    expect(await saved.text()).toBe('\u00ff saved')
    const large = 'x'.repeat(9 * 1024 * 1024)
    const file = new File([`\u00ff${large}`], 'inventory.json.gz')
    const refused = await client.providers.openInventoryFile({ file }).catch((error: unknown) => error)
    expect(refused).toMatchObject({ data: { message: `\u00ff${large}` } })
    receiver.close()
  })

  it('wait for a backend that is still loading', async () => {
    const router = Promise.withResolvers<ReturnType<typeof createTinyRouter>>()
    const { handOver, receiver } = world(router.promise)
    const answer = handOver().client.session.hello()
    router.resolve(createTinyRouter())
    expect(await answer).toMatchObject({ product: 'Palletjack' })
    receiver.close()
  })

  it.each([
    ['the page closes its end', (_w: ReturnType<typeof world>, page: MessagePort) => page.close()],
    ['the page crashes', (w: ReturnType<typeof world>) => w.contents.emit('render-process-gone')],
    ['the window goes away', (w: ReturnType<typeof world>) => w.contents.emit('destroyed')],
    ['the application ends', (w: ReturnType<typeof world>) => w.receiver.close()],
  ])('end their streams when %s', async (_name, end) => {
    const tiny = createTinyRouter()
    const made = world(Promise.resolve(tiny))
    const { client, page } = made.handOver()
    await (await client.providers.watch()).next()
    await tiny.waitForOpen(1)
    end(made, page)
    await tiny.waitForOpen(0)
    made.receiver.close()
  })

  it('are refused from anybody but the main frame of our window', () => {
    const { handOver, receiver, lines } = world()
    const page = { url: 'app://bundle/index.html', parent: null }
    for (const event of [
      { sender: new EventEmitter() },
      { senderFrame: null },
      { senderFrame: { ...page, parent: page } },
      { senderFrame: { ...page, url: 'https://evil.example/' } },
      { senderFrame: { ...page, url: 'about:blank' } },
    ])
      expect(handOver(event).main.closed).toBe(true)
    expect(lines).toEqual(Array(5).fill('refused a port from a page'))
    receiver.close()
    expect(handOver().main.listenerCount('message')).toBe(0)
  })

  it('are limited in number, and one that ended makes room', () => {
    const { handOver, receiver } = world()
    const held = Array.from({ length: 8 }, () => handOver())
    expect(held.some((one) => one.main.closed)).toBe(false)
    expect(handOver().main.closed).toBe(true)
    held[0]?.main.emit('close')
    expect(handOver().main.closed).toBe(false)
    receiver.close()
  })

  it.each([
    ['no JSON', '{ no json'],
    ['an object', { i: '1', p: { u: '/session/hello' } }],
    ['too long', JSON.stringify({ i: '1', p: { u: '/session/hello', b: 'x'.repeat(8 * 1024 * 1024) } })],
    ['no path', JSON.stringify({ i: '1', p: { u: 7 } })],
    ['another address', JSON.stringify({ i: '1', p: { u: 'http://evil.example/' } })],
    ['another method', JSON.stringify({ i: '1', p: { u: '/session/hello', m: 'GET' } })],
    ['a file', JSON.stringify({ i: '1', p: { u: '/session/hello', h: { 'content-disposition': 'x' } } })],
    ['bytes without a call', new Uint8Array([1, 2, 3])],
    ['bytes with another type', bytesOf({ i: '1', p: { u: '/session/hello', h: { 'content-type': 'x' } } })],
    ['bytes with a body', bytesOf({ i: '1', p: { u: '/session/hello', b: {} } })],
    ['an unknown kind', JSON.stringify({ i: '1', t: 9, p: {} })],
  ])('end after a message that is %s', async (_name, message) => {
    const { handOver, receiver, lines } = world()
    const { main, page, client } = handOver()
    await client.session.hello()
    const closed = new Promise((resolve) => main.once('close', resolve))
    page.postMessage(message)
    await closed
    expect(lines).toEqual(['ended a port after a message that is no call'])
    receiver.close()
  })
})
