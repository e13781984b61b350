/** The same edits on the lab's hosts, which know nothing of the ways of the client. */
import { describe, expect, it } from 'vitest'
import type { HostEdit } from '../../shared/esxi/model.ts'
import { ok } from '../../shared/problem.ts'
import { createLabClock } from '../lab/clock.ts'
import type { EsxiHost } from '../lab/esxi/host.ts'
import { startEsxi, type Esxi } from '../lab/esxi/server.ts'
import type { HostFailures } from '../lab/service.ts'
import { editHost } from './edit-host.ts'
import { shownKey } from './host-key.ts'
import { connectSsh } from './ssh-client.ts'
import { TEST_LIMITS } from './test-support/host-work.ts'

const PASSWORD = 'right-Password-1'
const CONFIG = '/etc/vmware/hostd/config.xml'
const GENERATIONS: readonly Generation[] = [
  { name: 'file', host: { name: 'esx-01', version: '6.7.0', build: '1', vms: () => [] } },
  {
    name: 'database',
    host: { name: 'esx-01', version: '8.0.3', build: '2', hasConfigStore: true, vms: () => [] },
  },
]

interface Generation {
  readonly name: string
  readonly host: EsxiHost
}

interface Ended {
  readonly done: HostEdit
  readonly esxi: Esxi
  readonly before: string
  readonly after: string
  readonly inUse: number | undefined
}

const settings = ({ machine: { inside } }: Esxi): string =>
  inside.store?.get() ?? inside.files.find(CONFIG)?.data?.toString() ?? ''

async function edit({ host }: Generation, failures: HostFailures = {}, answerMs = 20_000): Promise<Ended> {
  const esxi = await startEsxi({ host, password: PASSWORD, clock: createLabClock(10_000) })
  try {
    const address = { host: '127.0.0.1', port: esxi.port, name: host.name }
    const key = await shownKey(address)
    if (!key.ok) throw new Error(key.problem.message)
    const before = settings(esxi)
    await esxi.fail(failures)
    const login = { kind: 'password', username: 'root', password: PASSWORD } as const
    const work = {
      hostId: 'host-1',
      hostName: host.name,
      connect: (signal: AbortSignal) =>
        connectSsh(address, login, { pinnedSha256: key.value.sha256, signal }),
      openSsh: () => Promise.resolve(ok(undefined)),
      closeSsh: () => Promise.resolve(ok(undefined)),
      isIdle: () => Promise.resolve(ok(undefined)),
      answersVcenter: () => Promise.resolve(ok(true)),
      onChange: () => undefined,
    }
    const request = { kind: 'edit', change: { maxMemory: 1_000_000_000 } } as const
    const limits = { ...TEST_LIMITS, answerMs }
    const done = await editHost(work, request, new AbortController().signal, limits)
    return { done, esxi, before, after: settings(esxi), inUse: esxi.machine.inside.hostd.inUse()?.maxMemory }
  } finally {
    await esxi.close()
  }
}

/** Undefined when the settings are whole and what was told of them is true. */
function complaint({ done, before, after, inUse }: Ended): string | undefined {
  const wanted = before.replace(/(maxMemory>|"max_memory": ?)50331648/, '$11000000000')
  if (wanted === before) return 'nothing to change'
  if (after !== (done.state === 'done' ? wanted : before)) return `${done.state}: ${after}`
  if (done.state === 'done' && inUse !== 1_000_000_000) return `done, but ${inUse ?? 'nothing'} is in use`
  return ['done', 'rolledBack', 'failed'].includes(done.state) ? undefined : done.state
}

describe.each(GENERATIONS)("a lab's host with settings in a $name", (generation) => {
  it('is edited', async () => {
    const ended = await edit(generation, { noise: 'Welcome\n', banner: 'Authorized users only.\n' })
    expect(ended.done.problem).toBeUndefined()
    expect(ended.done.state).toBe('done')
    expect(complaint(ended)).toBeUndefined()
  })

  it('keeps or gets what is wanted when the line breaks in the middle of any command', async () => {
    const { esxi } = await edit(generation)
    const wrong: string[] = []
    const states = new Set<string>()
    for (const at of esxi.commands.keys()) {
      const ended = await edit(generation, { cut: { at: at + 1, when: 'during' } })
      states.add(ended.done.state)
      const said = complaint(ended)
      if (said !== undefined) wrong.push(`${esxi.commands[at] ?? ''}: ${said}`)
    }
    expect(wrong).toEqual([])
    expect(states).toEqual(new Set(['failed', 'rolledBack', 'done']))
  })

  it.each([
    [{ readOnly: ['/etc'] }, 'failed', 'esxi.read-only'],
    [{ diskFull: ['/etc'] }, 'failed', 'esxi.disk-full'],
    [{ hostdStaysDown: true }, 'failed', 'esxi.no-answer'],
  ] as const)('survives %o', async (failures, state, code) => {
    const ended = await edit(generation, failures, 200)
    expect(ended.done).toMatchObject({ state, problem: { code } })
    expect(complaint(ended)).toBeUndefined()
  })

  it('is left alone while a task runs', async () => {
    const host = { ...generation.host, tasks: () => ['VirtualMachine.createSnapshot'] }
    const ended = await edit({ ...generation, host })
    expect(ended.done).toMatchObject({ state: 'failed', problem: { code: 'esxi.busy' } })
    expect(ended.after).toBe(ended.before)
  })
})
