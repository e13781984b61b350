/** All or none, on the lab's API server over its real socket. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createLabClock } from '../lab/clock.ts'
import { startKubeApi, type KubeApi } from '../lab/kube/server.ts'
import { createLabCertificate } from '../lab/tls.ts'
import { createClusterService } from './cluster-service.ts'
import type { ClusterConnection, KubeObject } from './service.ts'
import { createHarness } from './test-support/harness.ts'
import { failure } from './test-support/scripted-api.ts'
import { lending } from '../vault/test-support/lending.ts'

const token = 'apply-all-token'
const map = { apiVersion: 'v1', kind: 'ConfigMap' }
let api: KubeApi
let connection: ClusterConnection

beforeAll(async () => {
  const certificate = await createLabCertificate('api.cluster.lab.example')
  api = await startKubeApi({ certificate, token, clock: createLabClock(1) })
  const access = { kind: 'token', url: api.url, caPem: certificate.caPem } as const
  const connected = await createClusterService().connect(access, lending(token))
  if (!connected.ok) throw new Error(connected.problem.message)
  connection = connected.value
})

afterAll(async () => {
  await connection.close()
  await api.close()
})

const namespace = (name: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name },
})
const configMap = (namespace: string, name: string, data: object = { a: '1' }): KubeObject => ({
  ...map,
  metadata: { name, namespace },
  data,
})
/** Its data is no text, which the server refuses. */
const broken = (namespace: string): KubeObject => configMap(namespace, 'broken', { a: { b: 1 } })

async function exists(object: KubeObject): Promise<boolean> {
  const found = await connection.get(object, object.metadata.namespace, object.metadata.name ?? '')
  return found.ok && found.value !== undefined
}

it('makes a namespace and what is in it, and finds nothing to undo the second time', async () => {
  const objects = [namespace('one'), configMap('one', 'a'), configMap('one', 'b')]
  for (const time of ['first', 'second']) {
    const applied = await connection.applyAll(objects)
    expect(applied, time).toMatchObject({
      ok: true,
      value: objects.map(({ kind, metadata }) => ({ kind, metadata })),
    })
  }
})

it('touches nothing when a dry run already fails', async () => {
  await connection.applyAll([namespace('two')])
  const objects = [configMap('two', 'a'), broken('two')]
  expect(await connection.applyAll(objects)).toMatchObject({ ok: false })
  expect(await exists(objects[0]!)).toBe(false)
})

it('takes back what it made when a later one fails after all, and leaves what was there', async () => {
  await connection.applyAll([namespace('three'), configMap('three', 'old')])
  // In a new namespace nothing can be tried, so the last one fails for real.
  const objects = [configMap('three', 'old'), configMap('three', 'new'), namespace('four'), broken('four')]
  const failed = await connection.applyAll(objects)
  expect(failed).toMatchObject({
    ok: false,
    problem: { meaning: 'What had been created before it was removed again; nothing is left.' },
  })
  expect(await exists(objects[0]!)).toBe(true)
  expect(await exists(objects[1]!)).toBe(false)
  expect(await exists(objects[2]!)).toBe(false)
})

it('also takes back the one of which no answer tells whether it was made', async () => {
  const harness = await createHarness()
  try {
    const server = await harness.serve(({ method, path, query }) => {
      if (!path.startsWith('/api/v1/namespaces/')) return undefined
      if (method === 'GET') return failure(404, 'NotFound', 'not found')
      const isLost = method === 'PATCH' && path.endsWith('/b') && !query.has('dryRun')
      return isLost ? failure(504, 'Timeout', 'no answer of etcd') : { json: { metadata: { name: 'a' } } }
    })
    const scripted = await harness.connect(server)
    const failed = await scripted.applyAll([configMap('x', 'a'), configMap('x', 'b')])
    expect(failed).toMatchObject({ ok: false, problem: { code: 'cluster.server-error' } })
    const deleted = server.seen.filter(({ method }) => method === 'DELETE').map(({ path }) => path)
    expect(deleted).toEqual(['b', 'a'].map((name) => `/api/v1/namespaces/x/configmaps/${name}`))
  } finally {
    await harness.closeAll()
  }
})

it('says nothing of an undo when nothing had been made', async () => {
  const harness = await createHarness()
  try {
    const server = await harness.serve(({ method, path, query }) => {
      if (method === 'GET') return path.endsWith('/a') ? failure(404, 'NotFound', 'not found') : undefined
      return query.has('dryRun') ? { json: { metadata: { name: 'a' } } } : failure(403, 'Forbidden', 'no')
    })
    const scripted = await harness.connect(server)
    expect(await scripted.applyAll([configMap('x', 'a')])).toMatchObject({
      problem: { code: 'cluster.forbidden', meaning: 'Nothing was changed.' },
    })
  } finally {
    await harness.closeAll()
  }
})

it('goes on where a webhook knows no dry runs', async () => {
  const harness = await createHarness()
  try {
    const server = await harness.serve(({ method, path, query }) => {
      if (method === 'GET') return path.endsWith('/a') ? failure(404, 'NotFound', 'not found') : undefined
      return query.has('dryRun')
        ? failure(400, 'BadRequest', 'admission webhook "a.example" does not support dry run')
        : { json: { metadata: { name: 'a' } } }
    })
    const scripted = await harness.connect(server)
    expect(await scripted.applyAll([configMap('x', 'a')])).toMatchObject({ ok: true })
  } finally {
    await harness.closeAll()
  }
})
