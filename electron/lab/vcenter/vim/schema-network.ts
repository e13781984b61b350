/** Data object types of networks and distributed switches.
 * Notation: schema.ts. Names as in the vSphere Web Services API 8.0.3. */
export const NETWORK_TYPES = `
BoolPolicy < InheritablePolicy: value:boolean
DVPortSetting: blocked:BoolPolicy vmDirectPathGen2Allowed:BoolPolicy inShapingPolicy:DVSTrafficShapingPolicy
  outShapingPolicy:DVSTrafficShapingPolicy vendorSpecificConfig:DVSVendorSpecificConfig
  networkResourcePoolKey:StringPolicy filterPolicy:DvsFilterPolicy
DVPortgroupConfigInfo: key name numPorts:int distributedVirtualSwitch:ref defaultPortConfig:DVPortSetting
  description type backingType policy:DVPortgroupPolicy portNameFormat scope:ref[]
  vendorSpecificConfig:DistributedVirtualSwitchKeyedOpaqueBlob[] configVersion autoExpand:boolean
  vmVnicNetworkResourcePoolKey uplink:boolean transportZoneUuid transportZoneName logicalSwitchUuid
  segmentId
DVSConfigInfo: uuid name numStandalonePorts:int numPorts:int maxPorts:int
  uplinkPortPolicy:DVSUplinkPortPolicy uplinkPortgroup:ref[] defaultPortConfig:DVPortSetting
  host:DistributedVirtualSwitchHostMember[] productInfo:DistributedVirtualSwitchProductSpec
  targetInfo:DistributedVirtualSwitchProductSpec extensionKey
  vendorSpecificConfig:DistributedVirtualSwitchKeyedOpaqueBlob[] policy:DVSPolicy description configVersion
  contact:DVSContactInfo switchIpAddress createTime:dateTime networkResourceManagementEnabled:boolean
  defaultProxySwitchMaxNumPorts:int healthCheckConfig:DVSHealthCheckConfig[]
  infrastructureTrafficResourceConfig:DvsHostInfrastructureTrafficResource[]
  netResourcePoolTrafficResourceConfig:DvsHostInfrastructureTrafficResource[] networkResourceControlVersion
  vmVnicNetworkResourcePool:DVSVmVnicNetworkResourcePool[] pnicCapacityRatioForReservation:int
DVSNameArrayUplinkPortPolicy < DVSUplinkPortPolicy: uplinkPortName:[]
DVSSecurityPolicy < InheritablePolicy: allowPromiscuous:BoolPolicy macChanges:BoolPolicy
  forgedTransmits:BoolPolicy
DVSSummary: name uuid numPorts:int productInfo:DistributedVirtualSwitchProductSpec hostMember:ref[] vm:ref[]
  host:ref[] portgroupName:[] description contact:DVSContactInfo numHosts:int
DVSUplinkPortPolicy:
DistributedVirtualSwitchHostMember: runtimeState:DistributedVirtualSwitchHostMemberRuntimeState
  config:DistributedVirtualSwitchHostMemberConfigInfo productInfo:DistributedVirtualSwitchProductSpec
  uplinkPortKey:[] status statusDetail
DistributedVirtualSwitchHostMemberConfigInfo: host:ref maxProxySwitchPorts:int
  vendorSpecificConfig:DistributedVirtualSwitchKeyedOpaqueBlob[]
  backing:DistributedVirtualSwitchHostMemberBacking nsxSwitch:boolean ensEnabled:boolean
  ensInterruptEnabled:boolean transportZones:DistributedVirtualSwitchHostMemberTransportZoneInfo[]
  nsxtUsedUplinkNames:[] networkOffloadingEnabled:boolean
DistributedVirtualSwitchPortConnection: switchUuid portgroupKey portKey connectionCookie:int
InheritablePolicy: inherited:boolean
NetDnsConfigInfo: dhcp:boolean hostName domainName ipAddress:[] searchDomain:[]
NetIpConfigInfo: ipAddress:NetIpConfigInfoIpAddress[] dhcp:NetDhcpConfigInfo
  autoConfigurationEnabled:boolean
NetIpConfigInfoIpAddress: ipAddress prefixLength:int origin state lifetime:dateTime
NetIpRouteConfigInfo: ipRoute:NetIpRouteConfigInfoIpRoute[]
NetIpRouteConfigInfoGateway: ipAddress device
NetIpRouteConfigInfoIpRoute: network prefixLength:int gateway:NetIpRouteConfigInfoGateway
NetworkSummary: network:ref name accessible:boolean ipPoolName ipPoolId:int
OpaqueNetworkCapability: networkReservationSupported:boolean
OpaqueNetworkSummary < NetworkSummary: opaqueNetworkId opaqueNetworkType
VMwareDVSConfigInfo < DVSConfigInfo: vspanSession:VMwareVspanSession[] pvlanConfig:VMwareDVSPvlanMapEntry[]
  maxMtu:int linkDiscoveryProtocolConfig:LinkDiscoveryProtocolConfig ipfixConfig:VMwareIpfixConfig
  lacpGroupConfig:VMwareDvsLacpGroupConfig[] lacpApiVersion multicastFilteringMode networkOffloadSpecId
  networkOffloadConfig:VmwareDistributedVirtualSwitchNetworkOffloadConfig
VMwareDVSPortSetting < DVPortSetting: vlan:VmwareDistributedVirtualSwitchVlanSpec qosTag:IntPolicy
  uplinkTeamingPolicy:VmwareUplinkPortTeamingPolicy securityPolicy:DVSSecurityPolicy ipfixEnabled:BoolPolicy
  txUplink:BoolPolicy lacpPolicy:VMwareUplinkLacpPolicy macManagementPolicy:DVSMacManagementPolicy
  VNI:IntPolicy
`
