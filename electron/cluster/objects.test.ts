import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createHarness, type Harness } from './test-support/harness.ts'
import { failure } from './test-support/scripted-api.ts'

const pod = { apiVersion: 'v1', kind: 'Pod' }
const vm = { apiVersion: 'kubevirt.io/v1', kind: 'VirtualMachine' }

let h: Harness

beforeAll(async () => {
  h = await createHarness()
})

afterEach(() => h.closeAll())

describe('objects', () => {
  const podPath = '/api/v1/namespaces/team-a/pods'
  const stored = { metadata: { name: 'web', namespace: 'team-a', uid: 'u1' } }

  it('reads one, and says plainly when there is none', async () => {
    const connection = await h.connect(
      await h.serve((seen) => {
        if (seen.path === `${podPath}/web`) return { json: stored }
        return seen.path === `${podPath}/gone` ? failure(404, 'NotFound', 'pods "gone" not found') : undefined
      }),
    )
    expect(await connection.get(pod, 'team-a', 'web')).toEqual({ ok: true, value: { ...pod, ...stored } })
    expect(await connection.get(pod, 'team-a', 'gone')).toEqual({ ok: true, value: undefined })
    const missing = await connection.get(vm, 'team-a', 'web')
    expect(missing).toMatchObject({ ok: false, problem: { code: 'cluster.kind-not-served' } })
    expect(missing.ok ? '' : missing.problem.message).toContain('KubeVirt is not installed')
    await expect(connection.get(pod, 'team-a', '')).rejects.toThrow('without a name')
    await expect(connection.get(pod, undefined, 'web')).rejects.toThrow('without a namespace')
  })

  it('lists by labels, page by page, and names the kind of each item', async () => {
    const api = await h.serve((seen) => {
      if (seen.path !== podPath) return undefined
      const second = seen.query.get('continue') === 'more'
      const items = [{ metadata: { name: second ? 'b' : 'a' } }]
      return { json: { kind: 'PodList', items, metadata: second ? {} : { continue: 'more' } } }
    })
    const connection = await h.connect(api)
    const listed = await connection.list(pod, 'team-a', { plan: 'p', vmID: 'vm-1' })
    expect(listed.ok && listed.value).toEqual([
      { ...pod, metadata: { name: 'a' } },
      { ...pod, metadata: { name: 'b' } },
    ])
    expect(api.seen.at(-1)?.query.get('labelSelector')).toBe('plan=p,vmID=vm-1')
  })

  it('begins a list anew when its first page is forgotten', async () => {
    let forgotten = false
    const connection = await h.connect(
      await h.serve((seen) => {
        if (seen.path !== podPath) return undefined
        if (seen.query.has('continue') && !forgotten) {
          forgotten = true
          return failure(410, 'Expired', 'too old')
        }
        const next = seen.query.has('continue') ? '' : 'more'
        return {
          json: {
            kind: 'PodList',
            items: [{ metadata: { name: `p${next}` } }],
            metadata: { continue: next },
          },
        }
      }),
    )
    const listed = await connection.list(pod, 'team-a')
    expect(listed.ok && listed.value.map((each) => each.metadata.name)).toEqual(['pmore', 'p'])
  })

  it('writes as palletjack', async () => {
    const api = await h.serve((seen) => (seen.method === 'GET' ? undefined : { json: stored }))
    const connection = await h.connect(api)
    const object = { ...pod, metadata: { name: 'web', namespace: 'team-a' } }
    await connection.apply(object)
    await connection.create({ ...pod, metadata: { generateName: 'web-', namespace: 'team-a' } })
    await connection.mergePatch(pod, 'team-a', 'web', { spec: { a: null } })
    await connection.delete(pod, 'team-a', 'web', { propagation: 'Orphan' })
    const [applied, created, patched, deleted] = api.seen.slice(-4)
    expect(applied).toMatchObject({ method: 'PATCH', path: `${podPath}/web`, body: JSON.stringify(object) })
    expect(applied?.headers['content-type']).toBe('application/apply-patch+yaml')
    const strict = { fieldManager: 'palletjack', fieldValidation: 'Strict' }
    expect(Object.fromEntries(applied!.query)).toEqual({ ...strict, force: 'true' })
    expect(created).toMatchObject({ method: 'POST', path: podPath })
    expect(Object.fromEntries(created!.query)).toEqual(strict)
    expect(Object.fromEntries(patched!.query)).toEqual(strict)
    expect(patched?.headers['content-type']).toBe('application/merge-patch+json')
    expect(patched?.body).toBe('{"spec":{"a":null}}')
    expect(JSON.parse(deleted!.body)).toMatchObject({ propagationPolicy: 'Orphan' })
    expect(() => connection.apply({ ...pod, metadata: { namespace: 'x' } })).toThrow('without a name')
  })

  it('tries a write without making it', async () => {
    const api = await h.serve((seen) => (seen.method === 'GET' ? undefined : { json: stored }))
    const connection = await h.connect(api)
    const object = { ...pod, metadata: { name: 'web', namespace: 'team-a' } }
    await connection.apply(object, { dryRun: true })
    await connection.create(object, { dryRun: true })
    expect(api.seen.slice(-2).map((seen) => seen.query.get('dryRun'))).toEqual(['All', 'All'])
  })

  it.each([
    [
      failure(403, 'Forbidden', 'pods is forbidden: User "jane" cannot create resource "pods"'),
      'cluster.forbidden',
      'The credentials do not allow to create pods in namespace team-a.',
    ],
    [
      failure(403, 'Forbidden', 'pods "web" is forbidden: exceeded quota: small, requested: pods=1'),
      'cluster.quota-exceeded',
      'A quota does not allow to create Pod web in namespace team-a.',
    ],
    [
      failure(
        403,
        'Forbidden',
        'pods "web" is forbidden: failed quota: small: must specify limits.ephemeral-storage for: virt-v2v',
      ),
      'cluster.quota-exceeded',
      'A quota does not allow to create Pod web in namespace team-a.',
    ],
    [
      failure(
        403,
        'Forbidden',
        'pods "web" is forbidden: maximum memory usage per Container is 4Gi, but limit is 8Gi',
      ),
      'cluster.limit-range',
      'does not allow Pod web in namespace team-a: maximum memory usage per Container is 4Gi, but limit is 8Gi.',
    ],
    [
      failure(
        403,
        'Forbidden',
        'pods "web" is forbidden: [minimum cpu usage per Pod is 2, but request is 1, cpu max limit to request ratio per Pod is 2, but provided ratio is 4.000000]',
      ),
      'cluster.limit-range',
      'minimum cpu usage per Pod is 2, but request is 1, cpu max limit to request ratio per Pod is 2, but provided ratio is 4.000000.',
    ],
    [
      failure(400, 'BadRequest', 'admission webhook "a.example" does not support dry run'),
      'cluster.no-dry-run',
      'Whether the cluster would take Pod web in namespace team-a cannot be tried',
    ],
    [
      failure(
        403,
        'Forbidden',
        'pods "web" is forbidden: error looking up service account team-a/default: serviceaccount "default" not found',
      ),
      'cluster.account-missing',
      'The service account that Pod web in namespace team-a runs as is not there yet.',
    ],
    [
      failure(403, 'Forbidden', 'pods "web" is forbidden: violates PodSecurity "restricted:latest"'),
      'cluster.pod-security',
      'The security rules of the namespace do not allow Pod web in namespace team-a.',
    ],
    [failure(409, 'AlreadyExists', 'exists'), 'cluster.already-exists', 'already exists'],
    [failure(409, 'Conflict', 'changed'), 'cluster.conflict', 'changed by someone else'],
    [
      failure(422, 'Invalid', 'Pod "web" is invalid', {
        causes: [{ field: 'spec.containers', message: 'Required value' }],
      }),
      'cluster.invalid',
      'rejects Pod web in namespace team-a: spec.containers Required value.',
    ],
    [
      failure(400, 'BadRequest', 'admission webhook "vm.kubevirt.io" denied the request: no such disk'),
      'cluster.denied',
      'vm.kubevirt.io: no such disk.',
    ],
    [
      failure(403, 'Forbidden', 'admission webhook "pods.example" denied the request: not on Fridays.'),
      'cluster.denied',
      'The cluster rejects Pod web in namespace team-a: pods.example: not on Fridays.',
    ],
    [
      failure(
        422,
        'Invalid',
        `pods "web" is forbidden: ValidatingAdmissionPolicy 'no-pods' with binding 'all' denied request: not now`,
      ),
      'cluster.denied',
      'The cluster rejects Pod web in namespace team-a: no-pods: not now.',
    ],
    [
      failure(403, 'Forbidden', 'unable to create new content because it is being terminated', {
        causes: [{ reason: 'NamespaceTerminating', message: 'namespace team-a is being terminated' }],
      }),
      'cluster.namespace-terminating',
      'The namespace team-a is being deleted, so nothing can be created in it.',
    ],
    [
      failure(404, 'NotFound', 'namespaces "team-a" not found', { name: 'team-a', kind: 'namespaces' }),
      'cluster.namespace-missing',
      'The namespace team-a does not exist.',
    ],
    [failure(404, 'NotFound', 'pods "web" not found'), 'cluster.not-found', 'was not found'],
    [failure(429, 'TooManyRequests', ''), 'cluster.busy', 'too busy'],
    [failure(500, 'InternalError', 'etcd'), 'cluster.server-error', '(HTTP 500)'],
  ])('tells what the server said: %j', async (answer, code, words) => {
    const connection = await h.connect(await h.serve((seen) => (seen.method === 'POST' ? answer : undefined)))
    const result = await connection.create({ ...pod, metadata: { name: 'web', namespace: 'team-a' } })
    expect(result).toMatchObject({ ok: false, problem: { code } })
    expect(result.ok ? '' : result.problem.message).toContain(words)
  })

  it('never repeats what a server says about a secret', async () => {
    const answer = failure(422, 'Invalid', 'hunter22 is too short', {
      causes: [{ field: 'data', message: 'hunter22' }],
    })
    const connection = await h.connect(
      await h.serve((seen) => (seen.method === 'PATCH' ? answer : undefined)),
    )
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's', namespace: 'team-a' } }
    const result = await connection.apply({ ...secret, stringData: { secretKey: 'hunter22' } })
    expect(result).toMatchObject({ ok: false, problem: { code: 'cluster.invalid' } })
    expect(JSON.stringify(result)).not.toContain('hunter22')
  })

  it.each([
    ['secrets "s" is forbidden: exceeded quota: small, requested: secrets=1', 'cluster.quota-exceeded'],
    ['admission webhook "a.example" denied the request: hunter22 is too short', 'cluster.denied'],
    ['admission webhook "a.example" does not support dry run', 'cluster.no-dry-run'],
    ['policy says: exceeded quota: hunter22', 'cluster.forbidden'],
  ])('knows why a secret is refused, without what may quote it: %s', async (said, code) => {
    const answer = failure(403, 'Forbidden', said)
    const connection = await h.connect(
      await h.serve((seen) => (seen.method === 'PATCH' ? answer : undefined)),
    )
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's', namespace: 'team-a' } }
    const result = await connection.apply(secret)
    expect(result).toMatchObject({ ok: false, problem: { code } })
    expect(JSON.stringify(result)).not.toContain('hunter22')
  })

  it('waits until a deleted object is gone', async () => {
    let looks = 0
    const connection = await h.connect(
      await h.serve((seen) => {
        if (seen.path !== `${podPath}/web`) return undefined
        if (seen.method === 'DELETE') return { json: stored }
        looks += 1
        return looks < 3 ? { json: stored } : failure(404, 'NotFound', '')
      }),
    )
    expect(await connection.delete(pod, 'team-a', 'web', { wait: true })).toEqual({ ok: true })
    expect(looks).toBe(3)
  })

  it('takes a successor of the same name for gone, and stops waiting in the end', async () => {
    let uid = 'u2'
    const connection = await h.connect(
      await h.serve((seen) => {
        if (seen.path !== `${podPath}/web`) return undefined
        if (seen.method === 'DELETE') return { json: stored }
        return { json: { metadata: { ...stored.metadata, uid, finalizers: ['storage/hold'] } } }
      }),
    )
    expect(await connection.delete(pod, 'team-a', 'web', { wait: true })).toEqual({ ok: true })
    uid = 'u1'
    const stuck = await connection.delete(pod, 'team-a', 'web', { wait: true, timeoutMs: 150 })
    expect(stuck).toMatchObject({ ok: false, problem: { code: 'cluster.delete-timeout' } })
    expect(stuck.ok ? '' : stuck.problem.message).toContain('storage/hold')
  })

  it('is content when there is nothing to delete', async () => {
    const connection = await h.connect(
      await h.serve((seen) => (seen.method === 'DELETE' ? failure(404, 'NotFound', '') : undefined)),
    )
    expect(await connection.delete(pod, 'team-a', 'web', { wait: true })).toEqual({ ok: true })
  })

  it('finds a kind that was installed after the first look', async () => {
    let installed = false
    const connection = await h.connect(
      await h.serve((seen) => {
        if (!seen.path.startsWith('/apis/kubevirt.io/v1') || !installed) return undefined
        if (seen.path === '/apis/kubevirt.io/v1') {
          return {
            json: { resources: [{ name: 'virtualmachines', kind: 'VirtualMachine', namespaced: true }] },
          }
        }
        return { json: { kind: 'VirtualMachineList', items: [] } }
      }),
    )
    expect((await connection.list(vm, 'team-a')).ok).toBe(false)
    installed = true
    expect(await connection.list(vm, 'team-a')).toEqual({ ok: true, value: [] })
    installed = false
    expect((await connection.list(vm, 'team-a')).ok).toBe(false)
  })
})
