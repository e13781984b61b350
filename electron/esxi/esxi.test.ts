import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { StoredEditRun, StoredEsxiHost } from '../journal/service.ts'
import type { Esxi } from './service.ts'
import {
  hostId,
  lastOf,
  providerId,
  startTestService,
  viewOf,
  type TestService,
} from './test-support/test-service.ts'

const host = { providerId, hostId }
const MARK = '/tmp/palletjack-nfc.restart-due'
const at = '2026-01-01T00:00:00.000Z'
const BIG = { maxMemory: 1_000_000_000 }

let setup: TestService
let esxi: Esxi

beforeEach(async () => {
  setup = await startTestService()
  esxi = await setup.ready()
})
afterEach(async () => {
  await esxi.close()
  await setup.close()
})

const read = () => esxi.read({ ...host, openSsh: false })
const edit = (change = BIG) =>
  lastOf(esxi.edit({ providerId, hostIds: [hostId], change, openSsh: false, rehearse: false }))
const note = (change: Partial<StoredEsxiHost>) =>
  setup.journal.putEsxiHost(providerId, { ...setup.journal.esxiHost(providerId, hostId), hostId, ...change })

/** Calls `act` once before the command that begins like this. */
function before(start: string, act: () => void | Promise<void>): void {
  let isDone = false
  setup.machine.traits.intercept = async (line) => {
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
    setup.machine.folders.add(MARK)
    setup.machine.traits.intercept = (line) =>
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
    setup.alive.add(7)
    note({ unfinished })
    setup.journal.putEsxiRun(run)
    expect(esxi.isBeingEdited(host)).toBe(true)
    expect(await read()).toMatchObject({ ok: true })
    expect(esxi.isBeingEdited(host)).toBe(true)
  })

  it('stays while hostd has not read what was changed, and is over with a reading afterwards', async () => {
    note({ unfinished })
    setup.machine.folders.add(MARK)
    expect(await read()).toMatchObject({ value: { restartDue: true } })
    expect((await viewOf(esxi)).unfinished).toMatchObject({ runId: 'run-1' })
    setup.machine.folders.delete(MARK)
    await read()
    expect((await viewOf(esxi)).unfinished).toBeUndefined()
  })
})

describe('what a process noted before the machine was started', () => {
  it('belongs to nobody, although its number is taken again', async () => {
    setup.alive.add(7)
    note({
      unfinished: { runId: 'run-1', ownerPid: 7, at, step: 'restart' },
      sshBefore: { at, ownerPid: 7, running: false, policy: 'off', rulesets: [] },
    })
    setup.journal.putEsxiRun({
      ...{ id: 'run-1', providerId, kind: 'edit', state: 'running', step: '', hosts: [], ownerPid: 7 },
      startedAt: at,
    })
    expect(esxi.isBeingEdited(host)).toBe(true)
    expect(await esxi.closeSsh(providerId, [hostId])).toMatchObject({ value: { closed: 0 } })
    setup.is.bootedAt = Date.parse(at) + 1
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
        await esxi.forgetLogin(providerId, [hostId]),
        await esxi.forgetHostKey(host),
      )
    })
    expect(await edit()).toMatchObject({ state: 'done' })
    for (const answer of answers) expect(answer).toMatchObject({ problem: { code: 'esxi.run-active' } })
    expect(answers).toHaveLength(3)
    expect(await esxi.forgetLogin(providerId, [hostId])).toMatchObject({ ok: true })
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
    for (const id of [hostId, 'host-2']) setup.journal.putEsxiHost(providerId, { hostId: id, sshBefore })
    setup.is.away.add(hostId)
    expect(await esxi.closeSsh(providerId, [hostId, 'host-2'])).toMatchObject({
      problem: { code: 'esxi.ssh-left-open' },
    })
    expect(setup.journal.esxiHost(providerId, 'host-2')?.sshBefore).toBeUndefined()
    expect(setup.is.running).toBe(false)
  })
})

describe('a source that is connected', () => {
  it('gets every SSH service put back before a network is tried', async () => {
    const sshBefore = { at, ownerPid: 7, running: false, policy: 'off', rulesets: [] }
    const network = { device: 'vmk1', address: '10.21.0.11', username: 'root' }
    await setup.vault.put([
      { id: `${providerId}/esxi/${hostId}/direct`, kind: 'esxi-password', secret: Buffer.from('kept') },
    ])
    note({ network })
    setup.journal.putEsxiHost(providerId, { hostId: 'host-2', sshBefore })
    const next = setup.start()
    await expect.poll(() => setup.asked.length).toBeGreaterThan(1)
    await next.close()
    expect(setup.asked[0]).toBe('ssh of host-2')
    expect(setup.asked[1]).toMatch(/^login at /)
  })
})

describe('a source that is connected anew', () => {
  it('gets SSH services put back that stayed open', async () => {
    note({ sshBefore: { at, ownerPid: 7, running: false, policy: 'off', rulesets: [] } })
    setup.reconnect()
    await expect.poll(() => setup.journal.esxiHost(providerId, hostId)?.sshBefore).toBeUndefined()
    expect(setup.is.running).toBe(false)
  })

  it('as another vCenter gets nothing that was noted or given for hosts of the first', async () => {
    await read()
    note({ network: { device: 'vmk1', address: '10.21.0.11', username: 'root' } })
    note({ sshBefore: { at, ownerPid: 7, running: false, policy: 'off', rulesets: [] } })
    await setup.vault.put([
      {
        id: `${providerId}/esxi/${hostId}/direct`,
        kind: 'esxi-password',
        secret: Buffer.from('secret of the first'),
      },
    ])
    setup.is.vcenter = 'two'
    setup.reconnect()
    expect(await read()).toMatchObject({ problem: { code: 'esxi.no-login' } })
    expect(await esxi.directWay(host)).toEqual({ kind: 'none' })
    expect(await viewOf(esxi)).not.toHaveProperty('hostKey')
    expect(await viewOf(esxi)).not.toHaveProperty('nfc')
    for (const use of ['ssh', 'direct'])
      expect(setup.vault.has(`${providerId}/esxi/${hostId}/${use}`)).toBe(false)
    expect(setup.asked).toEqual([])
  })
})

describe('at its end', () => {
  it('waits for no inventory that does not come', async () => {
    note({ network: { device: 'vmk1', address: '10.21.0.11', username: 'root' } })
    setup.is.isReading = true
    const next = setup.start()
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
    const logins = setup.machine.logins.count
    await expect(edit()).rejects.toMatchObject({ problem: { code: 'esxi.closing' } })
    expect(await read()).toMatchObject({ problem: { code: 'esxi.closing' } })
    expect(setup.machine.logins.count).toBe(logins)
  })
})
