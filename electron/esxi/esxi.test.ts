import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { StoredEditRun, StoredEsxiHost } from '../journal/service.ts'
import type { Esxi } from './service.ts'
import {
  hostId,
  lastOf,
  providerId,
  startServiceWorld,
  viewOf,
  type ServiceWorld,
} from './test-support/service-world.ts'

const host = { providerId, hostId }
const MARK = '/tmp/palletjack-nfc.restart-due'
const at = '2026-01-01T00:00:00.000Z'
const BIG = { maxMemory: 1_000_000_000 }

let world: ServiceWorld
let esxi: Esxi

beforeEach(async () => {
  world = await startServiceWorld()
  esxi = await world.ready()
})
afterEach(async () => {
  await esxi.close()
  await world.close()
})

const read = () => esxi.read({ ...host, openSsh: false })
const edit = (change = BIG) =>
  lastOf(esxi.edit({ providerId, hostIds: [hostId], change, openSsh: false, rehearse: false }))
const note = (change: Partial<StoredEsxiHost>) =>
  world.journal.putEsxiHost(providerId, { ...world.journal.esxiHost(providerId, hostId), hostId, ...change })

/** Calls `act` once before the command that begins like this. */
function before(start: string, act: () => void | Promise<void>): void {
  let isDone = false
  world.machine.traits.intercept = async (line) => {
    if (isDone || !line.startsWith(start)) return undefined
    isDone = true
    await act()
    return undefined
  }
}

describe('what the scheduler goes by', () => {
  it('is nothing from the moment that settings change until they were read back', async () => {
    await edit()
    expect(esxi.copyLimit(host).limit).toBe(20)
    let during: number | undefined
    before('/etc/init.d/hostd restart', () => {
      during = esxi.copyLimit(host).limit
    })
    expect(await edit({ maxMemory: 16 * 1024 * 1024 })).toMatchObject({ state: 'done' })
    expect(during).toBe(10)
    expect(esxi.copyLimit(host).limit).toBe(3)
  })

  it('is not a value that hostd never read, although it was put back', async () => {
    await edit()
    world.machine.folders.add(MARK)
    world.machine.traits.intercept = (line) =>
      line.startsWith('/sbin/auto-backup.sh') ? { code: 1, stderr: 'no' } : undefined
    const run = await edit({ maxMemory: 16 * 1024 * 1024 })
    expect(run.hosts[0]).toMatchObject({ state: 'rolledBack', before: BIG })
    expect((await viewOf(esxi)).nfc).toBeUndefined()
  })

  it('is not a reading that an edit has overtaken', async () => {
    let edited: Promise<unknown> | undefined
    before('ls -l', async () => {
      edited = edit()
      await edited
    })
    await read()
    expect((await viewOf(esxi)).nfc?.values).toMatchObject(BIG)
  })
})

describe('an unfinished edit', () => {
  const unfinished = { runId: 'run-1', ownerPid: 7, at, step: 'restart' } as const
  const run: StoredEditRun = {
    ...{ id: 'run-1', providerId, kind: 'edit', state: 'running', step: '', ownerPid: 7, startedAt: at },
    hosts: [],
  }

  it('of another process that lives is not forgotten by a reading', async () => {
    world.alive.add(7)
    note({ unfinished })
    world.journal.putEsxiRun(run)
    expect(esxi.isBeingEdited(host)).toBe(true)
    expect(await read()).toMatchObject({ ok: true })
    expect(esxi.isBeingEdited(host)).toBe(true)
  })

  it('stays while hostd has not read what was changed, and is over with a reading afterwards', async () => {
    note({ unfinished })
    world.machine.folders.add(MARK)
    expect(await read()).toMatchObject({ value: { restartDue: true } })
    expect((await viewOf(esxi)).unfinished).toMatchObject({ runId: 'run-1' })
    world.machine.folders.delete(MARK)
    await read()
    expect((await viewOf(esxi)).unfinished).toBeUndefined()
  })
})

describe('what a process noted before the machine was started', () => {
  it('belongs to nobody, although its number is taken again', async () => {
    world.alive.add(7)
    note({
      unfinished: { runId: 'run-1', ownerPid: 7, at, step: 'restart' },
      sshBefore: { at, ownerPid: 7, running: false, policy: 'off', rulesets: [] },
    })
    world.journal.putEsxiRun({
      ...{ id: 'run-1', providerId, kind: 'edit', state: 'running', step: '', hosts: [], ownerPid: 7 },
      startedAt: at,
    })
    expect(esxi.isBeingEdited(host)).toBe(true)
    expect(await esxi.closeSsh(providerId, [hostId])).toMatchObject({ value: { closed: 0 } })
    world.is.bootedAt = Date.parse(at) + 1
    expect(esxi.isBeingEdited(host)).toBe(false)
    expect(await viewOf(esxi)).toMatchObject({ unfinished: { runId: 'run-1' }, sshLeftOpen: { since: at } })
    expect(esxi.history(providerId)).toMatchObject({ value: [{ state: 'failed' }] })
    expect(await esxi.closeSsh(providerId, [hostId])).toMatchObject({ value: { closed: 1 } })
  })
})

describe('while a host is edited', () => {
  it('its login and its key stay, since the edit has to log in again', async () => {
    const answers: unknown[] = []
    before('/etc/init.d/hostd restart', async () => {
      answers.push(
        await esxi.setLogin(providerId, [hostId], { kind: 'agent', username: 'other' }),
        esxi.forgetLogin(providerId, [hostId]),
        esxi.forgetHostKey(host),
      )
    })
    expect(await edit()).toMatchObject({ state: 'done' })
    for (const answer of answers) expect(answer).toMatchObject({ problem: { code: 'esxi.run-active' } })
    expect(answers).toHaveLength(3)
    expect(esxi.forgetLogin(providerId, [hostId])).toMatchObject({ ok: true })
  })
})

describe('a source', () => {
  it('is at work during an edit and a reading, and idle afterwards', async () => {
    const seen: boolean[] = []
    before('/etc/init.d/hostd restart', () => void seen.push(esxi.isAtWork(providerId)))
    await edit()
    seen.push(esxi.isAtWork(providerId))
    before('vmware', () => void seen.push(esxi.isAtWork(providerId), esxi.isAtWork('other')))
    await read()
    expect([...seen, esxi.isAtWork(providerId)]).toEqual([true, false, true, false, false])
  })
})

describe('SSH services that are open still', () => {
  const sshBefore = { at, ownerPid: 7, running: false, policy: 'off', rulesets: [] }

  it('are all tried, also when the first cannot be put back', async () => {
    for (const id of [hostId, 'host-2']) world.journal.putEsxiHost(providerId, { hostId: id, sshBefore })
    world.is.away.add(hostId)
    expect(await esxi.closeSsh(providerId, [hostId, 'host-2'])).toMatchObject({
      problem: { code: 'esxi.ssh-left-open' },
    })
    expect(world.journal.esxiHost(providerId, 'host-2')?.sshBefore).toBeUndefined()
    expect(world.is.running).toBe(false)
  })
})

describe('a source that is connected', () => {
  it('gets every SSH service put back before a network is tried', async () => {
    const sshBefore = { at, ownerPid: 7, running: false, policy: 'off', rulesets: [] }
    const network = { device: 'vmk1', address: '10.21.0.11', username: 'root' }
    world.vault.put(`esxi/${providerId}/${hostId}/direct`, 'kept')
    note({ network })
    world.journal.putEsxiHost(providerId, { hostId: 'host-2', sshBefore })
    const next = world.start()
    await expect.poll(() => world.asked.length).toBeGreaterThan(1)
    await next.close()
    expect(world.asked[0]).toBe('ssh of host-2')
    expect(world.asked[1]).toMatch(/^login at /)
  })
})

describe('a source that is connected anew', () => {
  it('gets SSH services put back that stayed open', async () => {
    note({ sshBefore: { at, ownerPid: 7, running: false, policy: 'off', rulesets: [] } })
    world.reconnect()
    await expect.poll(() => world.journal.esxiHost(providerId, hostId)?.sshBefore).toBeUndefined()
    expect(world.is.running).toBe(false)
  })

  it('as another vCenter gets nothing that was noted or given for hosts of the first', async () => {
    await read()
    note({ network: { device: 'vmk1', address: '10.21.0.11', username: 'root' } })
    note({ sshBefore: { at, ownerPid: 7, running: false, policy: 'off', rulesets: [] } })
    world.vault.put(`esxi/${providerId}/${hostId}/direct`, 'secret of the first')
    world.is.vcenter = 'two'
    world.reconnect()
    expect(await read()).toMatchObject({ problem: { code: 'esxi.no-login' } })
    expect(await esxi.directWay(host)).toEqual({ kind: 'none' })
    expect(await viewOf(esxi)).not.toHaveProperty('hostKey')
    expect(await viewOf(esxi)).not.toHaveProperty('nfc')
    for (const use of ['ssh', 'direct'])
      expect(world.vault.has(`esxi/${providerId}/${hostId}/${use}`)).toBe(false)
    expect(world.asked).toEqual([])
  })
})

describe('a source that is removed', () => {
  it('leaves no secret of its hosts, also of a login that was given last', async () => {
    world.vault.put(`esxi/${providerId}/${hostId}/direct`, 'kept')
    world.journal.removeProvider(providerId)
    world.list.set([])
    await expect.poll(() => world.vault.has(`esxi/${providerId}/${hostId}/ssh`)).toBe(false)
    expect(world.vault.has(`esxi/${providerId}/${hostId}/direct`)).toBe(false)
  })
})

describe('at its end', () => {
  it('waits for no inventory that does not come', async () => {
    note({ network: { device: 'vmk1', address: '10.21.0.11', username: 'root' } })
    world.is.isReading = true
    const next = world.start()
    const asked = [next.read({ ...host, openSsh: false }), next.directWay(host)]
    const shown = next.watch(providerId).next()
    await next.close()
    for (const answer of await Promise.all(asked))
      expect(answer).toMatchObject({ problem: { code: 'esxi.closing' } })
    expect(await shown).toMatchObject({ done: true })
  })
})

describe('after its end', () => {
  it('begins nothing', async () => {
    await esxi.close()
    const logins = world.machine.logins.count
    await expect(edit()).rejects.toMatchObject({ problem: { code: 'esxi.closing' } })
    expect(await read()).toMatchObject({ problem: { code: 'esxi.closing' } })
    expect(world.machine.logins.count).toBe(logins)
  })
})
