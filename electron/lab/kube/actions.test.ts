import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLabClock } from '../clock.ts'
import type { LabClock } from '../clock.ts'
import { asArray, at } from './json.ts'
import { startTestApi } from './test-support/test-api.ts'
import type { TestApi } from './test-support/test-api.ts'

let lab: TestApi
let now = Date.now()
const written = new Map<string, string>()

/** Time that only moves when a test moves it. */
const clock: LabClock = { ...createLabClock(1), now: () => now }

beforeAll(async () => {
  lab = await startTestApi({ clock, logs: (...names) => written.get(names.join('/')) })
})

afterAll(() => lab.close())

const MACHINES = '/apis/kubevirt.io/v1/namespaces/default/virtualmachines'
const CALLS = '/apis/subresources.kubevirt.io/v1/namespaces/default/virtualmachines'

async function machine(name: string, how: Readonly<Record<string, string | boolean>>): Promise<void> {
  const template = { spec: { domain: { devices: {} } } }
  const made = await lab.call('POST', MACHINES, { metadata: { name }, spec: { ...how, template } })
  expect(made.code).toBe(201)
}

async function specOf(name: string): Promise<unknown> {
  return (await lab.call('GET', `${MACHINES}/${name}`)).body['spec']
}

describe('start and stop', () => {
  it('set the run strategy, once', async () => {
    await machine('one', { runStrategy: 'Halted' })
    expect((await lab.call('PUT', `${CALLS}/one/stop`)).code).toBe(409)
    expect((await lab.call('PUT', `${CALLS}/one/start`)).code).toBe(202)
    expect(await specOf('one')).toMatchObject({ runStrategy: 'Always' })
    expect((await lab.call('PUT', `${CALLS}/one/start`)).code).toBe(409)
    expect((await lab.call('PUT', `${CALLS}/one/stop`, {})).code).toBe(202)
    expect(await specOf('one')).toMatchObject({ runStrategy: 'Halted' })
  })

  it('set running where a machine uses that, and leave a request where it is run by hand', async () => {
    await machine('old', { running: false })
    await lab.call('PUT', `${CALLS}/old/start`)
    expect(await specOf('old')).toMatchObject({ running: true })
    await machine('manual', { runStrategy: 'Manual' })
    expect((await lab.call('PUT', `${CALLS}/manual/start`)).code).toBe(202)
    expect((await lab.call('GET', `${MACHINES}/manual`)).body).toMatchObject({
      spec: { runStrategy: 'Manual' },
      status: { stateChangeRequests: [{ action: 'Start' }] },
    })
    expect((await lab.call('PUT', `${CALLS}/manual/start`)).code).toBe(409)
  })

  it('restart a machine that runs', async () => {
    await machine('again', { runStrategy: 'Always' })
    expect((await lab.call('PUT', `${CALLS}/again/restart`)).code).toBe(409)
    const instance = { metadata: { name: 'again' }, spec: { domain: { devices: {} } } }
    await lab.call('POST', MACHINES.replace('virtualmachines', 'virtualmachineinstances'), instance)
    expect((await lab.call('PUT', `${CALLS}/again/restart`)).code).toBe(202)
    const requests = at((await lab.call('GET', `${MACHINES}/again`)).body, 'status', 'stateChangeRequests')
    expect(asArray(requests).map((one) => at(one, 'action'))).toEqual(['Stop', 'Start'])
  })

  it('refuse what is not there', async () => {
    expect((await lab.call('PUT', `${CALLS}/nobody/start`)).code).toBe(404)
    expect((await lab.call('PUT', `${CALLS}/one/dance`)).code).toBe(404)
    expect((await lab.call('GET', `${CALLS}/one/start`)).code).toBe(405)
  })

  it('come with the version that the installation reports', async () => {
    const version = '/apis/subresources.kubevirt.io/v1/version'
    expect((await lab.call('GET', version)).body['gitVersion']).toMatch(/^v1\./)
    lab.api.seed({
      apiVersion: 'kubevirt.io/v1',
      kind: 'KubeVirt',
      metadata: { name: 'kubevirt' },
      status: { observedKubeVirtVersion: 'v1.9.9' },
    })
    expect((await lab.call('GET', version)).body['gitVersion']).toBe('v1.9.9')
  })
})

describe('reviews', () => {
  it('allow everything and know who asks', async () => {
    const spec = { resourceAttributes: { verb: 'create', resource: 'pods' } }
    const access = await lab.call('POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', { spec })
    expect(access).toMatchObject({ code: 201, body: { spec, status: { allowed: true } } })
    const self = await lab.call('POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', {})
    expect(self.body).toMatchObject({ status: { userInfo: { username: 'lab-admin' } } })
    expect((await lab.call('GET', '/apis/authentication.k8s.io/v1/selfsubjectreviews')).code).toBe(405)
  })
})

describe('tokens of service accounts', () => {
  it('open the door until they expire', async () => {
    lab.api.seed({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'tool' } })
    const path = '/api/v1/namespaces/default/serviceaccounts/tool/token'
    expect((await lab.call('POST', path, { spec: { expirationSeconds: 5 } })).code).toBe(400)
    const made = await lab.call('POST', path, { spec: { expirationSeconds: 600 } })
    const authorization = `Bearer ${at(made.body, 'status', 'token') as string}`
    const who = () =>
      lab.call('POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', {}, { authorization })
    const name = 'system:serviceaccount:default:tool'
    expect((await who()).body).toMatchObject({ status: { userInfo: { username: name } } })
    now += 601_000
    expect((await who()).code).toBe(401)
  })
})

describe('pods', () => {
  const PODS = '/api/v1/namespaces/default/pods'

  async function pod(name: string, containers = ['main']): Promise<void> {
    const spec = { containers: containers.map((one) => ({ name: one, image: 'x' })) }
    expect((await lab.call('POST', PODS, { metadata: { name }, spec })).code).toBe(201)
  }

  it('are bound to a node once', async () => {
    await pod('bound')
    const body = { apiVersion: 'v1', kind: 'Binding', target: { kind: 'Node', name: 'n1' } }
    expect((await lab.call('POST', `${PODS}/bound/binding`, body)).code).toBe(201)
    expect((await lab.call('POST', `${PODS}/bound/binding`, body)).code).toBe(409)
    const there = await lab.call('GET', `${PODS}?fieldSelector=spec.nodeName%3Dn1,status.phase%3DPending`)
    expect(asArray(there.body['items'])).toHaveLength(1)
  })

  it('show their logs', async () => {
    await pod('talk')
    await pod('pair', ['a', 'b'])
    expect((await lab.call('GET', `${PODS}/talk/log`)).code).toBe(400)
    written.set('default/talk/main', 'one\ntwo\nthree\n')
    expect((await lab.call('GET', `${PODS}/talk/log`)).text).toBe('one\ntwo\nthree\n')
    expect((await lab.call('GET', `${PODS}/talk/log?tailLines=2`)).text).toBe('two\nthree\n')
    expect((await lab.call('GET', `${PODS}/talk/log?tailLines=0`)).text).toBe('')
    expect((await lab.call('GET', `${PODS}/talk/log?limitBytes=5`)).text).toBe('one\nt')
    expect((await lab.call('GET', `${PODS}/pair/log`)).body['message']).toContain('choose one of: [a b]')
    expect((await lab.call('GET', `${PODS}/pair/log?container=c`)).code).toBe(400)
    expect((await lab.call('GET', `${PODS}/none/log`)).code).toBe(404)
  })

  it('are followed until they end', async () => {
    await pod('follow')
    written.set('default/follow/main', 'early\n')
    const following = lab.call('GET', `${PODS}/follow/log?follow=true`)
    written.set('default/follow/main', 'early\nlate\n')
    await lab.patch(`${PODS}/follow/status`, 'merge', { status: { phase: 'Succeeded' } })
    expect((await following).text).toBe('early\nlate\n')
  })
})
