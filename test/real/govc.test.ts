/** govmomi's own command line against the lab's vCenter. */
import { beforeAll, describe, expect, it } from 'vitest'
import { createLabClock } from '../../electron/lab/clock.ts'
import { createEstate } from '../../electron/lab/estate/create-estate.ts'
import { createLabCertificate } from '../../electron/lab/tls.ts'
import { startVcenter } from '../../electron/lab/vcenter/server.ts'
import { findGo, NEEDS_GO } from './go-program.ts'
import { createGovc, type Govc } from './govc-command.ts'

const go = findGo()
const title = go === undefined ? ` (skipped: it ${NEEDS_GO})` : ''
const estate = createEstate({ seed: 'govc', vms: 12, hosts: 3 })

describe.skipIf(go === undefined)(`govc -u on the lab${title}`, () => {
  let govc: Govc
  beforeAll(async () => {
    const certificate = await createLabCertificate('vcenter.lab.example')
    const vcenter = await startVcenter({
      estate,
      certificate,
      ...estate.credentials,
      clock: createLabClock(20),
    })
    const made = await createGovc(go ?? '', {
      url: vcenter.url,
      ...estate.credentials,
      sha256: certificate.sha256,
    })
    govc = made.govc
    return async () => {
      await vcenter.close()
      await made.remove()
    }
  })
  const json = async (command: string, ...args: readonly string[]): Promise<unknown> =>
    JSON.parse(await govc(command, '-json', ...args))
  const inventoryPath = async (name: string): Promise<string> => {
    const found = (await govc('find', '/', '-type', 'm', '-name', name)).trim()
    expect(found).toMatch(new RegExp(`/${name}$`))
    return found
  }

  it('says what it is', async () => {
    expect(await json('about')).toMatchObject({
      about: { apiType: 'VirtualCenter', version: '8.0.3', apiVersion: '8.0.3.0' },
    })
  })

  it('lists folders, and finds every VM and host', async () => {
    const { name } = estate.datacenter
    expect((await govc('ls', `/${name}`)).trim().split('\n').sort()).toEqual(
      ['datastore', 'host', 'network', 'vm'].map((folder) => `/${name}/${folder}`),
    )
    const lines = async (type: string) => (await govc('find', '/', '-type', type)).trim().split('\n')
    expect(await lines('m')).toHaveLength(estate.vms.length)
    expect(await lines('h')).toHaveLength(estate.hosts.length)
  })

  it('inspects a VM', async () => {
    const vm = estate.vms.find((each) => each.name === 'db-01')
    const { virtualMachines } = (await json('vm.info', 'db-01')) as {
      readonly virtualMachines: readonly { readonly config: object; readonly runtime: object }[]
    }
    expect(virtualMachines).toMatchObject([
      {
        name: 'db-01',
        config: { uuid: vm?.uuid, hardware: { numCPU: vm?.cpuCount, memoryMB: vm?.memoryMiB } },
        runtime: { powerState: 'poweredOn', connectionState: 'connected' },
      },
    ])
    expect(await govc('vm.info', 'db-01')).toMatch(/^Name:\s+db-01$/m)
  })

  it('collects properties', async () => {
    const path = await inventoryPath('db-01')
    expect((await govc('object.collect', '-s', path, 'runtime.powerState')).trim()).toBe('poweredOn')
    expect(await govc('object.collect', path, 'config.hardware')).toMatch(/config\.hardware\.numCPU/)
  })

  it('powers a VM off and on', async () => {
    const power = async () =>
      (await govc('object.collect', '-s', await inventoryPath('web-01'), 'runtime.powerState')).trim()
    expect(await govc('vm.power', '-off', '-force', 'web-01')).toContain('OK')
    expect(await power()).toBe('poweredOff')
    expect(await govc('vm.power', '-on', 'web-01')).toContain('OK')
    expect(await power()).toBe('poweredOn')
  })

  it('makes, shows and removes snapshots', async () => {
    const tree = async () =>
      (await govc('snapshot.tree', '-vm', 'web-01')).split('\n').map((line) => line.trimEnd())
    const before = await tree()
    await govc('snapshot.create', '-vm', 'web-01', '-m=false', 'first')
    await govc('snapshot.create', '-vm', 'web-01', '-m=false', 'second')
    expect((await tree()).join('\n')).toMatch(/first[\s\S]*second/)
    await govc('snapshot.remove', '-vm', 'web-01', 'first')
    expect((await tree()).join('\n')).not.toContain('first')
    await govc('snapshot.remove', '-vm', 'web-01', 'second')
    expect(await tree()).toEqual(before)
  })

  it('lists tags, and what hangs where', async () => {
    expect((await govc('tags.ls', '-c', 'Application')).trim().split(/\s*\n/)).toEqual([
      expect.stringMatching(/^Shop\s+Application$/),
      expect.stringMatching(/^Billing\s+Application$/),
      expect.stringMatching(/^Directory\s+Application$/),
    ])
    expect(await json('tags.ls')).toHaveLength(estate.tags.length)
    expect(await json('tags.category.ls')).toMatchObject([
      { name: 'Application', cardinality: 'SINGLE' },
      { name: 'Environment' },
      { name: 'Backup', cardinality: 'MULTIPLE' },
    ])
    const attached = async (...args: readonly string[]) =>
      (await govc('tags.attached.ls', ...args)).trim().split('\n').sort()
    const path = await inventoryPath('db-01')
    expect(await attached('-r', path)).toEqual(['Production', 'Shop', 'daily', 'off-site'])
    const vmIds = estate.tags.find(({ name }) => name === 'Billing')?.vmIds ?? new Set()
    expect(await attached('Billing')).toEqual([...vmIds].map((id) => `VirtualMachine:${id}`).sort())
    await govc('tags.attach', 'Billing', path)
    expect(await attached('-r', path)).toContain('Billing')
    await govc('tags.detach', 'Billing', path)
    expect(await attached('-r', path)).not.toContain('Billing')
  })

  it('leaves no session behind', async () => {
    const sessions = await govc('session.ls')
    expect(sessions.split('\n').filter((line) => line.includes(estate.credentials.username))).toHaveLength(1)
  })
})
