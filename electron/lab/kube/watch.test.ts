import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asText, at } from './json.ts'
import { startTestApi } from './test-support/test-api.ts'
import type { TestApi, WatchEvent } from './test-support/test-api.ts'

let lab: TestApi

beforeAll(async () => {
  lab = await startTestApi({ historyLimit: 50 })
})

afterAll(() => lab.close())

/** A namespace of its own for a test, and the path of its config maps. */
function room(name: string): string {
  lab.api.seed({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
  return `/api/v1/namespaces/${name}/configmaps`
}

function map(name: string, labels: Readonly<Record<string, string>> = {}) {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, labels } }
}

function brief(events: readonly WatchEvent[]): readonly string[] {
  return events.map(({ type, object }) => `${type} ${asText(at(object, 'metadata', 'name'))}`)
}

const isLast = ({ object }: WatchEvent): boolean => at(object, 'metadata', 'name') === 'last'

describe('a watch', () => {
  it('begins with what is there, then follows', async () => {
    const path = room('begin')
    await lab.call('POST', path, map('a'))
    const watch = await lab.watch(`${path}?watch=true`)
    expect(brief([(await watch.next())!])).toEqual(['ADDED a'])
    await lab.patch(`${path}/a`, 'merge', { data: { x: '1' } })
    await lab.call('DELETE', `${path}/a`)
    await lab.call('POST', path, map('last'))
    const events = await watch.until(isLast)
    expect(brief(events)).toEqual(['MODIFIED a', 'DELETED a', 'ADDED last'])
    const revisions = events.map(({ object }) => Number(at(object, 'metadata', 'resourceVersion')))
    expect(revisions).toEqual([...revisions].sort((a, b) => a - b))
    watch.close()
  })

  it('goes on from a revision without a gap or a repeat', async () => {
    const path = room('resume')
    await lab.call('POST', path, map('before'))
    const list = (await lab.call('GET', path)).body
    await lab.call('POST', path, map('between'))
    const from = asText(at(list, 'metadata', 'resourceVersion'))
    const watch = await lab.watch(`${path}?watch=true&resourceVersion=${from}`)
    await lab.call('POST', path, map('last'))
    expect(brief(await watch.until(isLast))).toEqual(['ADDED between', 'ADDED last'])
    watch.close()
  })

  it('shows an object that leaves its selector as deleted', async () => {
    const path = room('select')
    const watch = await lab.watch(`${path}?watch=true&labelSelector=app%3Dx`)
    await lab.call('POST', path, map('other'))
    await lab.call('POST', path, map('a', { app: 'x' }))
    await lab.patch(`${path}/a`, 'merge', { metadata: { labels: { app: 'y' } } })
    await lab.patch(`${path}/a`, 'merge', { metadata: { labels: { app: 'z' } } })
    await lab.patch(`${path}/a`, 'merge', { metadata: { labels: { app: 'x' } } })
    await lab.call('POST', path, map('last', { app: 'x' }))
    const events = await watch.until(isLast)
    expect(brief(events)).toEqual(['ADDED a', 'DELETED a', 'ADDED a', 'ADDED last'])
    expect(at(events[1]?.object, 'metadata', 'labels')).toEqual({ app: 'x' })
    watch.close()
  })

  it('tells a revision beyond the history with 410, lists in pieces too', async () => {
    const path = room('old')
    await lab.call('POST', path, map('a'))
    await lab.call('POST', path, map('b'))
    const first = (await lab.call('GET', `${path}?limit=1`)).body
    for (let index = 0; index < 120; index += 1)
      await lab.patch(`${path}/a`, 'merge', { data: { n: String(index) } })
    const watch = await lab.watch(`${path}?watch=true&resourceVersion=5`)
    expect(await watch.next()).toMatchObject({
      type: 'ERROR',
      object: { kind: 'Status', code: 410, reason: 'Expired' },
    })
    expect(await watch.next()).toBeUndefined()
    const token = encodeURIComponent(asText(at(first, 'metadata', 'continue')))
    expect(await lab.call('GET', `${path}?continue=${token}`)).toMatchObject({
      code: 410,
      body: { reason: 'Expired' },
    })
  })

  it('ends at its time limit with a bookmark', async () => {
    const path = room('limit')
    const watch = await lab.watch(`${path}?watch=true&timeoutSeconds=1&allowWatchBookmarks=true`)
    const bookmark = await watch.next()
    expect(bookmark).toMatchObject({ type: 'BOOKMARK', object: { kind: 'ConfigMap' } })
    expect(await watch.next()).toBeUndefined()
  })

  it('marks the end of its initial events when asked', async () => {
    const path = room('initial')
    await lab.call('POST', path, map('a'))
    const query =
      'watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true'
    const watch = await lab.watch(`${path}?${query}`)
    const events = await watch.until(({ type }) => type === 'BOOKMARK')
    expect(brief(events.slice(0, -1))).toEqual(['ADDED a'])
    expect(at(events.at(-1)?.object, 'metadata', 'annotations')).toEqual({
      'k8s.io/initial-events-end': 'true',
    })
    watch.close()
  })

  it('serves rows of a table with the columns once', async () => {
    const path = room('table')
    const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io'
    const watch = await lab.watch(`${path}?watch=true`, { accept })
    await lab.call('POST', path, map('a'))
    await lab.call('POST', path, map('b'))
    const [first, second] = [await watch.next(), await watch.next()]
    expect(first?.object).toMatchObject({ kind: 'Table', rows: [{ cells: ['a', 0, '0s'] }] })
    expect(first?.object['columnDefinitions']).toHaveLength(3)
    expect(second?.object['columnDefinitions']).toBeNull()
    watch.close()
  })

  it('reaches many watchers alike, each in the same order', async () => {
    const path = room('many')
    const watches = await Promise.all(Array.from({ length: 20 }, () => lab.watch(`${path}?watch=true`)))
    await Promise.all(['a', 'b', 'c', 'd'].map((name) => lab.call('POST', path, map(name))))
    await lab.call('POST', path, map('last'))
    const seen = await Promise.all(watches.map(async (watch) => brief(await watch.until(isLast))))
    for (const one of seen) expect(one).toEqual(seen[0])
    expect(seen[0]).toHaveLength(5)
    for (const watch of watches) watch.close()
  })

  it('ends when the server closes', async () => {
    const own = await startTestApi()
    const watch = await own.watch('/api/v1/namespaces?watch=true&resourceVersion=0&labelSelector=none')
    const ended = watch.next().catch(() => undefined)
    await own.close()
    expect(await ended).toBeUndefined()
  })
})
