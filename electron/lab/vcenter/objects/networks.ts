import type { EstateDistributedNetwork, EstateNetwork, EstateSwitch, EstateVlan } from '../../estate/model.ts'
import type { VimObject } from '../vim/value.ts'
import { entityProperties, type Properties } from './entity.ts'
import type { EstateIndex } from './estate-index.ts'
import { folderRef, hostRef, networkRef, switchRef, vmRef } from './refs.ts'

const UPLINK_PORTGROUP = /-DVUplinks-/

export function networkProperties(index: EstateIndex, network: EstateNetwork): Properties {
  const parent = folderRef(index.estate.datacenter.networkFolderId)
  const summary: VimObject = {
    network: networkRef(network),
    name: network.name,
    accessible: true,
    ipPoolName: '',
  }
  const common: Properties = {
    summary: () => summary,
    host: () => network.hostIds.map(hostRef),
    vm: () => index.vmsOnNetwork(network.id).map((vm) => vmRef(vm.id)),
  }
  switch (network.kind) {
    case 'standard':
      return entityProperties(network.name, parent, common)
    case 'distributed':
      return entityProperties(network.name, parent, {
        ...common,
        key: () => network.id,
        config: () => portgroupConfig(network),
        portKeys: () => [],
        tag: () => (UPLINK_PORTGROUP.test(network.name) ? [{ key: 'SYSTEM/DVS.UPLINKPG' }] : []),
      })
    case 'opaque':
      return entityProperties(network.name, parent, {
        ...common,
        summary: () => ({
          ...summary,
          $type: 'OpaqueNetworkSummary',
          opaqueNetworkId: network.opaqueId,
          opaqueNetworkType: network.opaqueType,
        }),
        capability: () => ({ networkReservationSupported: true }),
        extraConfig: () => [],
      })
  }
}

function portgroupConfig(network: EstateDistributedNetwork): VimObject {
  const security = (value: boolean): VimObject => ({ inherited: false, value })
  return {
    key: network.id,
    name: network.name,
    numPorts: 8,
    distributedVirtualSwitch: switchRef(network.switchId),
    defaultPortConfig: {
      $type: 'VMwareDVSPortSetting',
      blocked: { inherited: false, value: false },
      vlan: vlanSpec(network.vlan),
      securityPolicy: {
        inherited: false,
        allowPromiscuous: security(network.relaxed),
        macChanges: security(network.relaxed),
        forgedTransmits: security(network.relaxed),
      },
    },
    description: '',
    type: 'earlyBinding',
    backingType: 'standard',
    configVersion: '1',
    autoExpand: true,
    uplink: UPLINK_PORTGROUP.test(network.name),
  }
}

function vlanSpec(vlan: EstateVlan): VimObject {
  return vlan.kind === 'id'
    ? { $type: 'VmwareDistributedVirtualSwitchVlanIdSpec', inherited: false, vlanId: vlan.id }
    : {
        $type: 'VmwareDistributedVirtualSwitchTrunkVlanSpec',
        inherited: false,
        vlanId: [{ start: vlan.start, end: vlan.end }],
      }
}

export function switchProperties(index: EstateIndex, dvs: EstateSwitch): Properties {
  const portgroups = index.estate.networks.filter((n) => n.kind === 'distributed' && n.switchId === dvs.id)
  const uplinks = portgroups.filter((n) => UPLINK_PORTGROUP.test(n.name))
  const hosts = dvs.hostIds.map(hostRef)
  return entityProperties(dvs.name, folderRef(index.estate.datacenter.networkFolderId), {
    uuid: () => dvs.uuid,
    summary: () => ({
      name: dvs.name,
      uuid: dvs.uuid,
      numPorts: 8 * portgroups.length,
      hostMember: hosts,
      host: hosts,
      portgroupName: portgroups.map((n) => n.name),
      numHosts: hosts.length,
    }),
    config: () => ({
      $type: 'VMwareDVSConfigInfo',
      uuid: dvs.uuid,
      name: dvs.name,
      numStandalonePorts: 0,
      numPorts: 8 * portgroups.length,
      maxPorts: 2_147_483_647,
      uplinkPortPolicy: { $type: 'DVSNameArrayUplinkPortPolicy', uplinkPortName: ['Uplink 1', 'Uplink 2'] },
      uplinkPortgroup: uplinks.map(networkRef),
      defaultPortConfig: { $type: 'VMwareDVSPortSetting' },
      host: hosts.map((host) => ({ config: { host, maxProxySwitchPorts: 9216 }, status: 'up' })),
      configVersion: '1',
      createTime: new Date(0),
      networkResourceManagementEnabled: true,
      defaultProxySwitchMaxNumPorts: 9216,
      maxMtu: dvs.maxMtu,
    }),
    portgroup: () => portgroups.map(networkRef),
  })
}
