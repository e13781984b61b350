import { describe, expect, it } from 'vitest'
import { fail, ok, ProblemError, type Problem } from '../../shared/problem.ts'
import type { StoredEsxiHost } from '../journal/service.ts'
import { createHostBook } from './host-book.ts'
import { createSshGuard } from './ssh-guard.ts'

const host = { providerId: 'vc', hostId: 'host-1', name: 'esx-1.example' }
const problem: Problem = { code: 'vsphere.no-permission', message: 'Not allowed.', remedy: 'Ask.' }

/** A host with its services, and a journal that outlives the guard. */
function world(start = { running: false, policy: 'off', ruleset: true }) {
  const is = { ...start }
  const full = { is: false }
  const stored = new Map<string, StoredEsxiHost>()
  const refuses = { service: false, ruleset: false, away: false }
  const journal = {
    esxiHosts: () => [...stored.values()],
    esxiHost: (_: string, hostId: string) => stored.get(hostId),
    putEsxiHost: (_: string, one: StoredEsxiHost) => {
      if (full.is)
        throw new ProblemError({ code: 'journal.disk-full', message: 'Full.', remedy: 'Make room.' })
      stored.set(one.hostId, one)
    },
    esxiRuns: () => [],
    esxiRun: () => undefined,
    putEsxiRun: () => undefined,
  }
  const service = () => ({ key: 'TSM-SSH', label: 'SSH', running: is.running, policy: is.policy })
  const session = {
    hostServices: () => Promise.resolve(ok([service()])),
    setHostService: (_: string, __: string, change: { running?: boolean; policy?: string }) => {
      if (refuses.service) return Promise.resolve(fail(problem))
      Object.assign(is, change)
      return Promise.resolve(ok(service()))
    },
    hostRulesets: () => Promise.resolve(ok([{ key: 'sshServer', enabled: is.ruleset, service: 'TSM-SSH' }])),
    setHostRuleset: (_: string, __: string, enabled: boolean) => {
      if (refuses.ruleset) return Promise.resolve(fail(problem))
      is.ruleset = enabled
      return Promise.resolve(ok(undefined))
    },
  }
  const alive = new Set<number>()
  const guard = () =>
    createSshGuard({
      book: createHostBook(journal),
      session: () => (refuses.away ? fail(problem) : ok(session)),
      isAlive: (pid) => alive.has(pid),
      now: () => 0,
    })
  /** What this process noted, as a process with another number would have. */
  const asOther = (pid: number) => {
    const one = stored.get('host-1')!
    stored.set('host-1', { ...one, sshBefore: { ...one.sshBefore!, ownerPid: pid } })
  }
  return { is, full, refuses, stored, guard, alive, asOther }
}

describe('SSH of a host', () => {
  it('is left alone when it can be reached already', async () => {
    const { is, guard, stored } = world({ running: true, policy: 'on', ruleset: true })
    const ssh = guard()
    expect(await ssh.open(host, false)).toEqual(ok(undefined))
    expect(await ssh.close(host)).toEqual(ok(undefined))
    expect(is).toEqual({ running: true, policy: 'on', ruleset: true })
    expect(stored.get('host-1')?.sshBefore).toBeUndefined()
  })

  it('is not opened without consent', async () => {
    const { is, guard, stored } = world()
    expect(await guard().open(host, false)).toMatchObject({ problem: { code: 'esxi.ssh-closed' } })
    expect(is.running).toBe(false)
    expect(stored.get('host-1')?.sshBefore).toBeUndefined()
  })

  it.each([
    { running: false, policy: 'off', ruleset: true },
    { running: false, policy: 'automatic', ruleset: false },
    { running: true, policy: 'on', ruleset: false },
  ])('is opened and put back exactly as it was: %o', async (start) => {
    const { is, guard, stored } = world(start)
    const ssh = guard()
    expect(await ssh.open(host, true)).toMatchObject({ ok: true })
    expect(is).toMatchObject({ running: true, ruleset: true })
    expect(stored.get('host-1')?.sshBefore).toMatchObject({ running: start.running })
    // As vSphere may do on its own when a service is started.
    is.policy = 'on'
    expect(await ssh.close(host)).toMatchObject({ ok: true })
    expect(is).toEqual(start)
    expect(stored.get('host-1')?.sshBefore).toBeUndefined()
  })

  it('stays open until the last work is over', async () => {
    const { is, guard } = world()
    const ssh = guard()
    await Promise.all([ssh.open(host, true), ssh.open(host, true)])
    await ssh.close(host)
    expect(is.running).toBe(true)
    await ssh.close(host)
    expect(is.running).toBe(false)
  })

  it('is put back when opening fails half way', async () => {
    const { is, guard, refuses, stored } = world({ running: false, policy: 'off', ruleset: false })
    refuses.service = true
    const ssh = guard()
    expect(await ssh.open(host, true)).toMatchObject({ problem: { code: 'vsphere.no-permission' } })
    // It could not even be told to stop: what it was is still known.
    expect(stored.get('host-1')?.sshBefore).toMatchObject({ running: false })
    refuses.service = false
    expect(await ssh.putBackLeft(host)).toMatchObject({ ok: true })
    expect(is).toEqual({ running: false, policy: 'off', ruleset: false })
  })

  it('that could not be put back is said to be open, and is put back by the next process', async () => {
    const { is, guard, refuses, stored, alive } = world()
    const first = guard()
    await first.open(host, true)
    refuses.away = true
    expect(await first.close(host)).toMatchObject({ problem: { code: 'esxi.ssh-left-open' } })
    expect(first.problem(host)).toEqual(problem)
    refuses.away = false
    const note = stored.get('host-1')!.sshBefore!
    stored.set('host-1', { hostId: 'host-1', sshBefore: { ...note, ownerPid: 7 } })
    const second = guard()
    alive.add(7)
    expect(await second.putBackLeft(host)).toEqual(ok(undefined))
    expect(is.running).toBe(true)
    alive.delete(7)
    expect(await second.putBackLeft(host)).toMatchObject({ ok: true })
    expect(is).toEqual({ running: false, policy: 'off', ruleset: true })
  })

  it('opened again after a crash keeps what it was before that', async () => {
    const { is, guard, stored } = world()
    await guard().open(host, true)
    const second = guard()
    await second.open(host, true)
    expect(stored.get('host-1')?.sshBefore).toMatchObject({ running: false })
    await second.close(host)
    expect(is.running).toBe(false)
  })

  it('is not taken away from work that holds it', async () => {
    const { is, guard } = world()
    const ssh = guard()
    await ssh.open(host, true)
    expect(await ssh.putBackLeft(host)).toEqual(ok(undefined))
    expect(is.running).toBe(true)
  })

  it('that another process opened stays open when work of this one ends', async () => {
    const { is, guard, alive, asOther, stored } = world()
    await guard().open(host, true)
    asOther(7)
    alive.add(7)
    const second = guard()
    expect(await second.open(host, false)).toEqual(ok(undefined))
    expect(await second.close(host)).toEqual(ok(undefined))
    expect(is.running).toBe(true)
    expect(stored.get('host-1')?.sshBefore).toMatchObject({ ownerPid: 7, running: false })
  })

  it('stays open for work of another process that came later, which then puts it back', async () => {
    const { is, guard, alive, stored } = world()
    const first = guard()
    await first.open(host, true)
    const one = stored.get('host-1')!
    stored.set('host-1', { ...one, sshBefore: { ...one.sshBefore!, alsoPids: [7] } })
    alive.add(7)
    expect(await first.close(host)).toEqual(ok(undefined))
    expect(is.running).toBe(true)
    expect(stored.get('host-1')?.sshBefore).toMatchObject({ ownerPid: 7, running: false })
    alive.delete(7)
    expect(await first.putBackLeft(host)).toMatchObject({ ok: true })
    expect(is.running).toBe(false)
  })

  it('is not taken from another process by an opening that fails', async () => {
    const { is, guard, alive, asOther, refuses } = world({ running: false, policy: 'off', ruleset: false })
    await guard().open(host, true)
    asOther(7)
    alive.add(7)
    // As somebody may do meanwhile.
    is.ruleset = false
    refuses.ruleset = true
    expect(await guard().open(host, true)).toMatchObject({ ok: false })
    expect(is.running).toBe(true)
  })

  it('that a dead process left open is ours while work of this one holds it', async () => {
    const { guard, asOther, stored } = world()
    await guard().open(host, true)
    asOther(7)
    await guard().open(host, false)
    expect(stored.get('host-1')?.sshBefore).toMatchObject({ ownerPid: process.pid, running: false })
  })

  it('is not opened while the journal takes no note of it', async () => {
    const { is, guard, full } = world()
    full.is = true
    expect(await guard().open(host, true)).toMatchObject({ problem: { code: 'journal.disk-full' } })
    expect(is.running).toBe(false)
  })

  it('is put back, and said to be, when the journal takes no note of it', async () => {
    const { is, guard, full } = world()
    const ssh = guard()
    await ssh.open(host, true)
    full.is = true
    expect(await ssh.close(host)).toMatchObject({ ok: true })
    expect(is.running).toBe(false)
  })

  it('is said to be open when its source was removed during the work', async () => {
    const { guard, refuses, stored } = world()
    const ssh = guard()
    await ssh.open(host, true)
    stored.clear()
    refuses.away = true
    expect(await ssh.close(host)).toMatchObject({ problem: { code: 'esxi.ssh-left-open' } })
  })
})
