import type { EstateHost } from '../../estate/model.ts'
import { textOf, type VimObject } from '../vim/value.ts'
import type { EstateIndex } from './estate-index.ts'

const UPLINK_MBIT = 25_000
const SUBNET_MASK = '255.255.255.0'

/** `config.network`: two uplinks on a standard switch, two on each distributed switch. */
export function hostNetwork(index: EstateIndex, host: EstateHost): VimObject {
  const { estate } = index
  const standard = estate.networks.filter((n) => n.kind === 'standard' && n.hostIds.includes(host.id))
  const opaque = estate.networks.filter((n) => n.kind === 'opaque' && n.hostIds.includes(host.id))
  const portgroups = [
    { name: 'Management Network', vlan: 0, vswitch: 'vSwitch0' },
    ...standard.flatMap((n) => (n.kind === 'standard' ? [n] : [])),
  ]
  return {
    vswitch: [
      {
        name: 'vSwitch0',
        key: 'key-vim.host.VirtualSwitch-vSwitch0',
        numPorts: 9216,
        numPortsAvailable: 9200,
        mtu: 1500,
        portgroup: portgroups.map((p) => portgroupKey(p.name)),
        pnic: ['vmnic0', 'vmnic1'].map(pnicKey),
        spec: { numPorts: 128, policy: policy(), mtu: 1500 },
      },
    ],
    proxySwitch: estate.switches.map((dvs) => ({
      dvsUuid: dvs.uuid,
      dvsName: dvs.name,
      key: `key-vim.host.HostProxySwitch-${dvs.name}`,
      numPorts: 9216,
      numPortsAvailable: 9200,
      mtu: dvs.maxMtu,
      pnic: ['vmnic2', 'vmnic3'].map(pnicKey),
      spec: {},
    })),
    portgroup: portgroups.map((p) => ({
      key: portgroupKey(p.name),
      vswitch: `key-vim.host.VirtualSwitch-${p.vswitch}`,
      computedPolicy: policy(),
      spec: { name: p.name, vlanId: p.vlan, vswitchName: p.vswitch, policy: policy() },
    })),
    pnic: ['vmnic0', 'vmnic1', 'vmnic2', 'vmnic3'].map((device, i) => physicalNic(host, device, i)),
    vnic: virtualNics(host),
    ipV6Enabled: false,
    opaqueNetwork: opaque.flatMap((n) =>
      n.kind === 'opaque'
        ? [{ opaqueNetworkId: n.opaqueId, opaqueNetworkName: n.name, opaqueNetworkType: n.opaqueType }]
        : [],
    ),
  }
}

/** `config.virtualNicManagerInfo`: which VMkernel adapter does what. Backup traffic has one from 7.0 on. */
export function nicManagerInfo(host: EstateHost): VimObject {
  const nics = virtualNics(host)
  const roles: Readonly<Record<string, string>> = {
    management: 'vmk0',
    vmotion: 'vmk1',
    vSphereProvisioning: '',
    ...(host.version.startsWith('6.') ? {} : { vSphereBackupNFC: 'vmk0' }),
  }
  return {
    netConfig: Object.entries(roles).map(([nicType, device]) => ({
      nicType,
      multiSelectAllowed: true,
      candidateVnic: nics.map((nic) => ({ ...nic, key: `${nicType}.${textOf(nic.key)}` })),
      selectedVnic: device === '' ? [] : [`${nicType}.${vnicKey(device)}`],
    })),
  }
}

function virtualNics(host: EstateHost): VimObject[] {
  const number = Number(host.address.split('.').at(-1))
  const nic = (device: string, ipAddress: string, mtu: number): VimObject => ({
    device,
    key: vnicKey(device),
    portgroup: 'Management Network',
    spec: {
      ip: { dhcp: false, ipAddress, subnetMask: SUBNET_MASK },
      mac: `00:50:56:6${device.slice(-1)}:00:${number.toString(16).padStart(2, '0')}`,
      portgroup: 'Management Network',
      mtu,
      tsoEnabled: true,
      netStackInstanceKey: 'defaultTcpipStack',
    },
    port: portgroupKey('Management Network'),
  })
  return [nic('vmk0', host.address, 1500), nic('vmk1', host.migrationAddress, 9000)]
}

function physicalNic(host: EstateHost, device: string, i: number): VimObject {
  const number = Number(host.address.split('.').at(-1))
  return {
    key: pnicKey(device),
    device,
    pci: `0000:5e:00.${i}`,
    driver: 'i40en',
    linkSpeed: { speedMb: i < 2 ? 10_000 : UPLINK_MBIT, duplex: true },
    spec: {},
    wakeOnLanSupported: false,
    mac: `b4:96:91:00:${number.toString(16).padStart(2, '0')}:0${i}`,
  }
}

function policy(): VimObject {
  return { security: { allowPromiscuous: false, macChanges: false, forgedTransmits: false } }
}

const portgroupKey = (name: string): string => `key-vim.host.PortGroup-${name}`
const pnicKey = (device: string): string => `key-vim.host.PhysicalNic-${device}`
const vnicKey = (device: string): string => `key-vim.host.VirtualNic-${device}`
