import { once } from 'node:events'
import { createServer as createProxy, type IncomingMessage } from 'node:http'
import { connect as openSocket, createServer, type AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { createClusterService } from './cluster-service.ts'
import type { ClusterAccess } from './service.ts'
import { createTestAuthority } from './test-support/certificates.ts'
import { createHarness, token, useSecret, type Harness } from './test-support/harness.ts'
import { failure } from './test-support/scripted-api.ts'
import { lockable } from '../vault/test-support/lockable.ts'
import { lending } from '../vault/test-support/lending.ts'

const pod = { apiVersion: 'v1', kind: 'Pod' }

let h: Harness

beforeAll(async () => {
  h = await createHarness()
})

afterEach(() => h.closeAll())

/** The code of a failed connect, after a look that no token is in the problem. */
async function refusal(access: ClusterAccess, options = {}): Promise<string> {
  const result = await createClusterService(options).connect(access, useSecret)
  if (result.ok) {
    h.track(result.value)
    return 'connected'
  }
  expect(JSON.stringify(result)).not.toContain(token)
  expect(result.problem.message).toMatch(/\.$/)
  return result.problem.code
}

async function listen(onConnection: Parameters<typeof createServer>[1]): Promise<string> {
  const server = createServer(onConnection)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  h.track(server)
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`
}

describe('connect', () => {
  it('sends the token over a verified connection', async () => {
    const api = await h.serve()
    const connection = await h.connect(api)
    expect(connection.url).toBe(api.url)
    expect(api.seen[0]?.headers.authorization).toBe(`Bearer ${token}`)
  })

  it('sends nothing to a server whose certificate is wrong', async () => {
    const api = await h.serve()
    expect(await refusal({ kind: 'token', url: api.url })).toBe('cluster.certificate-untrusted')
    const other = await createTestAuthority()
    expect(await refusal({ kind: 'token', url: api.url, caPem: other.caPem })).toBe(
      'cluster.certificate-untrusted',
    )
    expect(api.seen).toEqual([])
    const { caPem } = h.authority
    const old = await h.serve(undefined, await h.authority.server({ expired: true }))
    expect(await refusal({ kind: 'token', url: old.url, caPem })).toBe('cluster.certificate-expired')
    const named = await h.serve(undefined, await h.authority.server({ names: ['api.example'] }))
    expect(await refusal({ kind: 'token', url: named.url, caPem })).toBe('cluster.certificate-name')
    expect([...old.seen, ...named.seen]).toEqual([])
  })

  it('says when nothing listens, when it is no TLS, and when nothing answers', async () => {
    const free = await listen(undefined)
    await h.closeAll()
    expect(await refusal({ kind: 'token', url: free })).toBe('cluster.refused')
    const plain = await listen((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
    expect(await refusal({ kind: 'token', url: plain })).toBe('cluster.not-tls')
    const silent = await h.serve((seen) => (seen.path === '/version' ? () => undefined : undefined))
    const access = { kind: 'token', url: silent.url, caPem: h.authority.caPem } as const
    expect(await refusal(access, { requestTimeoutMs: 50 })).toBe('cluster.timeout')
  })

  it.each([
    [{ status: 200, text: '<html>console</html>' }, 'cluster.not-kubernetes'],
    [{ json: {} }, 'cluster.not-kubernetes'],
    [{ status: 404, text: 'not found' }, 'cluster.not-kubernetes'],
    [failure(401, 'Unauthorized', `bad ${token}`), 'cluster.unauthorized'],
    [failure(403, 'Forbidden', 'no'), 'cluster.forbidden'],
    [failure(503, 'ServiceUnavailable', 'later'), 'cluster.busy'],
    [{ status: 502, text: 'bad gateway' }, 'cluster.server-error'],
  ])('understands %j', async (answer, expected) => {
    const api = await h.serve((seen) => (seen.path === '/version' ? answer : undefined))
    expect(await refusal({ kind: 'token', url: api.url, caPem: h.authority.caPem })).toBe(expected)
  })

  it('reads a kubeconfig with a client certificate', async () => {
    const client = await h.authority.client('jane')
    const api = await h.serve(undefined, undefined, h.authority.caPem)
    const data = (text: string) => Buffer.from(text).toString('base64')
    const text = stringify({
      'current-context': 'c',
      contexts: [{ name: 'c', context: { cluster: 'k', user: 'u' } }],
      clusters: [
        { name: 'k', cluster: { server: api.url, 'certificate-authority-data': data(h.authority.caPem) } },
      ],
      users: [
        {
          name: 'u',
          user: { 'client-certificate-data': data(client.certPem), 'client-key-data': data(client.keyPem) },
        },
      ],
    })
    const result = await createClusterService().connect({ kind: 'kubeconfig' }, lending(text))
    if (result.ok) h.track(result.value)
    expect(result.ok).toBe(true)
    expect(api.seen[0]?.clientName).toBe('jane')
    expect(api.seen[0]?.headers.authorization).toBeUndefined()
  })

  it('picks up a renewed token after a 401, once', async () => {
    let accepted = 'first'
    const api = await h.serve((seen) =>
      seen.headers.authorization === `Bearer ${accepted}` ? undefined : failure(401, 'Unauthorized', ''),
    )
    let stored = 'first'
    const connection = await h.connect(api, {}, (fn) => fn(Buffer.from(stored)))
    accepted = 'second'
    const stale = await connection.list(pod, 'team-a')
    expect(stale.ok ? '' : stale.problem.code).toBe('cluster.unauthorized')
    stored = 'second'
    const renewed = await connection.list({ apiVersion: 'v1', kind: 'Nothing' }, undefined)
    expect(renewed.ok ? '' : renewed.problem.code).toBe('cluster.kind-not-served')
    expect(api.seen.at(-1)?.headers.authorization).toBe('Bearer second')
  })

  it('sends nothing between a login that the locked vault kept back and its unlocking', async () => {
    let accepted = 'first'
    const api = await h.serve((seen) => {
      if (seen.headers.authorization !== `Bearer ${accepted}`) return failure(401, 'Unauthorized', '')
      return seen.path.endsWith('/pods') ? { json: { kind: 'PodList', metadata: {}, items: [] } } : undefined
    })
    const vault = lockable(() => accepted)
    const { untilUnlocked } = vault
    const connection = await h.connect(api, { untilUnlocked }, vault.useSecret)
    expect(await connection.list(pod, 'team-a')).toEqual({ ok: true, value: [] })
    const watched = connection.watch(pod, 'team-a', {})
    const heard = () => new Promise<void>((resolve) => watched.onChange(resolve))
    await heard()
    vault.lock()
    accepted = 'second'
    const refused = await connection.list(pod, 'team-a')
    expect(refused).toMatchObject({ ok: false, problem: { code: 'vault.locked' } })
    const sent = api.seen.length
    for (let round = 0; round < 5; round += 1) expect(await connection.list(pod, 'team-a')).toEqual(refused)
    expect(api.seen.length).toBe(sent)
    expect(vault.refused()).toBe(1)
    vault.unlock()
    await expect.poll(() => connection.list(pod, 'team-a')).toEqual({ ok: true, value: [] })
    expect(watched.problem()).toBeUndefined()
    watched.stop()
  })

  it('keeps its connections', async () => {
    const api = await h.serve((seen) =>
      seen.path.startsWith('/api/v1/namespaces/') ? { json: { kind: 'PodList', items: [] } } : undefined,
    )
    const connection = await h.connect(api)
    for (let round = 0; round < 10; round += 1) await connection.list(pod, 'team-a')
    expect(api.connections()).toBeLessThanOrEqual(3)
  })

  it('repeats what was asked when a kept connection breaks, but never a create', async () => {
    const tried: string[] = []
    const connection = await h.connect(
      await h.serve((seen) => {
        if (seen.path !== '/api/v1/namespaces/team-a/pods') return undefined
        tried.push(seen.method)
        if (tried.length !== 2) return (response) => response.destroy()
        return { json: { kind: 'PodList', items: [] } }
      }),
    )
    expect(await connection.list(pod, 'team-a')).toEqual({ ok: true, value: [] })
    const created = await connection.create({ ...pod, metadata: { name: 'a', namespace: 'team-a' } })
    expect(created).toMatchObject({ ok: false, problem: { code: 'cluster.unreachable' } })
    expect(tried).toEqual(['GET', 'GET', 'POST'])
  })

  it('goes through the proxy that a kubeconfig names, and checks the certificate behind it', async () => {
    const api = await h.serve()
    const asked: string[] = []
    const proxy = createProxy()
    proxy.on('connect', (request: IncomingMessage, socket: Duplex) => {
      asked.push(request.url ?? '')
      const onward = openSocket(api.port, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n')
        onward.pipe(socket).pipe(onward)
      })
      onward.on('error', () => socket.destroy())
      socket.on('error', () => onward.destroy())
    })
    proxy.listen(0, '127.0.0.1')
    await once(proxy, 'listening')
    h.track(proxy)
    const { port } = proxy.address() as AddressInfo
    const text = (ca: string) =>
      stringify({
        'current-context': 'c',
        contexts: [{ name: 'c', context: { cluster: 'k', user: 'u' } }],
        clusters: [
          {
            name: 'k',
            cluster: {
              server: api.url,
              'proxy-url': `http://127.0.0.1:${port}`,
              'certificate-authority-data': Buffer.from(ca).toString('base64'),
            },
          },
        ],
        users: [{ name: 'u', user: { token } }],
      })
    const service = createClusterService()
    const other = await createTestAuthority()
    const refused = await service.connect({ kind: 'kubeconfig' }, lending(text(other.caPem)))
    expect(refused).toMatchObject({ ok: false, problem: { code: 'cluster.certificate-untrusted' } })
    expect(api.seen).toEqual([])
    const result = await service.connect({ kind: 'kubeconfig' }, lending(text(h.authority.caPem)))
    if (result.ok) h.track(result.value)
    expect(result.ok).toBe(true)
    expect(asked[0]).toBe(`127.0.0.1:${api.port}`)
  })
})
