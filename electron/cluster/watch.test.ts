import type { ServerResponse } from 'node:http'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createClusterService, type ClusterServiceOptions } from './cluster-service.ts'
import type { ClusterConnection, LiveList } from './service.ts'
import { createTestAuthority, type Issued } from './test-support/certificates.ts'
import { failure, startScriptedApi, type Scripted, type Seen } from './test-support/scripted-api.ts'
import { lending } from '../vault/test-support/lending.ts'

const pod = { apiVersion: 'v1', kind: 'Pod' }
const labels = { plan: 'p' }
const podPath = '/api/v1/namespaces/team-a/pods'

let caPem: string
let certificate: Issued
const open: { close(): Promise<void> }[] = []

beforeAll(async () => {
  const authority = await createTestAuthority()
  caPem = authority.caPem
  certificate = await authority.server()
})

afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close()
})

interface Watched {
  readonly connection: ClusterConnection
  /** Queries of the list and watch requests so far. */
  readonly asked: { watch: boolean; version: string | null }[]
  /** Resolves with the n-th watch, counted from 1, once it is open. */
  readonly watchOpened: (n: number) => Promise<ServerResponse>
}

/** A server whose lists come from `lists` in turn (the last one again and again), and whose watches stay open. */
async function watched(
  lists: readonly Scripted[],
  onWatch: (n: number) => Scripted | undefined = () => undefined,
  options: ClusterServiceOptions = {},
): Promise<Watched> {
  const asked: Watched['asked'] = []
  const opened = new Map<number, PromiseWithResolvers<ServerResponse>>()
  const slot = (n: number) => {
    const existing = opened.get(n) ?? Promise.withResolvers<ServerResponse>()
    opened.set(n, existing)
    return existing
  }
  let listed = 0
  let watches = 0
  const api = await startScriptedApi(certificate, (seen: Seen) => {
    if (seen.path !== podPath) return undefined
    const watch = seen.query.get('watch') === 'true'
    asked.push({ watch, version: seen.query.get('resourceVersion') })
    if (!watch) return lists[Math.min(listed++, lists.length - 1)]
    watches += 1
    const n = watches
    return (
      onWatch(n) ??
      ((response) => {
        response.writeHead(200, { 'content-type': 'application/json' })
        response.flushHeaders()
        slot(n).resolve(response)
      })
    )
  })
  open.push(api)
  const connected = await createClusterService({ watchBackOffMs: 5, ...options }).connect(
    { kind: 'token', url: api.url, caPem },
    lending('token'),
  )
  if (!connected.ok) throw new Error(connected.problem.message)
  open.push(connected.value)
  return { connection: connected.value, asked, watchOpened: (n) => slot(n).promise }
}

function listing(version: string, ...names: string[]): Scripted {
  const items = names.map((name) => ({ metadata: { name, namespace: 'team-a', resourceVersion: '1' } }))
  return { json: { kind: 'PodList', metadata: { resourceVersion: version }, items } }
}

function event(type: string, name: string, resourceVersion: string): string {
  return `${JSON.stringify({ type, object: { kind: 'Pod', metadata: { name, namespace: 'team-a', resourceVersion } } })}\n`
}

/** Resolves when the names in the list are these. */
function until(list: LiveList, ...names: string[]): Promise<void> {
  return when(list, () => namesOf(list) === names.join())
}

function when(list: LiveList, condition: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const off = list.onChange(check)
    check()
    function check(): void {
      if (!condition()) return
      off()
      resolve()
    }
  })
}

function namesOf(list: LiveList): string {
  return list
    .items()
    .map((item) => item.metadata.name ?? '')
    .join()
}

describe('watch', () => {
  it('begins empty, lists, and follows every change', async () => {
    const { connection, watchOpened, asked } = await watched([listing('10', 'a')])
    const list = connection.watch(pod, 'team-a', labels)
    expect(list.items()).toEqual([])
    await until(list, 'a')
    expect(list.items()[0]).toMatchObject(pod)
    const stream = await watchOpened(1)
    stream.write(event('ADDED', 'b', '11'))
    await until(list, 'a', 'b')
    stream.write(event('MODIFIED', 'a', '12'))
    await when(list, () => list.items()[0]?.metadata.resourceVersion === '12')
    stream.write(event('DELETED', 'a', '13'))
    await until(list, 'b')
    expect(list.problem()).toBeUndefined()
    expect(asked).toEqual([
      { watch: false, version: null },
      { watch: true, version: '10' },
    ])
  })

  it('understands events in pieces and several in one', async () => {
    const { connection, watchOpened } = await watched([listing('1')])
    const list = connection.watch(pod, 'team-a', labels)
    const stream = await watchOpened(1)
    const text = event('ADDED', 'a', '2') + event('ADDED', 'b', '3')
    stream.write(text.slice(0, 30))
    stream.write(text.slice(30))
    await until(list, 'a', 'b')
  })

  it('goes on from the last version, bookmarks included, when the server ends the watch', async () => {
    const { connection, watchOpened, asked } = await watched([listing('10')])
    connection.watch(pod, 'team-a', labels)
    const first = await watchOpened(1)
    first.write(event('ADDED', 'a', '11'))
    first.end(event('BOOKMARK', '', '20'))
    await watchOpened(2)
    expect(asked.at(-1)).toEqual({ watch: true, version: '20' })
    expect(asked.filter((each) => !each.watch)).toHaveLength(1)
  })

  it('goes on when the line breaks', async () => {
    const { connection, watchOpened, asked } = await watched([listing('10', 'a')])
    const list = connection.watch(pod, 'team-a', labels)
    const first = await watchOpened(1)
    first.destroy()
    await when(list, () => list.problem()?.code === 'cluster.watch-broken')
    expect(namesOf(list)).toBe('a')
    const second = await watchOpened(2)
    expect(asked.at(-1)).toEqual({ watch: true, version: '10' })
    second.write(event('ADDED', 'b', '11'))
    await until(list, 'a', 'b')
    expect(list.problem()).toBeUndefined()
  })

  it.each([
    ['as an event', 'event'],
    ['as a status', 'status'],
  ])('reads the list again when its version is forgotten, said %s', async (_how, how) => {
    const gone = failure(410, 'Expired', 'too old')
    const { connection, watchOpened, asked } = await watched(
      [listing('10', 'a', 'b'), listing('50', 'c')],
      (n) => (n === 1 && how === 'status' ? gone : undefined),
    )
    const list = connection.watch(pod, 'team-a', labels)
    if (how === 'event') {
      const stream = await watchOpened(1)
      stream.write(`${JSON.stringify({ type: 'ERROR', object: { kind: 'Status', code: 410 } })}\n`)
    }
    await until(list, 'c')
    expect(list.problem()).toBeUndefined()
    await watchOpened(how === 'event' ? 2 : 1 + 1)
    expect(asked.at(-1)).toEqual({ watch: true, version: '50' })
  })

  it('reads the list again after a line that is no event', async () => {
    const { connection, watchOpened } = await watched([listing('10', 'a'), listing('11', 'b')])
    const list = connection.watch(pod, 'team-a', labels)
    const stream = await watchOpened(1)
    stream.write('{"type":"ADD\n')
    await until(list, 'b')
  })

  it('says what is wrong and goes on trying', async () => {
    const { connection } = await watched([
      failure(403, 'Forbidden', 'no'),
      failure(500, 'InternalError', 'oops'),
      listing('1', 'a'),
    ])
    const list = connection.watch(pod, 'team-a', labels)
    await when(list, () => list.problem()?.code === 'cluster.forbidden')
    await when(list, () => list.problem()?.code === 'cluster.server-error')
    await until(list, 'a')
    expect(list.problem()).toBeUndefined()
  })

  it('tells nobody after stop, and closing the connection stops every list', async () => {
    const { connection, watchOpened } = await watched([listing('1', 'a')])
    const first = connection.watch(pod, 'team-a', labels)
    const second = connection.watch(pod, 'team-a', { other: 'labels' })
    await Promise.all([until(first, 'a'), until(second, 'a')])
    const streams = await Promise.all([watchOpened(1), watchOpened(2)])
    let calls = 0
    first.onChange(() => (calls += 1))
    const closed = streams.map((stream) => new Promise((resolve) => stream.once('close', resolve)))
    first.stop()
    await Promise.race(closed)
    for (const stream of streams) stream.write(event('ADDED', 'b', '2'))
    await until(second, 'a', 'b')
    expect(calls).toBe(0)
    expect(namesOf(first)).toBe('a')
    await connection.close()
    await Promise.all(closed)
  })

  it('opens one watch for all that look at the same, and ends it with the last of them', async () => {
    const { connection, watchOpened, asked } = await watched([listing('1', 'a')])
    const lists = [1, 2, 3].map(() => connection.watch(pod, 'team-a', labels))
    await Promise.all(lists.map((list) => until(list, 'a')))
    const stream = await watchOpened(1)
    expect(asked).toHaveLength(2)
    const closed = new Promise((resolve) => stream.once('close', resolve))
    lists[0]!.stop()
    lists[0]!.stop()
    lists[1]!.stop()
    stream.write(event('ADDED', 'b', '2'))
    await until(lists[2]!, 'a', 'b')
    lists[2]!.stop()
    await closed
    await until(connection.watch(pod, 'team-a', labels), 'a')
    expect(asked.filter((each) => !each.watch)).toHaveLength(2)
  })

  it('reads the list anew now and then, so that a lost event does not stay lost', async () => {
    const lists = [listing('1', 'a', 'ghost'), listing('2', 'a')]
    const { connection, watchOpened } = await watched(lists, undefined, { watchResyncMs: 1 })
    const list = connection.watch(pod, 'team-a', labels)
    await until(list, 'a', 'ghost')
    const stream = await watchOpened(1)
    stream.end()
    await until(list, 'a')
  })

  it('stops telling a listener that left', async () => {
    const { connection, watchOpened } = await watched([listing('1')])
    const list = connection.watch(pod, 'team-a', labels)
    const stream = await watchOpened(1)
    let calls = 0
    list.onChange(() => (calls += 1))()
    stream.write(event('ADDED', 'a', '2'))
    await until(list, 'a')
    expect(calls).toBe(0)
  })
})
