import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { fail, ok, type Problem } from '../../shared/problem.ts'
import { aHost, anInventory } from '../../test/fixtures/inventory.ts'
import type { StoredEsxiHost } from '../journal/service.ts'
import type { VsphereSession } from '../vsphere/service.ts'
import { createHostBook } from './host-book.ts'
import type { KnownHost } from './hosts.ts'
import { createLogins } from './logins.ts'
import { createNetworks } from './networks.ts'
import { memoryOnly } from '../vault/test-support/memory-only.ts'

const nic = {
  ...{ device: 'vmk1', ip: '10.21.0.11', subnetMask: '255.255.255.0', mtu: 9000 },
  ...{ portgroup: 'migration', services: [] },
}
const host: KnownHost = {
  ...{ providerId: 'vc', hostId: 'host-1', name: 'esx-01', inventory: anInventory() },
  host: aHost({ id: 'host-1', name: 'esx-01', thumbprint: 'AA:BB', kernelNics: [nic] }),
}
const refused: Problem = { code: 'vsphere.invalid-login', message: 'Refused.', remedy: 'Try another.' }
const canceled: Problem = { code: 'vsphere.canceled', message: 'Canceled.', remedy: 'Again.' }
const away: Problem = { code: 'vsphere.unreachable', message: 'Away.', remedy: 'Wait.' }

/** A host whose answer to a login, and the time, are the test's. */
async function world() {
  const stored = new Map<string, StoredEsxiHost>()
  const book = createHostBook({
    esxiHosts: () => [...stored.values()],
    esxiHost: (_, hostId) => stored.get(hostId),
    putEsxiHost: (_, one) => void stored.set(one.hostId, one),
    esxiRuns: () => [],
    esxiRun: () => undefined,
    putEsxiRun: () => undefined,
  })
  const is: {
    now: number
    logins: number
    problem?: Problem | undefined
    /** A login answers when this is over. */
    gate?: Promise<unknown> | undefined
  } = { now: 0, logins: 0 }
  const vault = await memoryOnly()
  const logins = createLogins(vault, book)
  const networks = createNetworks({
    book,
    logins,
    reach: (_, address, port) => ({ host: address, port }),
    now: () => is.now,
    vsphere: {
      async connect(_, useSecret, signal) {
        is.logins += 1
        const { problem, gate } = is
        if (signal?.aborted !== true) await Promise.race([gate, signal && once(signal, 'abort')])
        if (signal?.aborted) return fail(canceled)
        const lent = await useSecret(() => Promise.resolve(ok(undefined)))
        if (!lent.ok) return lent
        if (problem) return fail(problem)
        const session = { about: { apiType: 'HostAgent' }, close: () => Promise.resolve() }
        return ok(session as unknown as VsphereSession)
      },
    },
  })
  const choose = () => networks.choose(host, 'vmk1', { username: 'root', password: 'secret' })
  const forget = () => vault.forget('vc')
  return { is, networks, choose, forget }
}

describe('the direct way to a host', () => {
  it('is none while no adapter is chosen', async () => {
    const { is, networks } = await world()
    expect(await networks.way(host)).toEqual({ kind: 'none' })
    expect(is.logins).toBe(0)
  })

  it('is tried once for all that ask at the same time, and carries address, certificate and login', async () => {
    const { is, networks, choose } = await world()
    await choose()
    const ways = await Promise.all([networks.way(host), networks.way(host), networks.way(host)])
    expect(is.logins).toBe(1)
    for (const way of ways) {
      expect(way).toMatchObject({
        kind: 'ready',
        hostName: 'esx-01',
        source: { url: 'https://10.21.0.11/sdk', username: 'root', thumbprint: 'AA:BB' },
      })
      if (way.kind !== 'ready') throw new Error('not ready')
      const lent = await way.source.useSecret((secret) => Promise.resolve(ok(secret.toString())))
      expect(lent).toEqual(ok('secret'))
    }
  })

  it('is tried again when the last try is old, and lost when that fails', async () => {
    const { is, networks, choose } = await world()
    await choose()
    await networks.way(host)
    is.now = 4 * 60_000
    expect(await networks.way(host)).toMatchObject({ kind: 'ready' })
    expect(is.logins).toBe(1)
    is.now = 6 * 60_000
    is.problem = away
    expect(await networks.way(host)).toMatchObject({ kind: 'failed', problem: { code: away.code } })
    expect(is.logins).toBe(2)
    is.now = 12 * 60_000
    is.problem = undefined
    expect(await networks.way(host)).toMatchObject({ kind: 'ready' })
  })

  it('is not tried again with a login that was refused until it is chosen anew', async () => {
    const { is, networks, choose } = await world()
    is.problem = refused
    await choose()
    expect(await networks.way(host)).toMatchObject({ kind: 'failed', problem: { code: refused.code } })
    is.now = 60 * 60_000
    is.problem = undefined
    expect(await networks.way(host)).toMatchObject({ kind: 'failed' })
    expect(is.logins).toBe(1)
    await choose()
    expect(await networks.way(host)).toMatchObject({ kind: 'ready' })
  })

  it('is tried again when the host shows another certificate or address to vCenter', async () => {
    const { is, networks, choose } = await world()
    await choose()
    await networks.way(host)
    const renewed = { ...host, host: { ...host.host, thumbprint: 'CC:DD' } }
    expect(await networks.way(renewed)).toMatchObject({ source: { thumbprint: 'CC:DD' } })
    const moved = { ...renewed, host: { ...renewed.host, kernelNics: [{ ...nic, ip: 'fd00::1' }] } }
    expect(await networks.way(moved)).toMatchObject({ source: { url: 'https://[fd00::1]/sdk' } })
    expect(is.logins).toBe(3)
  })

  it('fails without a login where the adapter is gone', async () => {
    const { is, networks, choose } = await world()
    await choose()
    const bare = { ...host, host: { ...host.host, kernelNics: [] } }
    expect(await networks.way(bare)).toMatchObject({ problem: { code: 'esxi.adapter-missing' } })
    expect(is.logins).toBe(0)
  })

  it('is not ready by a login that began before another one was given', async () => {
    const { is, networks, choose } = await world()
    await choose()
    const first = Promise.withResolvers<undefined>()
    is.gate = first.promise
    const old = networks.check(host)
    is.gate = undefined
    is.problem = refused
    await choose()
    await networks.check(host)
    first.resolve(undefined)
    await old
    expect(networks.view(host)).toMatchObject({ state: 'failed', problem: { code: refused.code } })
  })

  it('is tried again by whoever shared a try that a page gave up', async () => {
    const { is, networks, choose } = await world()
    await choose()
    const page = new AbortController()
    is.gate = new Promise(() => undefined)
    const shown = networks.check(host, page.signal)
    const way = networks.way(host)
    is.gate = undefined
    page.abort()
    await shown
    expect(await way).toMatchObject({ kind: 'ready' })
    expect(is.logins).toBe(2)
  })

  it('that a page gave up says nothing of the host', async () => {
    const { is, networks, choose } = await world()
    await choose()
    is.gate = new Promise(() => undefined)
    await networks.check(host, AbortSignal.abort())
    expect(networks.view(host)).toMatchObject({ state: 'unchecked' })
  })

  it('fails where the login is forgotten during the try', async () => {
    const { is, networks, choose, forget } = await world()
    await choose()
    const gate = Promise.withResolvers<undefined>()
    is.gate = gate.promise
    const way = networks.way(host)
    await forget()
    gate.resolve(undefined)
    expect(await way).toMatchObject({ kind: 'failed', problem: { code: 'vault.no-secret' } })
  })

  it('keeps no password once the way through vCenter is chosen', async () => {
    const { networks, choose } = await world()
    await choose()
    await networks.choose(host, null)
    expect(networks.view(host)).toEqual({ state: 'management' })
    expect(networks.objection(host, 'vmk1')).toMatchObject({ code: 'esxi.no-login' })
  })
})
