/** An API server that refuses: what is said, and that nothing is deleted which was never made. */
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createHarness, type Harness } from '../cluster/test-support/harness.ts'
import { failure, type Scripted, type Seen } from '../cluster/test-support/scripted-api.ts'
import { createProbes } from './probes.ts'
import { allOf, forgetful, providersOf } from './test-support/probe-cluster.ts'

let h: Harness
beforeAll(async () => {
  h = await createHarness()
})
afterEach(() => h.closeAll())

const jobs = '/apis/batch/v1/namespaces/default/jobs'
const pods = '/api/v1/namespaces/default/pods'
const empty = (kind: string): Scripted => ({
  json: { kind: `${kind}List`, metadata: { resourceVersion: '1' }, items: [] },
})

/** Answers reads of a cluster that holds nothing; the rest is the test's. */
async function check(script: (seen: Seen) => Scripted | undefined) {
  const api = await h.serve((seen) => {
    const own = script(seen)
    if (own) return own
    if (seen.path === '/apis/batch/v1')
      return { json: { resources: [{ name: 'jobs', kind: 'Job', namespaced: true, verbs: [] }] } }
    if (seen.method === 'POST') return { status: 201, json: JSON.parse(seen.body) as unknown }
    // A watch that says nothing until the connection is closed.
    if (seen.query.get('watch') === 'true')
      return (response) => {
        response.writeHead(200).flushHeaders()
      }
    if (seen.path === jobs) return empty('Job')
    if (seen.path === pods) return empty('Pod')
    if (seen.path.startsWith(jobs)) return failure(404, 'NotFound', 'not found')
    return undefined
  })
  const probes = createProbes({ providers: providersOf(await h.connect(api)), results: forgetful })
  const { last } = await allOf(probes.vddk({ targetId: 'target', namespace: 'default' }))
  const writes = api.seen.filter(({ method }) => method !== 'GET')
  return { last, writes }
}

const isDryRun = ({ query }: Seen): boolean => query.get('dryRun') === 'All'
const posts = (path: string) => (seen: Seen) => seen.method === 'POST' && seen.path === path

describe('a cluster that does not let a probe in', () => {
  it('without the right to create Jobs', async () => {
    const words = 'jobs.batch is forbidden: User "someone" cannot create resource "jobs"'
    const { last, writes } = await check((seen) =>
      posts(jobs)(seen) ? failure(403, 'Forbidden', words) : undefined,
    )
    expect(last).toMatchObject({
      state: 'failed',
      cleanedUp: true,
      problem: { code: 'cluster.forbidden', detail: words },
      pull: { state: 'unknown' },
    })
    expect(writes.map(isDryRun)).toEqual([true])
  })

  it.each([
    [
      'a quota',
      'pods "palletjack-probe" is forbidden: exceeded quota: compute, requested: pods=1, used: pods=9, limited: pods=9',
      'cluster.quota-exceeded',
    ],
    [
      'a security rule',
      'pods "palletjack-probe" is forbidden: violates PodSecurity "restricted:latest"',
      'cluster.pod-security',
    ],
  ])('because of %s, which the pod is asked about before the Job is made', async (_, words, code) => {
    const { last, writes } = await check((seen) =>
      posts(pods)(seen) ? failure(403, 'Forbidden', words) : undefined,
    )
    expect(last).toMatchObject({ state: 'failed', cleanedUp: true, problem: { code, detail: words } })
    expect(last.problem?.remedy).not.toContain('107')
    expect(writes.every(isDryRun)).toBe(true)
  })

  it('in the last moment, after both dry runs', async () => {
    const { last, writes } = await check((seen) =>
      posts(jobs)(seen) && !isDryRun(seen) ? failure(403, 'Forbidden', 'no more') : undefined,
    )
    expect(last).toMatchObject({ state: 'failed', cleanedUp: true, problem: { code: 'cluster.forbidden' } })
    expect(writes.map(({ method }) => method)).toEqual(['POST', 'POST', 'POST'])
  })

  it.each([
    [403, 'Forbidden', 'pods is forbidden: cannot create'],
    [403, 'Forbidden', 'pods "p" is forbidden: error looking up service account default/default: not found'],
    [400, 'BadRequest', 'admission webhook "a.example" does not support dry run'],
  ])('is asked on when pods cannot be tried: %i %s, %s', async (code, reason, words) => {
    const { writes } = await check((seen) => {
      if (posts(pods)(seen)) return failure(code, reason, words)
      const isJob = posts(jobs)(seen)
      if (isJob && isDryRun(seen) && code === 400) return failure(code, reason, words)
      if (posts(jobs)(seen) && !isDryRun(seen)) return failure(403, 'Forbidden', 'enough seen')
      return undefined
    })
    expect(writes.at(-1)?.path).toBe(jobs)
    expect(writes.every(isDryRun)).toBe(false)
  })

  it('without the right to watch, and removes the Job again', async () => {
    let deleted = false
    const { last } = await check((seen) => {
      if (seen.method === 'DELETE') {
        deleted = true
        return { json: { kind: 'Status', status: 'Success' } }
      }
      // The list of the watch is refused; the one after the clean-up is the same path.
      if (seen.path === pods && seen.method === 'GET' && !deleted)
        return failure(403, 'Forbidden', 'pods is forbidden: cannot list')
      return undefined
    })
    expect(deleted).toBe(true)
    expect(last).toMatchObject({ state: 'failed', cleanedUp: true, problem: { code: 'cluster.forbidden' } })
  })
})

describe('what makes a check impossible before it began', () => {
  it.each([
    ['nothing names an image', undefined, 'No VDDK image is known'],
    ['nothing that names one may be read', failure(403, 'Forbidden', 'no'), 'could not read ConfigMap'],
  ])('%s', async (_, answer, words) => {
    const api = await h.serve(({ path }) => (path.includes('/configmaps/') ? answer : undefined))
    const connection = await h.connect(api)
    const providers = { ...providersOf(connection), describe: () => connection.describe() }
    const probes = createProbes({ providers, results: forgetful })
    const started = allOf(probes.vddk({ targetId: 'target', namespace: 'default' }))
    await expect(started).rejects.toMatchObject({
      problem: {
        code: 'probe.no-vddk-image',
        message: expect.stringContaining(words) as string,
        remedy: expect.stringContaining('settings of this provider') as string,
      },
    })
  })

  it('is the stream’s own error', async () => {
    const api = await h.serve()
    const probes = createProbes({ providers: providersOf(await h.connect(api)), results: forgetful })
    await expect(allOf(probes.vddk({ targetId: 'nowhere', namespace: 'default' }))).rejects.toMatchObject({
      problem: { code: 'provider.unknown' },
    })
  })
})
