/** The SSH service of a host: started by consent and put back, whatever becomes of the work. On the lab. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { EditRun, EsxiHost } from '../../shared/esxi/model.ts'
import {
  administrator,
  BEFORE,
  CONFIG_FILE,
  ended,
  hostNamed,
  memoryIn,
  prepareHosts,
  WANTED,
  type Administrator,
  type SshState,
} from '../fixtures/esxi-hosts.ts'
import { connectTo, startLabWorld, type Connected, type LabWorld } from '../fixtures/lab-backend.ts'

const NAME = 'esx-04.lab.example'
const STOPPED: SshState = { running: false, policy: 'off', ruleset: false }

let world: LabWorld
let at: Connected
let admin: Administrator
let host: EsxiHost
let original: Uint8Array

let isClosed: boolean
async function close(): Promise<void> {
  if (!isClosed) await at.backend.close()
  isClosed = true
}

beforeEach(async () => {
  isClosed = false
  world = await startLabWorld(40)
  // hostd that stays down is given up after a moment.
  at = await connectTo(world, undefined, '', { answerMs: 3_000 })
  await prepareHosts(at, world.lab)
  host = await hostNamed(at, NAME)
  admin = await administrator(world.lab)
  original = world.lab.esxi(NAME).file(CONFIG_FILE)!
  await admin.setSsh(host.id, STOPPED)
})
afterEach(async () => {
  await admin.close()
  await close()
  await world.close()
})

const edit = (openSsh: boolean) =>
  at.client.esxi.edit({
    ...{ providerId: at.sourceId, hostIds: [host.id], openSsh },
    change: { maxMemory: WANTED },
  })

const first = (run: EditRun) => run.hosts[0]!
const stepOf = (run: EditRun, id: string) => first(run).steps.find((step) => step.id === id)

describe('a stopped SSH service', () => {
  it('is not started without consent', async () => {
    const run = await ended(edit(false))
    expect(first(run).problem).toMatchObject({ code: 'esxi.ssh-closed' })
    expect(first(run).truth).toBe(`Nothing was changed on ${NAME}.`)
    expect(await admin.ssh(host.id)).toEqual(STOPPED)
    await expect(at.client.esxi.read({ providerId: at.sourceId, hostId: host.id })).rejects.toMatchObject({
      data: { code: 'esxi.ssh-closed' },
    })
  })

  it('is started for a reading, and for the key, and put back', async () => {
    const ref = { providerId: at.sourceId, hostId: host.id, openSsh: true }
    expect(await at.client.esxi.read(ref)).toMatchObject({ values: { maxMemory: BEFORE } })
    expect(await admin.ssh(host.id)).toEqual(STOPPED)
    const { shown, pinned } = await at.client.esxi.hostKey(ref)
    expect(pinned).toEqual(shown)
    expect(await admin.ssh(host.id)).toEqual(STOPPED)
  })

  it('is started for an edit, open while it works, and put back after success', async () => {
    const inside = world.lab.esxi(NAME)
    await inside.fail({ stuckAt: 'dd of=/etc/' })
    let during: Promise<SshState> | undefined
    const run = await ended(edit(true), (view) => {
      if (stepOf(view, 'write')?.state === 'running')
        during ??= admin.ssh(host.id).finally(() => inside.fail({}))
    })
    expect(run, JSON.stringify(run)).toMatchObject({ state: 'done' })
    expect(await during).toMatchObject({ running: true, ruleset: true })
    expect(await admin.ssh(host.id)).toEqual(STOPPED)
    expect(stepOf(run, 'openSsh')?.detail).toContain('was started')
    expect(stepOf(run, 'closeSsh')?.detail).toContain('stopped')
    expect(world.lab.esxi(NAME).nfcInUse()?.maxMemory).toBe(WANTED)
    const now = await hostNamed(at, NAME)
    expect(now.sshLeftOpen).toBeUndefined()
    expect(now.unfinished).toBeUndefined()
  })

  it.each([
    ['a read-only file system', { readOnly: ['/', '/etc'] }],
    ['a connection that is cut', { cut: { at: 'dd', when: 'before' } }],
    ['a hostd that does not come back', { hostdStaysDown: true }],
  ] as const)('is put back after %s, and the settings are as before', async (_, failures) => {
    await world.lab.esxi(NAME).fail(failures)
    const run = await ended(edit(true))
    expect(run.state, JSON.stringify(run)).toBe('failed')
    expect(memoryIn(world.lab, NAME)).toBe(BEFORE)
    expect(Buffer.from(world.lab.esxi(NAME).file(CONFIG_FILE)!)).toEqual(Buffer.from(original))
    expect(first(run).truth).toMatch(/Nothing was changed|as they were before/)
    if ('hostdStaysDown' in failures) {
      expect(first(run).truth).toContain('hostd does not answer yet')
      // vCenter has lost the host with its hostd, so SSH can only be put back later, and that is told.
      expect(first(run).truth).toContain('SSH service could not be put back')
      expect((await hostNamed(at, NAME)).sshLeftOpen).toMatchObject({
        problem: { remedy: expect.any(String) as string },
      })
      await world.lab.esxi(NAME).fail({})
      await world.lab.esxi(NAME).reboot()
      const put = () => at.client.esxi.closeSsh({ providerId: at.sourceId, hostIds: [host.id] })
      await expect.poll(() => put().catch(() => undefined), { timeout: 20_000 }).toEqual({ closed: 1 })
    }
    expect(await admin.ssh(host.id)).toEqual(STOPPED)
  })

  it('is put back after a cancel', async () => {
    let last: EditRun | undefined
    for await (const run of await edit(true)) {
      last = run
      if (stepOf(run, 'lock')?.state === 'running')
        await at.client.esxi.cancel({ providerId: at.sourceId, runId: run.id })
    }
    expect(last?.state).toBe('canceled')
    expect(await admin.ssh(host.id)).toEqual(STOPPED)
  })
})

describe('an end of the backend', () => {
  it('in the middle of an edit waits for its end, and for SSH to be put back', async () => {
    for await (const run of await edit(true)) if (stepOf(run, 'write')?.state === 'running') break
    await close()
    expect(await admin.ssh(host.id)).toEqual(STOPPED)
    expect([BEFORE, WANTED]).toContain(memoryIn(world.lab, NAME))
  })

  it('in the middle of a reading puts SSH back', async () => {
    const before = world.lab.esxi(NAME).commands()
    await world.lab.esxi(NAME).fail({ stuckAt: '' })
    const reading = at.client.esxi
      .read({ providerId: at.sourceId, hostId: host.id, openSsh: true })
      .catch(() => undefined)
    await expect.poll(() => world.lab.esxi(NAME).commands(), { timeout: 20_000 }).not.toEqual(before)
    expect(await admin.ssh(host.id)).toMatchObject({ running: true })
    const closed = close()
    await world.lab.esxi(NAME).fail({})
    await closed
    expect(await admin.ssh(host.id)).toEqual(STOPPED)
    await reading
  })
})
