import { describe, expect, it } from 'vitest'
import { createProjector } from './project.ts'
import { context, object, project, record, ref } from './test-support/estate.ts'

describe('clusters, hosts, datastores, switches', () => {
  it('reads a cluster and its rules, with the members of their groups', async () => {
    const rule = { enabled: true, mandatory: false, vmIds: [], hostIds: [] }
    expect((await project()).clusters).toEqual([
      {
        id: 'domain-c1',
        name: 'Gold',
        path: 'EU/DC1/Racks',
        parentId: 'group-h7',
        highAvailability: true,
        drs: true,
        drsBehavior: 'partiallyAutomated',
        powerManagement: false,
        rules: [
          { ...rule, name: 'apart', kind: 'apart', mandatory: true, vmIds: ['vm-1', 'vm-2'] },
          {
            ...rule,
            name: 'licences',
            kind: 'vmsToHosts',
            enabled: false,
            vmIds: ['vm-3'],
            hostIds: ['host-1'],
          },
          { ...rule, name: 'first the database', kind: 'dependency', vmIds: ['vm-4', 'vm-3'] },
          { ...rule, name: 'together', kind: 'together', enabled: false, vmIds: ['vm-1'] },
          { ...rule, name: 'new', kind: 'other', enabled: false },
        ],
      },
    ])
  })

  it('reads a host in a cluster', async () => {
    expect((await project()).hosts[0]).toEqual({
      id: 'host-1',
      name: 'esx-01',
      clusterId: 'domain-c1',
      version: '8.0.2',
      build: '22380479',
      connectionState: 'connected',
      inMaintenance: true,
      overallStatus: 'yellow',
      lockdownMode: 'lockdownNormal',
      thumbprint: 'AA:0B',
      timeZone: 'UTC',
      cpuModel: 'Gold 6348',
      cpuCores: 56,
      cpuThreads: 112,
      memoryBytes: 2 ** 40,
      vendor: 'Dell Inc.',
      hardwareModel: 'PowerEdge R750',
      physicalNics: [{ device: 'vmnic0', linkMbps: 25_000 }, { device: 'vmnic1' }],
      switches: [
        { name: 'vSwitch0', kind: 'standard', mtu: 1500, uplinks: ['vmnic0'] },
        { name: 'dvs', kind: 'distributed', mtu: 9000, uplinks: ['vmnic1'] },
      ],
      kernelNics: [
        {
          device: 'vmk0',
          ip: '192.0.2.1',
          subnetMask: '255.255.255.0',
          mtu: 1500,
          portgroup: 'Management',
          services: ['management'],
        },
        {
          device: 'vmk1',
          ip: '',
          subnetMask: '',
          mtu: 9000,
          portgroup: 'dvportgroup-key-1',
          services: ['vmotion', 'vSphereProvisioning'],
        },
      ],
      services: [{ key: 'TSM-SSH', label: 'SSH', running: true, policy: 'off' }],
      datastoreIds: ['datastore-1'],
      networkIds: ['network-1', 'dvportgroup-1'],
    })
  })

  it('a host that stands alone is in the folder of its hidden compute resource', async () => {
    expect((await project()).hosts[1]).toMatchObject({
      id: 'host-2',
      parentId: 'group-h7',
      connectionState: 'disconnected',
      overallStatus: 'gray',
      services: [],
    })
    expect((await project()).hosts[1]).not.toHaveProperty('clusterId')
  })

  it('reads a datastore', async () => {
    expect((await project()).datastores).toEqual([
      {
        id: 'datastore-1',
        name: 'gold%',
        parentId: 'group-p1',
        type: 'VMFS',
        version: '6.82',
        capacityBytes: 1_099_511_627_776,
        freeBytes: 1024,
        uncommittedBytes: 2048,
        accessible: true,
        maintenanceMode: 'normal',
        shared: true,
        backing: ['naa.600a'],
      },
    ])
  })

  it.each([
    [{ remoteHost: 'nas-1', remotePath: '/gold' }, ['nas-1:/gold']],
    [
      { remoteHost: 'nas-1', remotePath: '/gold', remoteHostNames: ['nas-1', 'nas-2'] },
      ['nas-1:/gold', 'nas-2:/gold'],
    ],
    [{}, []],
  ])('names the export behind an NFS datastore %#', async (nas, backing) => {
    const info = record('NasDatastoreInfo', { nas: record('HostNasVolume', nas) })
    const nfs = object('Datastore', 'datastore-9', { info })
    expect((await project(nfs)).datastores[1]).toMatchObject({ backing, version: '' })
  })

  it('tells a datastore that is being emptied', async () => {
    const emptied = object('Datastore', 'datastore-9', { 'summary.maintenanceMode': 'enteringMaintenance' })
    expect((await project(emptied)).datastores[1]?.maintenanceMode).toBe('enteringMaintenance')
  })

  it('reads the hosts that VMs must not run on', async () => {
    const away = record('ClusterConfigInfoEx', {
      rule: record('ClusterVmHostRuleInfo', { name: 'away', antiAffineHostGroupName: 'old' }),
      group: record('ClusterHostGroup', { name: 'old', host: ref('HostSystem', 'host-1') }),
    })
    const other = object('ClusterComputeResource', 'domain-c9', { configurationEx: away })
    expect((await project(other)).clusters[1]?.rules).toMatchObject([{ name: 'away', hostIds: ['host-1'] }])
  })

  it('reads a distributed switch', async () => {
    expect((await project()).switches).toEqual([
      { id: 'dvs-1', name: 'dvs/prod', mtu: 9000, hostIds: ['host-1', 'host-2'] },
    ])
  })

  it('a stand-alone ESXi host has the certificate of the server itself', async () => {
    const esx = { ...context, about: { ...context.about, apiType: 'HostAgent' as const } }
    const { hosts } = await createProjector().project([object('HostSystem', 'ha-host', { name: 'esx' })], esx)
    expect(hosts[0]?.thumbprint).toBe('AA:BB')
  })
})
