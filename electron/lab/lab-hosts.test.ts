import { Agent } from 'node:https'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dataVolumes } from './controllers/kinds.ts'
import { folderPath } from './controllers/importer/vcenter.ts'
import { connectSsh, type TestSsh } from './esxi/test-support/ssh-client.ts'
import { HOSTD_CONFIG } from './esxi/files/installed-files.ts'
import { credentials, hasCondition, phase, startBench, type Bench } from './test-support/lab-bench.ts'
import type { EstateHost, EstateVm } from './estate/model.ts'
import {
  child,
  containerView,
  createTestClient,
  follow,
  readProperties,
  specOf,
  texts,
  type TestClient,
} from './vcenter/test-support/test-vcenter.ts'

// A migration network's own addresses are in no certificate that this process knows: the lab's thumbprint is checked.
const agent = new Agent({ rejectUnauthorized: false, keepAlive: true })
let bench: Bench
let vcenter: TestClient
beforeAll(async () => {
  bench = await startBench()
  vcenter = createTestClient(bench.lab.endpoints.vcenter.url, bench.lab.endpoints.vcenter, agent)
  await vcenter.login()
}, 60_000)
afterAll(async () => {
  agent.destroy()
  await bench.close()
})

const hostAt = (index: number): EstateHost => bench.estate.hosts[index]!
const endpointOf = (host: EstateHost) => bench.lab.endpoints.esxi.find(({ name }) => name === host.name)!
const vmsOn = (host: EstateHost): EstateVm[] => bench.estate.vms.filter((vm) => vm.hostId === host.id)

function urlOf(address: string): string {
  const { host, port } = bench.lab.reach(address, 443)
  return `https://${host}:${port}/sdk`
}

/** A client of the host's own server, not logged in yet. */
function hostClient(host: EstateHost, address = host.migrationAddress): TestClient {
  return createTestClient(urlOf(address), endpointOf(host), agent)
}

function ssh(host: EstateHost): Promise<TestSsh> {
  const { port } = bench.lab.reach(host.address, 22)
  return connectSsh(port, endpointOf(host).password)
}

describe('the addresses of a host', () => {
  it('lead to its ports, from both adapters', () => {
    const host = hostAt(0)
    for (const port of [22, 443, 902]) {
      const reached = bench.lab.reach(host.migrationAddress, port)
      expect(reached).toEqual(bench.lab.reach(host.address, port))
      expect(reached).toEqual({ host: '127.0.0.1', port: expect.any(Number) as number })
    }
    expect(bench.lab.reach(host.address, 22).port).toBe(endpointOf(host).port)
    expect(bench.lab.reach(host.name, 443)).toEqual(bench.lab.reach(host.address, 443))
    expect(bench.lab.reach(host.address, 80)).toEqual({ host: host.address, port: 80 })
    expect(bench.lab.reach('192.0.2.9', 443)).toEqual({ host: '192.0.2.9', port: 443 })
    expect(() => bench.lab.esxi('nobody')).toThrow('nobody')
  })
})

describe('a restart of hostd', () => {
  it('is seen by the vCenter, and puts a new limit to work', async () => {
    const host = hostAt(1)
    const inside = bench.lab.esxi(host.name)
    const client = await ssh(host)
    const text = Buffer.from(inside.file(HOSTD_CONFIG) ?? []).toString()
    const raised = text.replace('<maxMemory>50331648<', '<maxMemory>1000000000<')
    expect((await client.run(`dd of=${HOSTD_CONFIG}`, raised)).code).toBe(0)
    expect(inside.nfcInUse()?.maxMemory).toBe(50_331_648)
    const next = await follow(vcenter, specOf(`HostSystem:${host.id}`, ['runtime.connectionState']))
    const seen = texts((await next())!, 'filterSet.objectSet.changeSet.val')
    // Waited for from before the restart: a state that is over before it is asked for is told to nobody.
    const gone = next()
    expect((await client.run('/etc/init.d/hostd restart')).code).toBe(0)
    seen.push(...texts((await gone)!, 'filterSet.objectSet.changeSet.val'))
    while (seen.length < 3) seen.push(...texts((await next())!, 'filterSet.objectSet.changeSet.val'))
    expect(seen).toEqual(['connected', 'notResponding', 'connected'])
    expect(inside.nfcInUse()?.maxMemory).toBe(1_000_000_000)
    client.end()
  })

  it('is told from a host that cannot be reached at all', async () => {
    const host = hostAt(0)
    const next = await follow(vcenter, specOf(`HostSystem:${host.id}`, ['runtime.connectionState']))
    const seen = texts((await next())!, 'filterSet.objectSet.changeSet.val')
    const see = async (count: number) => {
      while (seen.length < count) seen.push(...texts((await next())!, 'filterSet.objectSet.changeSet.val'))
    }
    await bench.lab.esxi(host.name).fail({ unreachable: true })
    await see(2)
    await expect(hostClient(host).login()).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    await expect(ssh(host)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    await bench.lab.esxi(host.name).fail({})
    await hostClient(host).login()
    await see(3)
    expect(seen).toEqual(['connected', 'notResponding', 'connected'])
    expect(bench.lab.esxi(host.name).nfcInUse()?.maxMemory).toBe(50_331_648)
  })

  it('ends the sessions of the host', async () => {
    const host = hostAt(1)
    const own = hostClient(host)
    await own.login()
    const client = await ssh(host)
    await client.run('/etc/init.d/hostd stop')
    expect((await own.http('/sdk', { method: 'POST', body: '' })).status).toBe(503)
    await client.run('/etc/init.d/hostd start')
    await expect.poll(() => bench.lab.esxi(host.name).nfcInUse()).toBeDefined()
    await expect(own.call('ServiceInstance:ServiceInstance', 'CurrentTime')).rejects.toMatchObject({
      type: 'NotAuthenticated',
    })
    client.end()
  })
})

describe('a task on a host', () => {
  it('is told by the vCenter and by the host', async () => {
    const host = hostAt(0)
    const inside = bench.lab.esxi(host.name)
    const client = await ssh(host)
    await inside.fail({ busy: true })
    const recent = await readProperties(vcenter, `HostSystem:${host.id}`, ['recentTask'])
    const [task = ''] = texts(recent.get('recentTask')!, 'ManagedObjectReference')
    const info = (await readProperties(vcenter, `Task:${task}`, ['info'])).get('info')!
    expect(texts(info, 'descriptionId')).toEqual(['HostSystem.enterMaintenanceMode'])
    await expect
      .poll(async () => (await client.run('vim-cmd vimsvc/task_list')).stdout)
      .toMatch(/'vim\.Task:haTask-1-vim\.HostSystem\.enterMaintenanceMode-\d+'/)
    const [, id = ''] = /vim\.Task:([^']+)/.exec((await client.run('vim-cmd vimsvc/task_list')).stdout) ?? []
    expect((await client.run(`vim-cmd vimsvc/task_info ${id}`)).stdout).toContain('state = "running"')
    await inside.fail({})
    await expect
      .poll(async () => (await client.run('vim-cmd vimsvc/task_list')).stdout)
      .toBe('(ManagedObjectReference) []\n')
    expect((await client.run(`vim-cmd vimsvc/task_info ${id}`)).stderr).toContain('ManagedObjectNotFound')
    client.end()
  })
})

describe("a host's own server", () => {
  it('says what it is, and shows itself and its VMs', async () => {
    const host = hostAt(0)
    const client = hostClient(host)
    const [content] = await client.call('ServiceInstance:ServiceInstance', 'RetrieveServiceContent')
    expect(texts(content!, 'about.apiType')).toEqual(['HostAgent'])
    expect(texts(content!, 'about.version')).toEqual([host.version])
    await client.login()
    const root = child(content!, 'rootFolder').text
    const view = async (type: string): Promise<string[]> => {
      const made = await containerView(client, type, true, root)
      return texts(
        (await readProperties(client, `ContainerView:${made.text}`, ['view'])).get('view')!,
        'ManagedObjectReference',
      )
    }
    expect((await view('VirtualMachine')).sort()).toEqual(
      vmsOn(host)
        .map((vm) => vm.id)
        .sort(),
    )
    expect(await view('HostSystem')).toEqual(['ha-host'])
    const about = await readProperties(client, 'HostSystem:ha-host', ['name', 'parent'])
    expect([about.get('name')?.text, about.get('parent')?.text]).toEqual([host.name, 'ha-compute-res'])
  })

  it('sees what is done through the vCenter', async () => {
    const host = hostAt(0)
    const vm = vmsOn(host).find((one) => one.powerState === 'poweredOn' && one.question === undefined)!
    const client = hostClient(host)
    await client.login()
    const next = await follow(client, specOf(`VirtualMachine:${vm.id}`, ['runtime.powerState']))
    const seen = texts((await next())!, 'filterSet.objectSet.changeSet.val')
    await vcenter.call(`VirtualMachine:${vm.id}`, 'PowerOffVM_Task')
    while (seen.length < 2) seen.push(...texts((await next())!, 'filterSet.objectSet.changeSet.val'))
    expect(seen).toEqual(['poweredOn', 'poweredOff'])
  })

  it('shows the certificate that the vCenter tells, at both addresses', async () => {
    const host = hostAt(0)
    const path = 'summary.config.sslThumbprint'
    const told = (await readProperties(vcenter, `HostSystem:${host.id}`, [path])).get(path)?.text
    expect(told).toMatch(/^([0-9A-F]{2}:){19}[0-9A-F]{2}$/)
    const { connect } = await import('node:tls')
    const { port } = bench.lab.reach(host.migrationAddress, 443)
    const shown = await new Promise<string>((resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false }, () => {
        resolve(socket.getPeerX509Certificate()?.fingerprint ?? '')
        socket.destroy()
      })
      socket.once('error', reject)
    })
    expect(shown).toBe(told)
    expect(told).not.toBe(hostAt(1).sslThumbprint)
  })

  it('lets in root and nobody of the vCenter, and in lockdown mode nobody', async () => {
    const host = hostAt(0)
    const inside = bench.lab.esxi(host.name)
    const wrong = { username: 'root', password: 'wrong' }
    await expect(hostClient(host).login(wrong)).rejects.toMatchObject({ type: 'InvalidLogin' })
    const administrator = bench.lab.endpoints.vcenter
    await expect(hostClient(host).login(administrator)).rejects.toMatchObject({ type: 'InvalidLogin' })
    const session = await hostClient(host).login(inside.viewer)
    expect(texts(session, 'userName')).toEqual(['viewer'])
    inside.setLockdown('lockdownStrict')
    const mode = await readProperties(vcenter, `HostSystem:${host.id}`, ['config.lockdownMode'])
    expect(mode.get('config.lockdownMode')?.text).toBe('lockdownStrict')
    await expect(hostClient(host).login()).rejects.toMatchObject({ type: 'NoPermission' })
    await expect(ssh(host)).rejects.toThrow('closed')
    inside.setLockdown('lockdownDisabled')
    await hostClient(host).login()
  })

  it('has memory for so many copies', async () => {
    const host = hostAt(1)
    const inside = bench.lab.esxi(host.name)
    const text = Buffer.from(inside.file(HOSTD_CONFIG) ?? []).toString()
    inside.putFile(HOSTD_CONFIG, Buffer.from(text.replace(/<maxMemory>\d{3,}</, '<maxMemory>8388608<')))
    const shell = await ssh(host)
    await shell.run('/etc/init.d/hostd restart')
    await expect.poll(() => inside.nfcInUse()?.maxMemory).toBe(8_388_608)
    const file = vmsOn(host)[0]!.disks[0]!.file
    const path = folderPath({ file, datacenter: 'ha-datacenter' })
    const read = async (): Promise<number> => {
      const client = hostClient(host)
      await client.login()
      return (await client.http(path, { headers: { range: 'bytes=0-511' } })).status
    }
    expect([await read(), await read(), await read()]).toEqual([206, 206, 503])
    expect(inside.copies().now).toBe(2)
    // What was put in place is gone with the next start of the host, unless it is saved.
    await inside.reboot()
    expect(inside.copies().now).toBe(0)
    expect(inside.nfcInUse()?.maxMemory).toBe(50_331_648)
    shell.end()
  })
})

describe('a copy through the migration network', () => {
  const copy = async (host: EstateHost, vm: EstateVm, password: string): Promise<string> => {
    const namespace = await bench.namespace()
    await bench.tool.create(credentials(namespace, 'host', 'root', password))
    const path = 'summary.config.sslThumbprint'
    const thumbprint = (await readProperties(vcenter, `HostSystem:${host.id}`, [path])).get(path)?.text
    const url = `https://${host.migrationAddress}/sdk`
    const vddk = { url, thumbprint, secretRef: 'host' }
    await bench.tool.create(bench.dataVolume(namespace, { vm, vddk }))
    return namespace
  }

  it('brings each byte, and counts on that host', async () => {
    const host = hostAt(0)
    const size = (vm: EstateVm): number => vm.disks[0]!.capacityBytes
    const vm = vmsOn(host).reduce((least, one) => (size(one) < size(least) ? one : least))
    const before = bench.lab.esxi(host.name).copies().total
    const namespace = await copy(host, vm, endpointOf(host).password)
    await bench.tool.until(dataVolumes, namespace, 'disk-0', phase('Succeeded'))
    expect(await bench.lab.targetSha256(namespace, 'disk-0')).toBe(
      await bench.lab.sourceSha256(vm.disks[0]!.file),
    )
    expect(bench.lab.esxi(host.name).copies()).toEqual({ now: 0, total: before + 1 })
    expect(bench.lab.esxi(hostAt(1).name).copies().now).toBe(0)
  })

  it('does not find the VM of another host, nor with a wrong password', async () => {
    const host = hostAt(0)
    const elsewhere = vmsOn(hostAt(1))[0]!
    const lost = await copy(host, elsewhere, endpointOf(host).password)
    const refused = await copy(host, vmsOn(host)[0]!, 'wrong')
    const says = (namespace: string, words: string) =>
      bench.tool.until(dataVolumes, namespace, 'disk-0', (one) => hasCondition(one, 'Error', words))
    await says(lost, 'unable to find VM')
    await says(refused, 'incorrect user name or password')
  })
})
