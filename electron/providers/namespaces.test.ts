import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createHarness, type Harness } from '../cluster/test-support/harness.ts'
import { failure, type Script, type Scripted } from '../cluster/test-support/scripted-api.ts'
import { ensureNamespace } from './namespaces.ts'

let harness: Harness
beforeAll(async () => {
  harness = await createHarness()
})
afterEach(() => harness.closeAll())

const path = '/api/v1/namespaces'
const missing = failure(404, 'NotFound', 'not found')
const denied = failure(403, 'Forbidden', 'no right')
const made: Scripted = { status: 201, json: { kind: 'Namespace', metadata: { name: 'demo' } } }
const found = (metadata: object): Scripted => ({
  json: { kind: 'Namespace', metadata: { name: 'demo', ...metadata } },
})

/** A cluster that answers the look at the namespace, its creation, and a project request (none: no OpenShift). */
function cluster(look: Scripted, create: Scripted, project?: Scripted): Script {
  return ({ method, path: asked }) => {
    if (asked === `${path}/demo`) return look
    if (asked === path && method === 'POST') return create
    if (project === undefined) return undefined
    if (asked === '/apis/project.openshift.io/v1')
      return {
        json: {
          resources: [{ name: 'projectrequests', kind: 'ProjectRequest', namespaced: false, verbs: [] }],
        },
      }
    return asked === '/apis/project.openshift.io/v1/projectrequests' ? project : undefined
  }
}

async function ensure(script: Script) {
  const api = await harness.serve(script)
  const result = await ensureNamespace(await harness.connect(api), 'demo')
  return { result, posts: api.seen.filter(({ method }) => method === 'POST').map((seen) => seen.path) }
}

describe('ensureNamespace', () => {
  it('leaves one that is there as it is', async () => {
    const { result, posts } = await ensure(cluster(found({}), denied))
    expect(result).toEqual({ ok: true, value: { name: 'demo', created: false } })
    expect(posts).toEqual([])
  })

  it('makes one that is not there, also where namespaces may not be read', async () => {
    const created = { ok: true, value: { name: 'demo', created: true } }
    expect((await ensure(cluster(missing, made))).result).toEqual(created)
    expect((await ensure(cluster(denied, made))).result).toEqual(created)
  })

  it('is content when somebody else was faster', async () => {
    const taken = failure(409, 'AlreadyExists', 'namespaces "demo" already exists')
    expect((await ensure(cluster(missing, taken))).result).toEqual({
      ok: true,
      value: { name: 'demo', created: false },
    })
  })

  it('refuses one that is being deleted', async () => {
    const { result, posts } = await ensure(
      cluster(found({ deletionTimestamp: '2026-01-01T00:00:00Z' }), made),
    )
    expect(result).toMatchObject({ ok: false, problem: { code: 'cluster.namespace-terminating' } })
    expect(posts).toEqual([])
  })

  it('asks OpenShift for a project where namespaces may not be made', async () => {
    const { result, posts } = await ensure(cluster(missing, denied, made))
    expect(result).toEqual({ ok: true, value: { name: 'demo', created: true } })
    expect(posts).toEqual([path, '/apis/project.openshift.io/v1/projectrequests'])
  })

  it('says why it could not be made', async () => {
    for (const script of [cluster(missing, denied), cluster(missing, denied, denied)])
      expect((await ensure(script)).result).toMatchObject({
        ok: false,
        problem: {
          code: 'cluster.forbidden',
          message: 'The namespace demo cannot be created: The credentials do not allow to create namespaces.',
        },
      })
  })
})
