import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { Lab, LabEndpoints, LabOptions } from '../lab/service.ts'
import { run } from './program.ts'
import { inventWorld, type InventedWorld } from './test-support/invented-world.ts'

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

const worlds: InventedWorld[] = []
afterEach(() => worlds.splice(0).forEach((world) => world.dispose()))

function start(args: readonly string[], closing: Promise<void> = Promise.resolve()) {
  const started: LabOptions[] = []
  let closed = false
  const lab: Lab = {
    endpoints,
    esxi: (name) => {
      throw new Error(`no host ${name} in this test`)
    },
    reach: (host, port) => ({ host, port }),
    sourceSha256: () => Promise.resolve(''),
    targetSha256: () => Promise.resolve(''),
    close: async () => {
      await closing
      closed = true
    },
  }
  const world = inventWorld({
    startLab: (options) => {
      started.push(options)
      return Promise.resolve(lab)
    },
  })
  worlds.push(world)
  return { world, started, isClosed: () => closed, exit: run(['lab', '--home', world.home, ...args], world) }
}

describe('lab', () => {
  it('prints one JSON object, serves until interrupted, and ends cleanly', async () => {
    const { world, started, isClosed, exit } = start(['--json', '--vms', '30'])
    await expect.poll(() => world.out()).not.toBe('')
    expect(world.lines()).toEqual([endpoints])
    expect(started).toMatchObject([{ seed: 'palletjack', vms: 30, hosts: 4, timeScale: 1 }])
    expect(started[0]?.dir).toBe(join(world.home, 'lab'))
    expect(isClosed()).toBe(false)
    world.interrupt()
    expect(await exit).toBe(0)
    expect(isClosed()).toBe(true)
  })

  it('shows a table and commands that can be pasted', async () => {
    const { world, exit } = start([])
    await expect.poll(() => world.out()).not.toBe('')
    world.interrupt()
    await exit
    expect(world.out()).toContain("kubectl --kubeconfig '/tmp/a b/kubeconfig' get")
    expect(world.out()).toContain('ssh -p 4003 root@127.0.0.1')
    expect(world.out()).toContain('https://127.0.0.1:4004/sdk, SHA-1 CC:DD')
    expect(world.out()).toContain('GOVC_URL=https://127.0.0.1:4001/sdk')
    expect(world.out()).toContain('--fingerprint AA:BB')
  })

  it('does not wait for a hanging end at the second interrupt', async () => {
    const { world, exit } = start([], new Promise(() => undefined))
    await expect.poll(() => world.out()).not.toBe('')
    world.interrupt()
    world.interrupt()
    expect(await exit).toBe(130)
  })

  it.each([
    ['--vms', '0'],
    ['--hosts', '-1'],
    ['--time-scale', 'fast'],
    ['--seed', ''],
  ])('refuses %s %j with one sentence', async (flag, value) => {
    const { world, started, exit } = start([`${flag}=${value}`])
    expect(await exit).toBe(2)
    expect(started).toEqual([])
    expect(world.err().trimEnd().split('\n')).toHaveLength(2)
  })

  it('says why it could not start', async () => {
    const world = inventWorld()
    worlds.push(world)
    expect(await run(['lab', '--home', world.home], world)).toBe(1)
    expect(world.err()).toContain('no lab in this test')
  })
})
