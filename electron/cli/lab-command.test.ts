import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { Lab, LabEndpoints, LabOptions } from '../lab/service.ts'
import { run } from './program.ts'
import { inventContext, type InventedContext } from './test-support/invented-context.ts'

const endpoints: LabEndpoints = {
  seed: 'palletjack',
  vcenter: {
    url: 'https://127.0.0.1:4001/sdk',
    username: 'administrator@vsphere.local',
    password: 'pass-word',
    sha1: 'AA:BB',
    sha256: 'CC:DD',
  },
  cluster: {
    url: 'https://127.0.0.1:4002',
    token: 'token',
    caPem: '',
    kubeconfig: '',
    kubeconfigFile: '/tmp/a b/kubeconfig',
  },
  esxi: [
    {
      name: 'esx-01.lab.example',
      host: '127.0.0.1',
      port: 4003,
      username: 'root',
      password: 'pw',
      url: 'https://127.0.0.1:4004/sdk',
      sha1: 'CC:DD',
    },
  ],
}

const contexts: InventedContext[] = []
afterEach(() => contexts.splice(0).forEach((context) => context.dispose()))

function start(args: readonly string[], closing: Promise<void> = Promise.resolve()) {
  const started: LabOptions[] = []
  let closed = false
  const lab: Lab = {
    endpoints,
    esxi: (name) => {
      throw new Error(`no host ${name} in this test`)
    },
    reach: (host, port) => ({ host, port }),
    vcenter: { fail: () => Promise.resolve(), endSessions: () => undefined },
    cluster: { fail: () => undefined },
    pods: { fail: () => undefined },
    hold: () => () => undefined,
    failuresMet: () => 0,
    startWriting: () => undefined,
    writes: () => 0,
    sourceSha256: () => Promise.resolve(''),
    targetSha256: () => Promise.resolve(''),
    close: async () => {
      await closing
      closed = true
    },
  }
  const context = inventContext({
    startLab: (options) => {
      started.push(options)
      return Promise.resolve(lab)
    },
  })
  contexts.push(context)
  return {
    context,
    started,
    isClosed: () => closed,
    exit: run(['lab', '--home', context.home, ...args], context),
  }
}

describe('lab', () => {
  it('prints one JSON object, serves until interrupted, and ends cleanly', async () => {
    const { context, started, isClosed, exit } = start(['--json', '--vms', '30'])
    await expect.poll(() => context.out()).not.toBe('')
    expect(context.lines()).toEqual([endpoints])
    expect(started).toMatchObject([{ seed: 'palletjack', vms: 30, hosts: 4, timeScale: 1 }])
    expect(started[0]?.dir).toBe(join(context.home, 'lab'))
    expect(isClosed()).toBe(false)
    context.interrupt()
    expect(await exit).toBe(0)
    expect(isClosed()).toBe(true)
  })

  it('shows a table and commands that can be pasted', async () => {
    const { context, exit } = start([])
    await expect.poll(() => context.out()).not.toBe('')
    context.interrupt()
    await exit
    expect(context.out()).toContain("kubectl --kubeconfig '/tmp/a b/kubeconfig' get")
    expect(context.out()).toContain('ssh -p 4003 root@127.0.0.1')
    expect(context.out()).toContain('https://127.0.0.1:4004/sdk, SHA-1 CC:DD')
    expect(context.out()).toContain('GOVC_URL=https://127.0.0.1:4001/sdk')
    expect(context.out()).toContain('--fingerprint AA:BB')
  })

  it('does not wait for a hanging end at the second interrupt', async () => {
    const { context, exit } = start([], new Promise(() => undefined))
    await expect.poll(() => context.out()).not.toBe('')
    context.interrupt()
    context.interrupt()
    expect(await exit).toBe(130)
  })

  it.each([
    ['--vms', '0'],
    ['--hosts', '-1'],
    ['--time-scale', 'fast'],
    ['--seed', ''],
  ])('refuses %s %j with one sentence', async (flag, value) => {
    const { context, started, exit } = start([`${flag}=${value}`])
    expect(await exit).toBe(2)
    expect(started).toEqual([])
    expect(context.err().trimEnd().split('\n')).toHaveLength(2)
  })

  it('says why it could not start', async () => {
    const context = inventContext()
    contexts.push(context)
    expect(await run(['lab', '--home', context.home], context)).toBe(1)
    expect(context.err()).toContain('no lab in this test')
  })
})
