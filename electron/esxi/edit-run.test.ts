import { afterEach, describe, expect, it } from 'vitest'
import type { EditRun } from '../../shared/esxi/model.ts'
import { editHosts, type RunHost } from './edit-run.ts'
import { TEST_LIMITS, workOn } from './test-support/host-work.ts'
import { CONFIG } from './test-support/host-settings.ts'
import { startScriptedHost, type ScriptedHost } from './test-support/scripted-host.ts'

const opened: ScriptedHost[] = []
const request = { kind: 'edit', change: { maxMemory: 1_000_000_000 } } as const

async function start(count: number): Promise<ScriptedHost[]> {
  const hosts = await Promise.all(Array.from({ length: count }, () => startScriptedHost()))
  opened.push(...hosts)
  return hosts
}

const hostsOf = (hosts: readonly ScriptedHost[]): RunHost[] =>
  hosts.map((host, index) => ({
    work: workOn(host, { hostId: `host-${index}`, hostName: `esx-0${index}` }),
    request,
  }))

function run(hosts: readonly RunHost[], told: EditRun[] = [], signal = new AbortController().signal) {
  const onChange = (view: EditRun): void => void told.push(view)
  return editHosts({ id: 'run-1', providerId: 'vc', hosts, onChange, limits: TEST_LIMITS }, signal)
}

const states = ({ hosts }: EditRun): string[] => hosts.map(({ state }) => state)

afterEach(async () => {
  for (const host of opened.splice(0)) await host.close()
})

describe('an edit of many hosts', () => {
  it('does one after the other, the first as the canary', async () => {
    const hosts = await start(3)
    const told: EditRun[] = []
    const ended = await run(hostsOf(hosts), told)
    expect(ended).toMatchObject({ state: 'done', kind: 'edit', step: '3 hosts edited.' })
    expect(told.at(-1)).toEqual(ended)
    expect(told[0]).toMatchObject({ state: 'running', step: 'Begins with esx-00.' })
    expect(told.map(({ step }) => step)).toEqual(
      expect.arrayContaining([
        'esx-00 (1 of 3, the canary) is being worked on.',
        'esx-02 (3 of 3) is being worked on.',
      ]),
    )
    for (const view of told)
      expect(states(view).filter((state) => state === 'running').length).toBeLessThan(2)
  })

  it('stops at the first failure, and leaves the others alone', async () => {
    const hosts = await start(3)
    hosts[1]!.traits.isReadOnly = true
    const ended = await run(hostsOf(hosts))
    expect(ended.state).toBe('failed')
    expect(states(ended)).toEqual(['done', 'failed', 'skipped'])
    expect(ended.step).toContain('esx-01 failed: Nothing was changed on esx-01.')
    expect(hosts[2]!.logins.count).toBe(0)
  })

  it('is rehearsed on all of them, whatever is wrong with one', async () => {
    const hosts = await start(3)
    hosts[1]!.traits.isReadOnly = true
    hosts[1]!.files.delete(CONFIG)
    const rehearsal = hostsOf(hosts).map(({ work }) => ({
      work,
      request: { ...request, kind: 'rehearsal' as const },
    }))
    const ended = await run(rehearsal)
    expect(states(ended)).toEqual(['done', 'failed', 'done'])
    expect(ended).toMatchObject({
      state: 'failed',
      step: '2 hosts rehearsed, 1 host failed. Nothing was changed on esx-01.',
    })
  })

  it('can be canceled between two hosts', async () => {
    const hosts = await start(2)
    const controller = new AbortController()
    hosts[0]!.traits.intercept = (line) => {
      if (line.startsWith('mv ')) controller.abort()
      return undefined
    }
    const ended = await run(hostsOf(hosts), [], controller.signal)
    expect(ended.state).toBe('canceled')
    expect(states(ended)).toEqual(['done', 'canceled'])
    expect(ended.step).toBe('1 host edited, 1 host left alone.')
  })

  it('tells what is true on a single host', async () => {
    const [host] = await start(1)
    host!.files.delete(CONFIG)
    const ended = await run(hostsOf([host!]))
    expect(ended).toMatchObject({ state: 'failed', step: 'Nothing was changed on esx-00.' })
  })
})
