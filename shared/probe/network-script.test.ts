import { execFile } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readNetworkResults } from './network-results.ts'
import { networkScript } from './network-script.ts'

const run = promisify(execFile)

let dir: string
let server: Server
let open: number

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'probe-script-'))
  server = createServer((socket) => socket.end())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  open = (server.address() as AddressInfo).port
})

afterEach(async () => {
  await new Promise((resolve) => server.close(resolve))
  rmSync(dir, { recursive: true, force: true })
})

/** A port of which nobody listens: one that was just given back. */
async function closedPort(): Promise<number> {
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  const { port } = other.address() as AddressInfo
  await new Promise((resolve) => other.close(resolve))
  return port
}

async function probe(servers: readonly string[], path = process.env['PATH'] ?? '') {
  const out = join(dir, 'termination-log')
  const env = { PATH: path, PROBE_OUT: out, PROBE_SERVERS: servers.join('\n') }
  const { stdout } = await run('/bin/bash', ['-c', networkScript], { env }).catch((error: unknown) => {
    return error as { stdout: string }
  })
  return { message: readFileSync(out, 'utf8'), stdout }
}

describe('the script of the network probe', () => {
  it('tells open, refused and unresolvable apart, on the very shell that a pod has', async () => {
    const refused = await closedPort()
    const { message, stdout } = await probe([
      `127.0.0.1 ${open} ${refused}`,
      `no-such-host.invalid ${open} ${open}`,
      `no-such-host.invalid ${open} ${refused}@127.0.0.1`,
      `localhost ${open}`,
    ])
    const results = readNetworkResults(message)
    expect(results).toEqual({
      kind: 'results',
      servers: [
        { dns: 'o', ports: ['o', 'r'], addresses: ['127.0.0.1'] },
        { dns: 'n', ports: ['-', '-'], addresses: [] },
        { dns: 'n', ports: ['-', 'r'], addresses: [] },
        { dns: 'o', ports: ['o'], addresses: expect.arrayContaining(['127.0.0.1']) as string[] },
      ],
    })
    expect(readNetworkResults(stdout)).toEqual(results)
  })

  it('has room for 200 hosts with their addresses in what a kubelet keeps', async () => {
    const servers = Array.from({ length: 200 }, (_, i) => `127.0.0.${i + 1} ${open} ${open}`)
    const { message, stdout } = await probe(servers)
    expect(Buffer.byteLength(message)).toBeLessThanOrEqual(4096)
    const short = readNetworkResults(message)
    const long = readNetworkResults(stdout)
    if (short?.kind !== 'results' || long?.kind !== 'results') throw new Error(message)
    expect(short.servers).toHaveLength(200)
    expect(short.servers.map((server) => server.dns).join('')).toBe('o'.repeat(200))
    expect(long.servers[199]?.addresses).toEqual(['127.0.0.200'])
    expect(short.servers[150]?.addresses).toEqual(['127.0.0.151'])
  }, 60_000)

  it('gives up on what does not answer in time', async () => {
    // Stands for a firewall that drops packets: a timeout of the tool, whatever it was asked to run.
    const tools = join(dir, 'tools')
    mkdirSync(tools)
    for (const tool of ['bash', 'getent']) symlinkSync(`/usr/bin/${tool}`, join(tools, tool))
    writeFileSync(join(tools, 'timeout'), '#!/bin/bash\n[ "$2" = getent ] || exit 124\nshift\nexec "$@"\n')
    chmodSync(join(tools, 'timeout'), 0o755)
    const { message } = await probe([`127.0.0.1 ${open}`], tools)
    expect(readNetworkResults(message)).toMatchObject({ servers: [{ dns: 'o', ports: ['t'] }] })
  })

  it('says which tool an image lacks', async () => {
    const tools = join(dir, 'none')
    mkdirSync(tools)
    const { message } = await probe([`127.0.0.1 ${open}`], tools)
    expect(readNetworkResults(message)).toEqual({ kind: 'lacks', tool: 'getent' })
  })

  it('takes a hostile name as a name', async () => {
    const { message } = await probe([`$(touch\t${dir}/x);id 443`, '-h 443'])
    const results = readNetworkResults(message)
    if (results?.kind !== 'results') throw new Error(message)
    expect(results.servers.map((server) => server.dns === 'o')).toEqual([false, false])
    expect(() => readFileSync(join(dir, 'x'))).toThrow()
  })
})
