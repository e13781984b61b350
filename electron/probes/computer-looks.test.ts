import { createServer, type AddressInfo, type Server } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ServerResult } from '../../shared/probe/network-results.ts'
import type { ServerToProbe } from '../../shared/probe/servers.ts'
import { lookFromComputer } from './computer-looks.ts'
import { closedPort } from './test-support/probe-cluster.ts'

let server: Server
let open: number
beforeAll(async () => {
  server = createServer((socket) => socket.destroy())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  open = (server.address() as AddressInfo).port
})
afterAll(() => {
  server.close()
})

const serverAt = (host: string, ports: ServerToProbe['ports']): ServerToProbe => ({
  id: host,
  name: host,
  role: 'esxi',
  host,
  ports,
  valid: true,
})

async function look(servers: readonly ServerToProbe[], signal = new AbortController().signal) {
  const results: ServerResult[] = []
  await lookFromComputer(servers, signal, (index, result) => {
    results[index] = result
  })
  return results
}

describe('the looks from this computer', () => {
  it('tell open, refused and unknown names apart', async () => {
    const refused = await closedPort()
    expect(
      await look([
        serverAt('127.0.0.1', [{ port: open }, { port: refused }]),
        serverAt('no-such-host.invalid', [{ port: open }, { port: open, address: '127.0.0.1' }]),
      ]),
    ).toEqual([
      { dns: 'o', ports: ['o', 'r'], addresses: ['127.0.0.1'] },
      { dns: 'n', ports: ['-', 'o'], addresses: [] },
    ])
  })

  it('are many at a time, and none is lost', async () => {
    const servers = Array.from({ length: 200 }, (_, i) => serverAt(`127.0.0.${i + 1}`, [{ port: open }]))
    const results = await look(servers)
    expect(results).toHaveLength(200)
    // The server listens on one of these addresses only; the others are refused, and told apart.
    expect(results.map(({ ports }) => ports[0]).join('')).toBe(`o${'r'.repeat(199)}`)
  })

  it('end when they are stopped', async () => {
    const stop = new AbortController()
    stop.abort()
    expect(await look([serverAt('127.0.0.1', [{ port: open }])], stop.signal)).toEqual([])
  })
})
