/** Data object types of ESXi hosts.
 * Notation: schema.ts. Names as in the vSphere Web Services API 8.0.3. */
export const HOST_TYPES = `
HostAssignableHardwareConfig: attributeOverride:HostAssignableHardwareConfigAttributeOverride[]
HostAuthenticationManagerInfo: authConfig:HostAuthenticationStoreInfo[]
HostAutoStartManagerConfig: defaults:AutoStartDefaults powerInfo:AutoStartPowerInfo[]
HostBIOSInfo: biosVersion releaseDate:dateTime vendor majorRelease:int minorRelease:int
  firmwareMajorRelease:int firmwareMinorRelease:int firmwareType
HostCapability: recursiveResourcePoolsSupported:boolean cpuMemoryResourceConfigurationSupported:boolean
  rebootSupported:boolean shutdownSupported:boolean vmotionSupported:boolean standbySupported:boolean
  ipmiSupported:boolean maxSupportedVMs:int maxRunningVMs:int maxSupportedVcpus:int maxRegisteredVMs:int
  datastorePrincipalSupported:boolean sanSupported:boolean nfsSupported:boolean iscsiSupported:boolean
  vlanTaggingSupported:boolean nicTeamingSupported:boolean highGuestMemSupported:boolean
  maintenanceModeSupported:boolean suspendedRelocateSupported:boolean
  restrictedSnapshotRelocateSupported:boolean perVmSwapFiles:boolean localSwapDatastoreSupported:boolean
  unsharedSwapVMotionSupported:boolean backgroundSnapshotsSupported:boolean
  preAssignedPCIUnitNumbersSupported:boolean screenshotSupported:boolean scaledScreenshotSupported:boolean
  storageVMotionSupported:boolean vmotionWithStorageVMotionSupported:boolean
  vmotionAcrossNetworkSupported:boolean maxNumDisksSVMotion:int maxVirtualDiskDescVersionSupported:int
  hbrNicSelectionSupported:boolean vrNfcNicSelectionSupported:boolean recordReplaySupported:boolean
  ftSupported:boolean replayUnsupportedReason replayCompatibilityIssues:[] smpFtSupported:boolean
  ftCompatibilityIssues:[] smpFtCompatibilityIssues:[] maxVcpusPerFtVm:int
  loginBySSLThumbprintSupported:boolean cloneFromSnapshotSupported:boolean
  deltaDiskBackingsSupported:boolean perVMNetworkTrafficShapingSupported:boolean tpmSupported:boolean
  tpmVersion txtEnabled:boolean supportedCpuFeature:HostCpuIdInfo[] virtualExecUsageSupported:boolean
  storageIORMSupported:boolean vmDirectPathGen2Supported:boolean vmDirectPathGen2UnsupportedReason:[]
  vmDirectPathGen2UnsupportedReasonExtended supportedVmfsMajorVersion:int[] vStorageCapable:boolean
  snapshotRelayoutSupported:boolean firewallIpRulesSupported:boolean servicePackageInfoSupported:boolean
  maxHostRunningVms:int maxHostSupportedVcpus:int vmfsDatastoreMountCapable:boolean
  eightPlusHostVmfsSharedAccessSupported:boolean nestedHVSupported:boolean vPMCSupported:boolean
  interVMCommunicationThroughVMCISupported:boolean scheduledHardwareUpgradeSupported:boolean
  featureCapabilitiesSupported:boolean latencySensitivitySupported:boolean storagePolicySupported:boolean
  accel3dSupported:boolean reliableMemoryAware:boolean multipleNetworkStackInstanceSupported:boolean
  messageBusProxySupported:boolean vsanSupported:boolean vFlashSupported:boolean
  hostAccessManagerSupported:boolean provisioningNicSelectionSupported:boolean nfs41Supported:boolean
  nfs41Krb5iSupported:boolean turnDiskLocatorLedSupported:boolean virtualVolumeDatastoreSupported:boolean
  markAsSsdSupported:boolean markAsLocalSupported:boolean smartCardAuthenticationSupported:boolean
  pMemSupported:boolean pMemSnapshotSupported:boolean cryptoSupported:boolean
  oneKVolumeAPIsSupported:boolean gatewayOnNicSupported:boolean upitSupported:boolean
  cpuHwMmuSupported:boolean encryptedVMotionSupported:boolean encryptionChangeOnAddRemoveSupported:boolean
  encryptionHotOperationSupported:boolean encryptionWithSnapshotsSupported:boolean
  encryptionFaultToleranceSupported:boolean encryptionMemorySaveSupported:boolean
  encryptionRDMSupported:boolean encryptionVFlashSupported:boolean encryptionCBRCSupported:boolean
  encryptionHBRSupported:boolean ftEfiSupported:boolean unmapMethodSupported maxMemMBPerFtVm:int
  virtualMmuUsageIgnored:boolean virtualExecUsageIgnored:boolean vmCreateDateSupported:boolean
  vmfs3EOLSupported:boolean ftVmcpSupported:boolean quickBootSupported:boolean encryptedFtSupported:boolean
  assignableHardwareSupported:boolean suspendToMemorySupported:boolean useFeatureReqsForOldHWv:boolean
  markPerenniallyReservedSupported:boolean hppPspSupported:boolean
  deviceRebindWithoutRebootSupported:boolean storagePolicyChangeSupported:boolean
  precisionTimeProtocolSupported:boolean remoteDeviceVMotionSupported:boolean maxSupportedVmMemory:int
  ahDeviceHintsSupported:boolean nvmeOverTcpSupported:boolean nvmeStorageFabricServicesSupported:boolean
  assignHwPciConfigSupported:boolean timeConfigSupported:boolean nvmeBatchOperationsSupported:boolean
  pMemFailoverSupported:boolean hostConfigEncryptionSupported:boolean maxSupportedSimultaneousThreads:int
  ptpConfigSupported:boolean maxSupportedPtpPorts:int sgxRegistrationSupported:boolean
  pMemIndependentSnapshotSupported:boolean iommuSLDirtyCapable:boolean vmknicBindingSupported:boolean
  ultralowFixedUnmapSupported:boolean nvmeVvolSupported:boolean fptHotplugSupported:boolean
  mconnectSupported:boolean vsanNicMgmtSupported:boolean vvolNQNSupported:boolean
  stretchedSCSupported:boolean vmknicBindingOnNFSv41:boolean vpStatusCheckSupported:boolean
  nConnectSupported:boolean userKeySupported:boolean ndcmSupported:boolean uefiSecureBoot:boolean
HostConfigInfo: host:ref product:AboutInfo deploymentInfo:HostDeploymentInfo
  hyperThread:HostHyperThreadScheduleInfo cpuScheduler:HostCpuSchedulerInfo
  consoleReservation:ServiceConsoleReservationInfo
  virtualMachineReservation:VirtualMachineMemoryReservationInfo storageDevice:HostStorageDeviceInfo
  multipathState:HostMultipathStateInfo fileSystemVolume:HostFileSystemVolumeInfo systemFile:[]
  network:HostNetworkInfo vmotion:HostVMotionInfo virtualNicManagerInfo:HostVirtualNicManagerInfo
  capabilities:HostNetCapabilities datastoreCapabilities:HostDatastoreSystemCapabilities
  offloadCapabilities:HostNetOffloadCapabilities service:HostServiceInfo firewall:HostFirewallInfo
  autoStart:HostAutoStartManagerConfig activeDiagnosticPartition:HostDiagnosticPartition
  option:OptionValue[] optionDef:OptionDef[] datastorePrincipal localSwapDatastore:ref
  systemSwapConfiguration:HostSystemSwapConfiguration systemResources:HostSystemResourceInfo
  dateTimeInfo:HostDateTimeInfo flags:HostFlagInfo adminDisabled:boolean lockdownMode:HostLockdownMode
  ipmi:HostIpmiInfo sslThumbprintInfo:HostSslThumbprintInfo sslThumbprintData:HostSslThumbprintInfo[]
  certificate:byte[] pciPassthruInfo:HostPciPassthruInfo[]
  authenticationManagerInfo:HostAuthenticationManagerInfo featureVersion:HostFeatureVersionInfo[]
  powerSystemCapability:PowerSystemCapability powerSystemInfo:PowerSystemInfo
  cacheConfigurationInfo:HostCacheConfigurationInfo[] wakeOnLanCapable:boolean
  featureCapability:HostFeatureCapability[] maskedFeatureCapability:HostFeatureCapability[]
  vFlashConfigInfo:HostVFlashManagerVFlashConfigInfo vsanHostConfig:VsanHostConfigInfo domainList:[]
  scriptCheckSum:byte[] hostConfigCheckSum:byte[] descriptionTreeCheckSum:byte[]
  graphicsInfo:HostGraphicsInfo[] sharedPassthruGpuTypes:[] graphicsConfig:HostGraphicsConfig
  sharedGpuCapabilities:HostSharedGpuCapabilities[] ioFilterInfo:HostIoFilterInfo[]
  sriovDevicePool:HostSriovDevicePoolInfo[] assignableHardwareBinding:HostAssignableHardwareBinding[]
  assignableHardwareConfig:HostAssignableHardwareConfig
HostConfigManager: cpuScheduler:ref datastoreSystem:ref memoryManager:ref storageSystem:ref
  networkSystem:ref vmotionSystem:ref virtualNicManager:ref serviceSystem:ref firewallSystem:ref
  advancedOption:ref diagnosticSystem:ref autoStartManager:ref snmpSystem:ref dateTimeSystem:ref
  patchManager:ref imageConfigManager:ref bootDeviceSystem:ref firmwareSystem:ref healthStatusSystem:ref
  pciPassthruSystem:ref licenseManager:ref kernelModuleSystem:ref authenticationManager:ref powerSystem:ref
  cacheConfigurationManager:ref esxAgentHostManager:ref iscsiManager:ref vFlashManager:ref vsanSystem:ref
  messageBusProxy:ref userDirectory:ref accountManager:ref hostAccessManager:ref graphicsManager:ref
  vsanInternalSystem:ref certificateManager:ref cryptoManager:ref nvdimmSystem:ref
  assignableHardwareManager:ref
HostConfigSpec: nasDatastore:HostNasVolumeConfig[] network:HostNetworkConfig
  nicTypeSelection:HostVirtualNicManagerNicTypeSelection[] service:HostServiceConfig[]
  firewall:HostFirewallConfig option:OptionValue[] datastorePrincipal datastorePrincipalPasswd
  datetime:HostDateTimeConfig storageDevice:HostStorageDeviceInfo license:HostLicenseSpec
  security:HostSecuritySpec userAccount:HostAccountSpec[] usergroupAccount:HostAccountSpec[]
  memory:HostMemorySpec activeDirectory:HostActiveDirectory[] genericConfig:KeyAnyValue[]
  graphicsConfig:HostGraphicsConfig assignableHardwareConfig:HostAssignableHardwareConfig
HostConfigSummary: name port:int sslThumbprint product:AboutInfo vmotionEnabled:boolean
  faultToleranceEnabled:boolean featureVersion:HostFeatureVersionInfo[] agentVmDatastore:ref
  agentVmNetwork:ref
HostConnectInfo: serverIp inDasCluster:boolean host:HostListSummary vm:VirtualMachineSummary[]
  vimAccountNameRequired:boolean clusterSupported:boolean network:HostConnectInfoNetworkInfo[]
  datastore:HostDatastoreConnectInfo[] license:HostLicenseConnectInfo capability:HostCapability
HostCpuInfo: numCpuPackages:short numCpuCores:short numCpuThreads:short hz:long
HostCpuPackage: index:short vendor hz:long busHz:long description threadId:short[]
  cpuFeature:HostCpuIdInfo[] family:short model:short stepping:short
HostCpuPowerManagementInfo: currentPolicy hardwareSupport
HostCpuSchedulerInfo: policy
HostDatastoreSystemCapabilities: nfsMountCreationRequired:boolean nfsMountCreationSupported:boolean
  localDatastoreSupported:boolean vmfsExtentExpansionSupported:boolean
HostDateTimeConfig: timeZone ntpConfig:HostNtpConfig ptpConfig:HostPtpConfig protocol enabled:boolean
  disableEvents:boolean disableFallback:boolean resetToFactoryDefaults:boolean
HostDateTimeInfo: timeZone:HostDateTimeSystemTimeZone systemClockProtocol ntpConfig:HostNtpConfig
  ptpConfig:HostPtpConfig enabled:boolean disableEvents:boolean disableFallback:boolean
  inFallbackState:boolean serviceSync:boolean lastSyncTime:dateTime remoteNtpServer ntpRunTime:long
  ptpRunTime:long ntpDuration ptpDuration
HostDateTimeSystemTimeZone: key name description gmtOffset:int
HostDeploymentInfo: bootedFromStatelessCache:boolean
HostDiagnosticPartition: storageType diagnosticType slots:int id:HostScsiDiskPartition
HostDnsConfig: dhcp:boolean virtualNicDevice ipv6VirtualNicDevice hostName domainName address:[]
  searchDomain:[]
HostFeatureCapability: key featureName value
HostFileSystemVolume: type name capacity:long
HostFileSystemVolumeInfo: volumeTypeList:[] mountInfo:HostFileSystemMountInfo[]
HostFirewallConfig: rule:HostFirewallConfigRuleSetConfig[] defaultBlockingPolicy:HostFirewallDefaultPolicy
HostFirewallDefaultPolicy: incomingBlocked:boolean outgoingBlocked:boolean
HostFirewallInfo: defaultPolicy:HostFirewallDefaultPolicy ruleset:HostFirewallRuleset[]
HostFlagInfo: backgroundSnapshotsEnabled:boolean
HostForceMountedInfo: persist:boolean mounted:boolean
HostGraphicsConfig: hostDefaultGraphicsType sharedPassthruAssignmentPolicy
  deviceType:HostGraphicsConfigDeviceType[]
HostHardwareInfo: systemInfo:HostSystemInfo cpuPowerManagementInfo:HostCpuPowerManagementInfo
  cpuInfo:HostCpuInfo cpuPkg:HostCpuPackage[] memorySize:long numaInfo:HostNumaInfo smcPresent:boolean
  pciDevice:HostPciDevice[] dvxClasses:HostDvxClass[] cpuFeature:HostCpuIdInfo[] biosInfo:HostBIOSInfo
  reliableMemoryInfo:HostReliableMemoryInfo persistentMemoryInfo:HostPersistentMemoryInfo
  sgxInfo:HostSgxInfo sevInfo:HostSevInfo memoryTieringType memoryTierInfo:HostMemoryTierInfo[]
HostHardwareStatusInfo: memoryStatusInfo:HostHardwareElementInfo[] cpuStatusInfo:HostHardwareElementInfo[]
  storageStatusInfo:HostStorageElementInfo[] dpuStatusInfo:DpuStatusInfo[]
HostHardwareSummary: vendor model uuid otherIdentifyingInfo:HostSystemIdentificationInfo[] memorySize:long
  cpuModel cpuMhz:int numCpuPkgs:short numCpuCores:short numCpuThreads:short numNics:int numHBAs:int
HostHyperThreadScheduleInfo: available:boolean active:boolean config:boolean
HostIpConfig: dhcp:boolean ipAddress subnetMask ipV6Config:HostIpConfigIpV6AddressConfiguration
HostIpConfigIpV6AddressConfiguration: ipV6Address:HostIpConfigIpV6Address[] autoConfigurationEnabled:boolean
  dhcpV6Enabled:boolean
HostIpRouteConfig: defaultGateway gatewayDevice ipV6DefaultGateway ipV6GatewayDevice
HostIpRouteTableConfig: ipRoute:HostIpRouteOp[] ipv6Route:HostIpRouteOp[]
HostIpRouteTableInfo: ipRoute:HostIpRouteEntry[] ipv6Route:HostIpRouteEntry[]
HostIpmiInfo: bmcIpAddress bmcMacAddress login password
HostLicensableResourceInfo: resource:KeyAnyValue[]
HostLicenseConnectInfo: license:LicenseManagerLicenseInfo evaluation:LicenseManagerEvaluationInfo
  resource:HostLicensableResourceInfo
HostLicenseSpec: source:LicenseSource editionKey disabledFeatureKey:[] enabledFeatureKey:[]
HostListSummary: host:ref hardware:HostHardwareSummary runtime:HostRuntimeInfo config:HostConfigSummary
  quickStats:HostListSummaryQuickStats overallStatus:ManagedEntityStatus rebootRequired:boolean
  customValue:CustomFieldValue[] managementServerIp maxEVCModeKey currentEVCModeKey
  currentEVCGraphicsModeKey gateway:HostListSummaryGatewaySummary tpmAttestation:HostTpmAttestationInfo
  trustAuthorityAttestationInfos:HostTrustAuthorityAttestationInfo[]
HostListSummaryGatewaySummary: gatewayType gatewayId
HostListSummaryQuickStats: overallCpuUsage:int overallMemoryUsage:int distributedCpuFairness:int
  distributedMemoryFairness:int availablePMemCapacity:int uptime:int
HostMemorySpec: serviceConsoleReservation:long
HostMountInfo: path accessMode mounted:boolean accessible:boolean inaccessibleReason vmknicName
  vmknicActive:boolean mountFailedReason numTcpConnections:int
HostMultipathInfo: lun:HostMultipathInfoLogicalUnit[]
HostMultipathStateInfo: path:HostMultipathStateInfoPath[]
HostNasVolume < HostFileSystemVolume: remoteHost remotePath userName remoteHostNames:[] securityType
  protocolEndpoint:boolean
HostNetCapabilities: canSetPhysicalNicLinkSpeed:boolean supportsNicTeaming:boolean nicTeamingPolicy:[]
  supportsVlan:boolean usesServiceConsoleNic:boolean supportsNetworkHints:boolean
  maxPortGroupsPerVswitch:int vswitchConfigSupported:boolean vnicConfigSupported:boolean
  ipRouteConfigSupported:boolean dnsConfigSupported:boolean dhcpOnVnicSupported:boolean
  ipV6Supported:boolean backupNfcNiocSupported:boolean
HostNetOffloadCapabilities: csumOffload:boolean tcpSegmentation:boolean zeroCopyXmit:boolean
HostNetworkConfig: vswitch:HostVirtualSwitchConfig[] proxySwitch:HostProxySwitchConfig[]
  portgroup:HostPortGroupConfig[] pnic:PhysicalNicConfig[] vnic:HostVirtualNicConfig[]
  consoleVnic:HostVirtualNicConfig[] dnsConfig:HostDnsConfig ipRouteConfig:HostIpRouteConfig
  consoleIpRouteConfig:HostIpRouteConfig routeTableConfig:HostIpRouteTableConfig
  dhcp:HostDhcpServiceConfig[] nat:HostNatServiceConfig[] ipV6Enabled:boolean
  netStackSpec:HostNetworkConfigNetStackSpec[] migrationStatus
HostNetworkInfo: vswitch:HostVirtualSwitch[] proxySwitch:HostProxySwitch[] portgroup:HostPortGroup[]
  pnic:PhysicalNic[] rdmaDevice:HostRdmaDevice[] vnic:HostVirtualNic[] consoleVnic:HostVirtualNic[]
  dnsConfig:HostDnsConfig ipRouteConfig:HostIpRouteConfig consoleIpRouteConfig:HostIpRouteConfig
  routeTableInfo:HostIpRouteTableInfo dhcp:HostDhcpService[] nat:HostNatService[] ipV6Enabled:boolean
  atBootIpV6Enabled:boolean netStackInstance:HostNetStackInstance[] opaqueSwitch:HostOpaqueSwitch[]
  opaqueNetwork:HostOpaqueNetworkInfo[] nsxTransportNodeId nvdsToVdsMigrationRequired:boolean
  migrationStatus
HostNetworkPolicy: security:HostNetworkSecurityPolicy nicTeaming:HostNicTeamingPolicy
  offloadPolicy:HostNetOffloadCapabilities shapingPolicy:HostNetworkTrafficShapingPolicy
HostNetworkResourceRuntime: pnicResourceInfo:HostPnicNetworkResourceInfo[]
HostNetworkSecurityPolicy: allowPromiscuous:boolean macChanges:boolean forgedTransmits:boolean
HostNetworkTrafficShapingPolicy: enabled:boolean averageBandwidth:long peakBandwidth:long burstSize:long
HostNicFailureCriteria: checkSpeed speed:int checkDuplex:boolean fullDuplex:boolean
  checkErrorPercent:boolean percentage:int checkBeacon:boolean
HostNicOrderPolicy: activeNic:[] standbyNic:[]
HostNicTeamingPolicy: policy reversePolicy:boolean notifySwitches:boolean rollingOrder:boolean
  failureCriteria:HostNicFailureCriteria nicOrder:HostNicOrderPolicy
HostNtpConfig: server:[] configFile:[]
HostNumaInfo: type numNodes:int numaNode:HostNumaNode[]
HostNumaNode: typeId:byte cpuID:short[] memorySize:long memoryRangeBegin:long memoryRangeLength:long
  pciId:[]
HostNvmeTopology: adapter:HostNvmeTopologyInterface[]
HostOpaqueNetworkInfo: opaqueNetworkId opaqueNetworkName opaqueNetworkType pnicZone:[]
  capability:OpaqueNetworkCapability extraConfig:OptionValue[]
HostPciDevice: id classId:short bus:byte slot:byte function:byte vendorId:short subVendorId:short vendorName
  deviceId:short subDeviceId:short parentBridge deviceName deviceClassName
HostPersistentMemoryInfo: capacityInMB:long volumeUUID
HostPlugStoreTopology: adapter:HostPlugStoreTopologyAdapter[] path:HostPlugStoreTopologyPath[]
  target:HostPlugStoreTopologyTarget[] device:HostPlugStoreTopologyDevice[]
  plugin:HostPlugStoreTopologyPlugin[]
HostPortGroup: key port:HostPortGroupPort[] vswitch computedPolicy:HostNetworkPolicy spec:HostPortGroupSpec
HostPortGroupSpec: name vlanId:int vswitchName policy:HostNetworkPolicy
HostPowerPolicy: key:int name shortName description
HostProxySwitch: dvsUuid dvsName key numPorts:int configNumPorts:int numPortsAvailable:int
  uplinkPort:KeyValue[] mtu:int pnic:[] spec:HostProxySwitchSpec hostLag:HostProxySwitchHostLagConfig[]
  networkReservationSupported:boolean nsxtEnabled:boolean ensEnabled:boolean ensInterruptEnabled:boolean
  transportZones:DistributedVirtualSwitchHostMemberTransportZoneInfo[] nsxUsedUplinkPort:[] nsxtStatus
  nsxtStatusDetail ensInfo:HostProxySwitchEnsInfo networkOffloadingEnabled:boolean
  hostUplinkState:DistributedVirtualSwitchHostMemberHostUplinkState[]
HostProxySwitchEnsInfo: opsVersion:long numPSOps:long numLcoreOps:long errorStatus:long lcoreStatus:long
HostProxySwitchSpec: backing:DistributedVirtualSwitchHostMemberBacking
HostPtpConfig: domain:int port:HostPtpConfigPtpPort[]
HostQualifiedName: value type
HostReliableMemoryInfo: memorySize:long
HostRuntimeInfo: connectionState:HostSystemConnectionState powerState:HostSystemPowerState standbyMode
  inMaintenanceMode:boolean inQuarantineMode:boolean bootTime:dateTime
  healthSystemRuntime:HealthSystemRuntime dasHostState:ClusterDasFdmHostState
  tpmPcrValues:HostTpmDigestInfo[] vsanRuntimeInfo:VsanHostRuntimeInfo
  networkRuntimeInfo:HostRuntimeInfoNetworkRuntimeInfo
  vFlashResourceRuntimeInfo:HostVFlashManagerVFlashResourceRunTimeInfo hostMaxVirtualDiskCapacity:long
  cryptoState cryptoKeyId:CryptoKeyId statelessNvdsMigrationReady
  partialMaintenanceMode:HostPartialMaintenanceModeRuntimeInfo[]
  stateEncryption:HostRuntimeInfoStateEncryptionInfo
HostRuntimeInfoNetworkRuntimeInfo: netStackInstanceRuntimeInfo:HostRuntimeInfoNetStackInstanceRuntimeInfo[]
  networkResourceRuntime:HostNetworkResourceRuntime
HostRuntimeInfoStateEncryptionInfo: protectionMode requireSecureBoot:boolean
  requireExecInstalledOnly:boolean
HostScsiDiskPartition: diskName partition:int
HostScsiTopology: adapter:HostScsiTopologyInterface[]
HostSecuritySpec: adminPassword removePermission:Permission[] addPermission:Permission[]
HostService: key label required:boolean uninstallable:boolean running:boolean ruleset:[] policy
  sourcePackage:HostServiceSourcePackage
HostServiceInfo: service:HostService[]
HostServiceSourcePackage: sourcePackageName description
HostSevInfo: sevState maxSevEsGuests:long
HostSgxInfo: sgxState totalEpcMemory:long flcMode lePubKeyHash registrationInfo:HostSgxRegistrationInfo
HostSgxRegistrationInfo: status biosError:int registrationUrl type ppid lastRegisteredTime:dateTime
HostSslThumbprintInfo: principal ownerTag sslThumbprints:[]
HostStorageDeviceInfo: hostBusAdapter:HostHostBusAdapter[] scsiLun:ScsiLun[] scsiTopology:HostScsiTopology
  nvmeTopology:HostNvmeTopology multipathInfo:HostMultipathInfo plugStoreTopology:HostPlugStoreTopology
  softwareInternetScsiEnabled:boolean
HostSystemComplianceCheckState: state checkTime:dateTime
HostSystemHealthInfo: numericSensorInfo:HostNumericSensorInfo[]
HostSystemInfo: vendor model uuid otherIdentifyingInfo:HostSystemIdentificationInfo[] serialNumber
  qualifiedName:HostQualifiedName[] vvolHostNQN:HostQualifiedName vvolHostId bootCommandLine
HostSystemRemediationState: state operationTime:dateTime
HostSystemResourceInfo: key config:ResourceConfigSpec child:HostSystemResourceInfo[]
HostSystemSwapConfiguration: option:HostSystemSwapConfigurationSystemSwapOption[]
HostTpmAttestationInfo: time:dateTime status:HostTpmAttestationInfoAcceptanceStatus
  message:LocalizableMessage
HostVFlashManagerVFlashCacheConfigInfo:
  vFlashModuleConfigOption:HostVFlashManagerVFlashCacheConfigInfoVFlashModuleConfigOption[]
  defaultVFlashModule swapCacheReservationInGB:long
HostVFlashManagerVFlashConfigInfo: vFlashResourceConfigInfo:HostVFlashManagerVFlashResourceConfigInfo
  vFlashCacheConfigInfo:HostVFlashManagerVFlashCacheConfigInfo
HostVFlashManagerVFlashResourceConfigInfo: vffs:HostVffsVolume capacity:long
HostVFlashManagerVFlashResourceRunTimeInfo: usage:long capacity:long accessible:boolean
  capacityForVmCache:long freeForVmCache:long
HostVMotionInfo: netConfig:HostVMotionNetConfig ipConfig:HostIpConfig
HostVMotionNetConfig: candidateVnic:HostVirtualNic[] selectedVnic
HostVffsVolume < HostFileSystemVolume: majorVersion:int version uuid extent:HostScsiDiskPartition[]
HostVirtualNic: device key portgroup spec:HostVirtualNicSpec port
HostVirtualNicIpRouteSpec: ipRouteConfig:HostIpRouteConfig
HostVirtualNicManagerInfo: netConfig:VirtualNicManagerNetConfig[]
HostVirtualNicOpaqueNetworkSpec: opaqueNetworkId opaqueNetworkType
HostVirtualNicSpec: ip:HostIpConfig mac distributedVirtualPort:DistributedVirtualSwitchPortConnection
  portgroup mtu:int tsoEnabled:boolean netStackInstanceKey opaqueNetwork:HostVirtualNicOpaqueNetworkSpec
  externalId pinnedPnic ipRouteSpec:HostVirtualNicIpRouteSpec systemOwned:boolean dpuId
HostVirtualSwitch: name key numPorts:int numPortsAvailable:int mtu:int portgroup:[] pnic:[]
  spec:HostVirtualSwitchSpec
HostVirtualSwitchBeaconConfig: interval:int
HostVirtualSwitchBondBridge < HostVirtualSwitchBridge: nicDevice:[] beacon:HostVirtualSwitchBeaconConfig
  linkDiscoveryProtocolConfig:LinkDiscoveryProtocolConfig
HostVirtualSwitchBridge:
HostVirtualSwitchSpec: numPorts:int bridge:HostVirtualSwitchBridge policy:HostNetworkPolicy mtu:int
HostVmfsVolume < HostFileSystemVolume: blockSizeMb:int blockSize:int unmapGranularity:int unmapPriority
  unmapBandwidthSpec:VmfsUnmapBandwidthSpec maxBlocks:int majorVersion:int version uuid
  extent:HostScsiDiskPartition[] vmfsUpgradable:boolean forceMountedInfo:HostForceMountedInfo ssd:boolean
  local:boolean scsiDiskType
`
