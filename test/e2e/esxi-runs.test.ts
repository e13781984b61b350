/** Edits of many hosts, and what keeps one from being edited or puts it back: over real sockets, on the lab. */
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { EditRun, EsxiHost } from '../../shared/esxi/model.ts'
import {
  follow,
  isCopying,
  planFor,
  start,
  startLabWorld,
  connectTo,
  type Connected,
  type LabWorld,
} from '../fixtures/lab-backend.ts'
import { BEFORE, ended, listedHosts, LOCK, memoryIn, prepareHosts, WANTED } from '../fixtures/esxi-hosts.ts'

let world: LabWorld
let at: Connected
let hosts: readonly EsxiHost[]

beforeAll(async () => {
  world = await startLabWorld(40)
  at = await connectTo(world)
  hosts = await prepareHosts(at, world.lab)
})
afterAll(async () => {
  await at.backend.close()
  await world.close()
})
afterEach(async () => {
  for (const host of hosts) {
    await world.lab.esxi(host.name).fail({})
    if (memoryIn(world.lab, host.name) !== BEFORE) await edited([host], BEFORE)
  }
})

const host = (index: number): EsxiHost => hosts.find(({ name }) => name.startsWith(`esx-0${index}`))!
const inside = (index: number) => world.lab.esxi(host(index).name)
const ids = (list: readonly EsxiHost[]) => list.map(({ id }) => id)
/** The second is in lockdown mode. */
const open = () => [host(1), host(3), host(4)]

function edit(list: readonly EsxiHost[], maxMemory = WANTED) {
  return at.client.esxi.edit({ providerId: at.sourceId, hostIds: ids(list), change: { maxMemory } })
}

function edited(list: readonly EsxiHost[], maxMemory = WANTED): Promise<EditRun> {
  return ended(edit(list, maxMemory))
}

const states = (run: EditRun) => run.hosts.map(({ state }) => state)
const problemOf = (run: EditRun) => run.hosts.find(({ problem }) => problem)?.problem

describe('a run of many hosts', () => {
  it('edits one after the other, the first one to its end before the next begins', async () => {
    const running: string[][] = []
    const run = await ended(edit(open()), ({ hosts: shown }) =>
      running.push(shown.filter(({ state }) => state === 'running').map(({ hostName }) => hostName)),
    )
    expect(run, JSON.stringify(run)).toMatchObject({ kind: 'edit', state: 'done' })
    expect(states(run)).toEqual(['done', 'done', 'done'])
    expect(running.every((names) => names.length <= 1)).toBe(true)
    const order = [...new Set(running.flat())]
    expect(order).toEqual(open().map(({ name }) => name))
    for (const one of open()) expect(world.lab.esxi(one.name).nfcInUse()?.maxMemory).toBe(WANTED)
  })

  it('stops at the canary when that fails, and touches no other host', async () => {
    await inside(1).fail({ readOnly: ['/', '/etc'] })
    const commands = [3, 4].map((index) => inside(index).commands().length)
    const run = await edited(open())
    expect(states(run)[0]).toMatch(/^(failed|rolledBack)$/)
    expect(states(run).slice(1)).toEqual(['skipped', 'skipped'])
    expect(run.state).toBe('failed')
    expect([3, 4].map((index) => inside(index).commands().length)).toEqual(commands)
    for (const one of open()) expect(memoryIn(world.lab, one.name)).toBe(BEFORE)
  })

  it('stops at the first failure later on, and keeps what was done before', async () => {
    await inside(3).fail({ diskFull: ['/', '/etc', '/tmp'] })
    const run = await edited(open())
    expect(states(run)[0]).toBe('done')
    expect(states(run)[1]).toMatch(/^(failed|rolledBack)$/)
    expect(states(run)[2]).toBe('skipped')
    expect(open().map(({ name }) => memoryIn(world.lab, name))).toEqual([WANTED, BEFORE, BEFORE])
    expect(run.hosts[1]?.truth).toContain(host(3).name)
  })

  it('cancels between two hosts: the one that is edited is finished, the rest is left alone', async () => {
    const stream = await edit(open())
    let last: EditRun | undefined
    for await (const run of stream) {
      last = run
      const step = run.hosts[0]?.steps.find(({ id }) => id === 'restart')
      if (step?.state === 'running') await at.client.esxi.cancel({ providerId: at.sourceId, runId: run.id })
    }
    expect(last?.state).toBe('canceled')
    expect(states(last!)).toEqual(['done', 'canceled', 'canceled'])
    expect(open().map(({ name }) => memoryIn(world.lab, name))).toEqual([WANTED, BEFORE, BEFORE])
  })

  it('cancels before the settings change: nothing is changed, and the lock is gone', async () => {
    const stream = await edit([host(4)])
    let last: EditRun | undefined
    for await (const run of stream) {
      last = run
      if (run.hosts[0]?.steps.find(({ id }) => id === 'lock')?.state === 'running')
        await at.client.esxi.cancel({ providerId: at.sourceId, runId: run.id })
    }
    expect(states(last!)).toEqual(['canceled'])
    expect(last?.hosts[0]?.truth).toBe(`Nothing was changed on ${host(4).name}.`)
    expect(memoryIn(world.lab, host(4).name)).toBe(BEFORE)
    expect(inside(4).file(`${LOCK}/owner`)).toBeUndefined()
  })
})

describe('a host that must not be edited now', () => {
  it('is in lockdown mode, which is explained and stays', async () => {
    const run = await edited([host(2)])
    expect(states(run)).toEqual(['failed'])
    expect(problemOf(run)?.message).toContain('lockdown mode (normal)')
    expect(problemOf(run)?.remedy).toContain('exception user')
    expect((await listedHosts(at)).find(({ id }) => id === host(2).id)?.lockdownMode).toBe('lockdownNormal')
  })

  it('runs a task of vSphere', async () => {
    await inside(1).fail({ busy: true })
    const run = await edited([host(1)])
    expect(problemOf(run)).toMatchObject({ code: 'esxi.busy' })
    expect(memoryIn(world.lab, host(1).name)).toBe(BEFORE)
    await inside(1).fail({})
    await expect.poll(async () => states(await edited([host(1)])), { timeout: 20_000 }).toEqual(['done'])
  })

  it('shows another key than before, and both are told', async () => {
    const before = (await listedHosts(at)).find(({ id }) => id === host(4).id)?.hostKey?.sha256
    await inside(4).fail({ newHostKey: true })
    const commands = inside(4).commands().length
    const problem = problemOf(await edited([host(4)]))
    expect(problem).toMatchObject({ code: 'esxi.host-key-changed' })
    const { shown, pinned } = await at.client.esxi.hostKey({ providerId: at.sourceId, hostId: host(4).id })
    expect(pinned?.sha256).toBe(before)
    expect(problem?.message).toContain(shown.sha256)
    expect(problem?.message).toContain(before)
    expect(inside(4).commands().length).toBe(commands)
  })

  it('is in another run already', async () => {
    const first = edit([host(4)])
    const stream = await first
    const iterator = stream[Symbol.asyncIterator]()
    await iterator.next()
    await expect(edited([host(1), host(4)])).rejects.toMatchObject({ data: { code: 'esxi.run-active' } })
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) continue
    expect(memoryIn(world.lab, host(4).name)).toBe(WANTED)
    expect(memoryIn(world.lab, host(1).name)).toBe(BEFORE)
  })

  it('is read by a disk copy', async () => {
    onTestFinished(world.lab.hold('copies'))
    const plan = await planFor(at, ['web-01'], { targetNamespace: 'copying' })
    const migrationId = await start(at.client, plan)
    await follow(at.client, migrationId, isCopying)
    const busy = (await listedHosts(at)).find(({ copies }) => copies.now > 0)
    expect(busy).toBeDefined()
    const run = await edited([busy!])
    expect(problemOf(run)).toMatchObject({ code: 'esxi.busy' })
    expect(problemOf(run)?.message).toMatch(/disk cop(y|ies) from/i)
    await at.client.migrations.cancel({ migrationId })
    await follow(at.client, migrationId)
    expect(memoryIn(world.lab, busy!.name)).toBe(BEFORE)
  })
})

describe.each([3, 4])('restore on host %i', (index) => {
  it('puts the newest backup back, byte for byte, and is itself in the history', async () => {
    const { id: hostId, name } = host(index)
    const { client, sourceId: providerId } = at
    const bytes = () =>
      world.lab.esxi(name).hostdSettings() ??
      Buffer.from(world.lab.esxi(name).file('/etc/vmware/hostd/config.xml')!).toString()
    const before = bytes()
    expect(states(await edited([host(index)]))).toEqual(['done'])
    expect(bytes()).not.toBe(before)
    const { backups } = await client.esxi.read({ providerId, hostId })
    expect(backups[0]).toMatchObject({ values: { maxMemory: BEFORE } })
    const rehearsal = await ended(client.esxi.restore({ providerId, hostId, rehearse: true }))
    expect(rehearsal.hosts[0]?.diff).toContain(String(BEFORE))
    const run = await ended(client.esxi.restore({ providerId, hostId, backup: backups[0]!.id }))
    expect(run, JSON.stringify(run)).toMatchObject({ kind: 'restore', state: 'done' })
    expect(bytes()).toBe(before)
    expect(world.lab.esxi(name).nfcInUse()?.maxMemory).toBe(BEFORE)
    const [newest, older] = await client.esxi.history({ providerId, hostId })
    expect([newest?.kind, older?.kind]).toEqual(['restore', 'edit'])
  })
})

describe.each([
  ['a read-only file system', 4, { readOnly: ['/', '/etc'] }],
  ['a full disk', 4, { diskFull: ['/', '/etc'] }],
  ['a full disk', 1, { diskFull: ['/', '/etc', '/tmp'] }],
  ['a connection that is cut at the replacement', 4, { cut: { at: 'mv', when: 'during' } }],
  ['a connection that is cut at the replacement', 1, { cut: { at: 'current set', when: 'during' } }],
  ['a connection that is cut at the restart', 3, { cut: { at: 'hostd restart', when: 'during' } }],
] as const)('%s on host %i', (_, index, failures) => {
  it('leaves the settings as before or as wanted, and says which', async () => {
    await inside(index).fail(failures)
    const run = await edited([host(index)])
    const [one] = run.hosts
    const expected = one?.state === 'done' ? WANTED : BEFORE
    expect(memoryIn(world.lab, host(index).name)).toBe(expected)
    expect(one?.state).toMatch(/^(done|failed|rolledBack)$/)
    if (one?.state === 'done') expect(one.after?.maxMemory).toBe(WANTED)
    else expect(one?.truth).toMatch(/Nothing was changed|as they were before/)
    await inside(index).fail({})
    expect(inside(index).file(`${LOCK}/owner`)).toBeUndefined()
  })
})
