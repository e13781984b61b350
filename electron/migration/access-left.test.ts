import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { aPlan } from '../../test/fixtures/inventory.ts'
import { conversionAccess, podSecurityLabel } from '../../shared/manifests/conversion-access.ts'
import { ok } from '../../shared/problem.ts'
import type { Provider } from '../../shared/provider/model.ts'
import { Topic } from '../../shared/topic.ts'
import { createClusterService } from '../cluster/cluster-service.ts'
import type { ClusterConnection } from '../cluster/service.ts'
import { createHarness, type Harness } from '../cluster/test-support/harness.ts'
import { failure } from '../cluster/test-support/scripted-api.ts'
import type { Journal, StoredMigration } from '../journal/service.ts'
import { openJournal } from '../journal/sqlite-journal.ts'
import { createLabClock } from '../lab/clock.ts'
import { startKubeApi } from '../lab/kube/server.ts'
import { createLabCertificate } from '../lab/tls.ts'
import { takeBackLeft, takeBackWhenConnected } from './access-left.ts'
import { grantConversion } from './conversion-access.ts'
import { NAMESPACE, POD } from './kinds.ts'
import { lending } from '../vault/test-support/lending.ts'

const token = 'token-of-the-access-test'
const namespace = 'strict'
const at = '2026-01-01T00:00:00.000Z'

let h: Harness
beforeAll(async () => {
  h = await createHarness()
})

let home: string
let journal: Journal
let target: ClusterConnection
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'access-'))
  journal = h.track(openJournal(home))
  const certificate = await createLabCertificate('api.cluster.lab.example')
  const api = h.track(await startKubeApi({ certificate, token, clock: createLabClock(1) }))
  const access = { kind: 'token', url: api.url, caPem: certificate.caPem } as const
  const opened = await createClusterService().connect(access, lending(token))
  if (!opened.ok) throw new Error(opened.problem.message)
  target = h.track(opened.value)
  await target.create({
    ...NAMESPACE,
    metadata: { name: namespace, labels: { [podSecurityLabel]: 'restricted' } },
  })
  expect(await grantConversion(target, namespace)).toEqual(ok(undefined))
})
afterEach(async () => {
  await h.closeAll()
  rmSync(home, { recursive: true, force: true })
})

/** A run whose plan has the consent; ended with its note, or, without `accessLeft`, cut off. */
function aRun(id: string, accessLeft?: string): StoredMigration {
  const options = { ...aPlan().options, privilegedConversion: true }
  const plan = { ...aPlan({ targetNamespace: namespace, options }), id: `plan-${id}`, createdAt: at }
  const base = { id, plan, startedAt: at, createdNamespace: false, ownerPid: process.pid }
  const run: StoredMigration =
    accessLeft === undefined
      ? { ...base, state: 'running' }
      : { ...base, state: 'failed', endedAt: at, accessLeft }
  journal.putMigration(run)
  return run
}

/** The level of the namespace, and what else of the access is there. */
async function granted(): Promise<(string | undefined)[]> {
  const space = await target.get(NAMESPACE, undefined, namespace)
  const objects = await Promise.all(
    conversionAccess(namespace).map(({ apiVersion, kind, metadata }) =>
      target.get({ apiVersion, kind }, namespace, metadata.name),
    ),
  )
  return [
    space.ok ? space.value?.metadata.labels?.[podSecurityLabel] : space.problem.code,
    ...objects.map((one) => (one.ok ? one.value?.kind : one.problem.code)),
  ]
}

const all = ['privileged', 'ServiceAccount', 'RoleBinding']
const nothing = ['restricted', undefined, undefined]

describe('privileged conversion that a run left', () => {
  it('is taken back when its cluster is connected, under whatever name', async () => {
    aRun('run-1', target.url)
    const status = { state: 'connected', since: at } as const
    const provider: Partial<Provider> = { id: 'other-name', kind: 'cluster', status }
    const providers = new Topic<readonly Provider[]>([])
    const follower = takeBackWhenConnected({
      journal,
      providers: { watch: (signal) => providers.watch(signal), target: () => ok(target) },
    })
    providers.set([provider as Provider])
    await expect.poll(() => journal.migration('run-1')).not.toHaveProperty('accessLeft')
    await follower.stop()
    expect(await granted()).toEqual(nothing)
    expect(journal.events('run-1', 0, 10)).toEqual([])
  })

  it('stays while an unfinished run needs it', async () => {
    const before = aRun('run-1', target.url)
    const provider = { version: '', thumbprint: '', name: 'ocp', lab: false }
    journal.putProvider({ ...provider, id: 'target', target: { kind: 'token', url: target.url } })
    const other = aRun('run-2')
    await takeBackLeft(journal, target, 'run-1')
    expect(await granted()).toEqual(all)
    expect(journal.migration('run-1')).toEqual(before)
    journal.putMigration({ ...other, state: 'failed', endedAt: at })
    await takeBackLeft(journal, target, 'run-1')
    expect(await granted()).toEqual(nothing)
  })

  it('stays while a pod is at work with it', async () => {
    const before = aRun('run-1', target.url)
    const [{ metadata }] = conversionAccess(namespace)
    const labels = { ...metadata.labels, 'forklift.app': 'virt-v2v' }
    const containers = [{ name: 'virt-v2v', image: 'r/v2v:1' }]
    const pod = {
      ...POD,
      metadata: { name: 'convert', namespace, labels },
      spec: { serviceAccountName: metadata.name, containers },
    }
    expect(await target.create(pod)).toMatchObject({ ok: true })
    await takeBackLeft(journal, target, 'run-1')
    expect(await granted()).toEqual(all)
    expect(journal.migration('run-1')).toEqual(before)
  })

  it('of another cluster is not looked for on this one', async () => {
    aRun('run-1', 'https://another.example:6443')
    await takeBackLeft(journal, target, 'run-1')
    expect(await granted()).toEqual(all)
  })

  it('is logged with the run where the cluster does not let it go, and tried again later', async () => {
    const api = await h.serve(({ path }) =>
      path.includes(namespace) ? failure(403, 'Forbidden', 'no') : undefined,
    )
    const strict = await h.connect(api)
    const before = aRun('run-1', strict.url)
    await takeBackLeft(journal, strict, 'run-1')
    expect(journal.migration('run-1')).toEqual(before)
    const events = journal.events('run-1', 0, 10)
    expect(events).toMatchObject([{ type: 'problem', problem: { code: 'cluster.forbidden' } }])
    expect(events[0]?.problem?.remedy).toContain(`kubectl -n ${namespace} delete rolebinding,serviceaccount`)
  })
})
