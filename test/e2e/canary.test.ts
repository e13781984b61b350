/** Plants known credentials, does everything that uses them, and looks for them wherever they must not be. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { kube } from '../fixtures/kube.ts'
import {
  connectTo,
  follow,
  planFor,
  start,
  startLabWorld,
  type Connected,
  type LabWorld,
} from '../fixtures/lab-backend.ts'

let world: LabWorld
let connected: Connected
let secrets: string[]
/** Every answer that a page could have been given. */
const answers: string[] = []

beforeAll(async () => {
  world = await startLabWorld()
  connected = await connectTo(world)
  const { vcenter, cluster } = world.lab.endpoints
  secrets = [vcenter.password, cluster.token, 'wrong-password-canary', 'wrong-token-canary']
})
afterAll(async () => {
  await connected.backend.close()
  await world.close()
})

/** The forms in which a secret could leak: as it is, and as base64 and percent encoding hide it. */
function forms(secret: string): string[] {
  return [secret, Buffer.from(secret).toString('base64').replace(/=+$/, ''), encodeURIComponent(secret)]
}

function expectClean(where: string, text: string): void {
  for (const secret of secrets)
    for (const form of forms(secret)) expect(text.includes(form), where).toBe(false)
}

async function note(call: Promise<unknown>): Promise<void> {
  // What a door sends of a failure: the error's own text and the contract's data.
  const answer = await call.catch((error: unknown) => ({
    message: String(error),
    data: error instanceof Error && 'data' in error ? error.data : undefined,
  }))
  answers.push(JSON.stringify(answer))
}

describe('a secret', () => {
  it('is used for a whole run, right and wrong logins included', async () => {
    const { client, sourceId, targetId } = connected
    const { vcenter, cluster } = world.lab.endpoints
    const trust = { kind: 'fingerprint', value: vcenter.sha1 } as const
    const wrong = { ...vcenter, name: 'wrong', trust, password: 'wrong-password-canary' }
    await note(client.providers.addVsphere(wrong))
    const access = {
      kind: 'token',
      url: cluster.url,
      token: 'wrong-token-canary',
      caPem: cluster.caPem,
    } as const
    await note(client.providers.addCluster({ name: 'wrong', access }))
    await note(
      client.providers.addCluster({ name: 'kc', access: { kind: 'kubeconfig', text: cluster.kubeconfig } }),
    )
    const plan = await planFor(connected, ['web-01'], { targetNamespace: 'canary' })
    const id = await start(client, plan)
    await follow(client, id, (view) => {
      answers.push(JSON.stringify(view))
      return false
    })
    for await (const event of await client.migrations.events({ migrationId: id }))
      answers.push(JSON.stringify(event))
    await note(client.providers.list())
    await note(client.plans.list())
    await note(client.plans.review(plan))
    await note(client.target.describe({ providerId: targetId }))
    await note(client.providers.remove({ id: sourceId }))
    expect(answers.length).toBeGreaterThan(10)
  })

  it('is in no answer of the contract', () => {
    answers.forEach((answer, index) => expectClean(`answer ${index}: ${answer.slice(0, 80)}`, answer))
  })

  it('is in no file of the state directory', () => {
    const home = join(world.home, 'state')
    const files = readdirSync(home, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    )
    expect(files.map((file) => file.name)).toContain('journal.sqlite')
    for (const file of files) expectClean(file.name, readFileSync(join(file.parentPath, file.name), 'latin1'))
  })

  it('is in no object that the run left on the target', async () => {
    const { cluster } = world.lab.endpoints
    const paths = [
      '/apis/kubevirt.io/v1/namespaces/canary/virtualmachines',
      '/apis/cdi.kubevirt.io/v1beta1/namespaces/canary/datavolumes',
      '/api/v1/namespaces/canary/persistentvolumeclaims',
      '/api/v1/namespaces/canary/pods',
      '/api/v1/namespaces/canary/secrets',
      '/api/v1/namespaces/canary/events',
    ]
    for (const path of paths) expectClean(path, JSON.stringify((await kube(cluster, path)).body))
  })

  it('is found by this test when it is there', () => {
    expect(() => expectClean('planted', `{"x":"${secrets[0] ?? ''}"}`)).toThrow()
    const hidden = Buffer.from(secrets[0] ?? '').toString('base64')
    expect(() => expectClean('planted', hidden)).toThrow()
  })
})
