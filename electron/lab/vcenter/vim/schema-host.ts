/** Data object types of ESXi hosts.
 * Notation: schema.ts. Names as in the vSphere Web Services API 8.0.3. */
export const HOST_TYPES = `
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
HostConfigSummary: name port:int sslThumbprint product:AboutInfo vmotionEnabled:boolean
  faultToleranceEnabled:boolean featureVersion:HostFeatureVersionInfo[] agentVmDatastore:ref
  agentVmNetwork:ref
HostCpuInfo: numCpuPackages:short numCpuCores:short numCpuThreads:short hz:long
HostDateTimeInfo: timeZone:HostDateTimeSystemTimeZone systemClockProtocol ntpConfig:HostNtpConfig
  ptpConfig:HostPtpConfig enabled:boolean disableEvents:boolean disableFallback:boolean
  inFallbackState:boolean serviceSync:boolean lastSyncTime:dateTime remoteNtpServer ntpRunTime:long
  ptpRunTime:long ntpDuration ptpDuration
HostDateTimeSystemTimeZone: key name description gmtOffset:int
HostFileSystemVolume: type name capacity:long
HostFirewallDefaultPolicy: incomingBlocked:boolean outgoingBlocked:boolean
HostFirewallInfo: defaultPolicy:HostFirewallDefaultPolicy ruleset:HostFirewallRuleset[]
HostHardwareInfo: systemInfo:HostSystemInfo cpuPowerManagementInfo:HostCpuPowerManagementInfo
  cpuInfo:HostCpuInfo cpuPkg:HostCpuPackage[] memorySize:long numaInfo:HostNumaInfo smcPresent:boolean
  pciDevice:HostPciDevice[] dvxClasses:HostDvxClass[] cpuFeature:HostCpuIdInfo[] biosInfo:HostBIOSInfo
  reliableMemoryInfo:HostReliableMemoryInfo persistentMemoryInfo:HostPersistentMemoryInfo
  sgxInfo:HostSgxInfo sevInfo:HostSevInfo memoryTieringType memoryTierInfo:HostMemoryTierInfo[]
HostHardwareSummary: vendor model uuid otherIdentifyingInfo:HostSystemIdentificationInfo[] memorySize:long
  cpuModel cpuMhz:int numCpuPkgs:short numCpuCores:short numCpuThreads:short numNics:int numHBAs:int
HostIpConfig: dhcp:boolean ipAddress subnetMask ipV6Config:HostIpConfigIpV6AddressConfiguration
HostListSummary: host:ref hardware:HostHardwareSummary runtime:HostRuntimeInfo config:HostConfigSummary
  quickStats:HostListSummaryQuickStats overallStatus:ManagedEntityStatus rebootRequired:boolean
  customValue:CustomFieldValue[] managementServerIp maxEVCModeKey currentEVCModeKey
  currentEVCGraphicsModeKey gateway:HostListSummaryGatewaySummary tpmAttestation:HostTpmAttestationInfo
  trustAuthorityAttestationInfos:HostTrustAuthorityAttestationInfo[]
HostListSummaryQuickStats: overallCpuUsage:int overallMemoryUsage:int distributedCpuFairness:int
  distributedMemoryFairness:int availablePMemCapacity:int uptime:int
HostMountInfo: path accessMode mounted:boolean accessible:boolean inaccessibleReason vmknicName
  vmknicActive:boolean mountFailedReason numTcpConnections:int
HostNasVolume < HostFileSystemVolume: remoteHost remotePath userName remoteHostNames:[] securityType
  protocolEndpoint:boolean
HostNetworkInfo: vswitch:HostVirtualSwitch[] proxySwitch:HostProxySwitch[] portgroup:HostPortGroup[]
  pnic:PhysicalNic[] rdmaDevice:HostRdmaDevice[] vnic:HostVirtualNic[] consoleVnic:HostVirtualNic[]
  dnsConfig:HostDnsConfig ipRouteConfig:HostIpRouteConfig consoleIpRouteConfig:HostIpRouteConfig
  routeTableInfo:HostIpRouteTableInfo dhcp:HostDhcpService[] nat:HostNatService[] ipV6Enabled:boolean
  atBootIpV6Enabled:boolean netStackInstance:HostNetStackInstance[] opaqueSwitch:HostOpaqueSwitch[]
  opaqueNetwork:HostOpaqueNetworkInfo[] nsxTransportNodeId nvdsToVdsMigrationRequired:boolean
  migrationStatus
HostNetworkPolicy: security:HostNetworkSecurityPolicy nicTeaming:HostNicTeamingPolicy
  offloadPolicy:HostNetOffloadCapabilities shapingPolicy:HostNetworkTrafficShapingPolicy
HostNetworkSecurityPolicy: allowPromiscuous:boolean macChanges:boolean forgedTransmits:boolean
HostOpaqueNetworkInfo: opaqueNetworkId opaqueNetworkName opaqueNetworkType pnicZone:[]
  capability:OpaqueNetworkCapability extraConfig:OptionValue[]
HostPortGroup: key port:HostPortGroupPort[] vswitch computedPolicy:HostNetworkPolicy spec:HostPortGroupSpec
HostPortGroupSpec: name vlanId:int vswitchName policy:HostNetworkPolicy
HostProxySwitch: dvsUuid dvsName key numPorts:int configNumPorts:int numPortsAvailable:int
  uplinkPort:KeyValue[] mtu:int pnic:[] spec:HostProxySwitchSpec hostLag:HostProxySwitchHostLagConfig[]
  networkReservationSupported:boolean nsxtEnabled:boolean ensEnabled:boolean ensInterruptEnabled:boolean
  transportZones:DistributedVirtualSwitchHostMemberTransportZoneInfo[] nsxUsedUplinkPort:[] nsxtStatus
  nsxtStatusDetail ensInfo:HostProxySwitchEnsInfo networkOffloadingEnabled:boolean
  hostUplinkState:DistributedVirtualSwitchHostMemberHostUplinkState[]
HostProxySwitchSpec: backing:DistributedVirtualSwitchHostMemberBacking
HostRuntimeInfo: connectionState:HostSystemConnectionState powerState:HostSystemPowerState standbyMode
  inMaintenanceMode:boolean inQuarantineMode:boolean bootTime:dateTime
  healthSystemRuntime:HealthSystemRuntime dasHostState:ClusterDasFdmHostState
  tpmPcrValues:HostTpmDigestInfo[] vsanRuntimeInfo:VsanHostRuntimeInfo
  networkRuntimeInfo:HostRuntimeInfoNetworkRuntimeInfo
  vFlashResourceRuntimeInfo:HostVFlashManagerVFlashResourceRunTimeInfo hostMaxVirtualDiskCapacity:long
  cryptoState cryptoKeyId:CryptoKeyId statelessNvdsMigrationReady
  partialMaintenanceMode:HostPartialMaintenanceModeRuntimeInfo[]
  stateEncryption:HostRuntimeInfoStateEncryptionInfo
HostScsiDiskPartition: diskName partition:int
HostService: key label required:boolean uninstallable:boolean running:boolean ruleset:[] policy
  sourcePackage:HostServiceSourcePackage
HostServiceInfo: service:HostService[]
HostServiceSourcePackage: sourcePackageName description
HostSystemInfo: vendor model uuid otherIdentifyingInfo:HostSystemIdentificationInfo[] serialNumber
  qualifiedName:HostQualifiedName[] vvolHostNQN:HostQualifiedName vvolHostId bootCommandLine
HostVirtualNic: device key portgroup spec:HostVirtualNicSpec port
HostVirtualNicManagerInfo: netConfig:VirtualNicManagerNetConfig[]
HostVirtualNicSpec: ip:HostIpConfig mac distributedVirtualPort:DistributedVirtualSwitchPortConnection
  portgroup mtu:int tsoEnabled:boolean netStackInstanceKey opaqueNetwork:HostVirtualNicOpaqueNetworkSpec
  externalId pinnedPnic ipRouteSpec:HostVirtualNicIpRouteSpec systemOwned:boolean dpuId
HostVirtualSwitch: name key numPorts:int numPortsAvailable:int mtu:int portgroup:[] pnic:[]
  spec:HostVirtualSwitchSpec
HostVirtualSwitchSpec: numPorts:int bridge:HostVirtualSwitchBridge policy:HostNetworkPolicy mtu:int
HostVmfsVolume < HostFileSystemVolume: blockSizeMb:int blockSize:int unmapGranularity:int unmapPriority
  unmapBandwidthSpec:VmfsUnmapBandwidthSpec maxBlocks:int majorVersion:int version uuid
  extent:HostScsiDiskPartition[] vmfsUpgradable:boolean forceMountedInfo:HostForceMountedInfo ssd:boolean
  local:boolean scsiDiskType
`
