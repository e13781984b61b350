import { describe, expect, it } from 'vitest'
import { aHost, anInventory } from '../../test/fixtures/inventory.ts'
import { looked, pendingServer, serversToProbe, serverLines } from './servers.ts'

const url = 'https://vcenter.example.com:8443/sdk'

function serversOf(...args: Parameters<typeof serversToProbe>) {
  const result = serversToProbe(...args)
  if (!result.ok) throw new Error(result.problem.message)
  return result.value
}

const nic = (services: string[], ip = '192.0.2.9') => ({
  device: 'vmk0',
  ip,
  subnetMask: '255.255.255.0',
  mtu: 1500,
  portgroup: 'Management',
  services,
})

describe('the servers of a network probe', () => {
  const inventory = anInventory({
    hosts: [
      aHost({ id: 'host-1', name: 'esx-01.example.com', kernelNics: [nic(['management'])] }),
      aHost({ id: 'host-2', name: 'esx-02.example.com', kernelNics: [nic(['vSphereBackupNFC'])] }),
    ],
  })

  it('are vCenter on its own port, and each host on 443 and where it has its NFC', () => {
    const servers = serversOf(url, inventory)
    expect(serverLines(servers)).toBe(
      'vcenter.example.com 8443\nesx-01.example.com 443 902\nesx-02.example.com 443 902@192.0.2.9',
    )
    expect(servers.map(({ id, name }) => [id, name])).toEqual([
      ['vcenter', 'vCenter'],
      ['host-1', 'esx-01.example.com'],
      ['host-2', 'esx-02.example.com'],
    ])
    expect(pendingServer(servers[2]!).cluster.ports[1]).toEqual({
      port: 902,
      address: '192.0.2.9',
      look: { state: 'pending', detail: '' },
    })
  })

  it('are tried at the address of a chosen migration network too, once each', () => {
    const hosts = [
      aHost({ id: 'host-1', name: 'esx-01', kernelNics: [nic(['management'], '10.0.0.1')] }),
      aHost({ id: 'host-2', name: 'esx-02', kernelNics: [nic(['vSphereBackupNFC'], '10.0.0.2')] }),
      aHost({ id: 'host-3', name: 'esx-03', kernelNics: [nic(['management'], '')] }),
    ]
    const devices = new Map(hosts.map(({ id }) => [id, 'vmk0']))
    const lines = serverLines(serversOf(url, { ...inventory, hosts }, undefined, devices)).split('\n')
    expect(lines.slice(1)).toEqual([
      'esx-01 443 902 443@10.0.0.1 902@10.0.0.1',
      'esx-02 443 902@10.0.0.2 443@10.0.0.2',
      'esx-03 443 902',
    ])
  })

  it('can be fewer, and are refused when one is not known', () => {
    expect(serversOf(url, inventory, ['host-2']).map(({ id }) => id)).toEqual(['vcenter', 'host-2'])
    expect(serversOf(url, inventory, []).map(({ id }) => id)).toEqual(['vcenter'])
    expect(serversToProbe(url, inventory, ['host-9'])).toMatchObject({
      ok: false,
      problem: { code: 'probe.host-unknown' },
    })
  })

  it('are one where the source is a host itself', () => {
    const about = { ...inventory.about, apiType: 'HostAgent' as const }
    const own = { about, hosts: [aHost({ id: 'ha-host', name: 'localhost.localdomain' })] }
    expect(serversOf('https://esx-01.example.com/sdk', own)).toEqual([
      {
        id: 'ha-host',
        name: 'localhost.localdomain',
        role: 'esxi',
        host: 'esx-01.example.com',
        ports: [{ port: 443 }, { port: 902 }],
        valid: true,
      },
    ])
  })

  it('leave out what is no host name, but show it', () => {
    const odd = { ...inventory, hosts: [aHost({ id: 'host-1', name: 'a b; rm -rf /' })] }
    const servers = serversOf(url, odd)
    expect(looked(servers).map(({ id }) => id)).toEqual(['vcenter'])
    expect(pendingServer(servers[1]!).cluster.dns).toMatchObject({ state: 'unknown' })
  })

  it('are the hosts alone where an inventory file does not tell its address', () => {
    expect(serversOf('', inventory).map(({ id }) => id)).toEqual(['host-1', 'host-2'])
  })
})
