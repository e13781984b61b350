/** Data object types of clusters, resource pools and datastores.
 * Notation: schema.ts. Names as in the vSphere Web Services API 8.0.3. */
export const CLUSTER_TYPES = `
ClusterAffinityRuleSpec < ClusterRuleInfo: vm:ref[]
ClusterAntiAffinityRuleSpec < ClusterRuleInfo: vm:ref[]
ClusterComputeResourceCryptoModePolicy: keyId:CryptoKeyId providerId:KeyProviderId
ClusterComputeResourceHCIConfigInfo: workflowState dvsSetting:ClusterComputeResourceDVSSetting[]
  configuredHosts:ref[] hostConfigProfile:ClusterComputeResourceHostConfigurationProfile
ClusterComputeResourceHostConfigurationProfile: dateTimeConfig:HostDateTimeConfig
  lockdownMode:HostLockdownMode
ClusterComputeResourceSummary < ComputeResourceSummary: currentFailoverLevel:int
  admissionControlInfo:ClusterDasAdmissionControlInfo numVmotions:int targetBalance:int currentBalance:int
  drsScore:int numVmsPerDrsScoreBucket:int[] usageSummary:ClusterUsageSummary currentEVCModeKey
  currentEVCGraphicsModeKey dasData:ClusterDasData clusterMaintenanceModeStatus vcsHealthStatus
  vcsSlots:ClusterComputeResourceVcsSlots[]
ClusterConfigInfo: dasConfig:ClusterDasConfigInfo dasVmConfig:ClusterDasVmConfigInfo[]
  drsConfig:ClusterDrsConfigInfo drsVmConfig:ClusterDrsVmConfigInfo[] rule:ClusterRuleInfo[]
ClusterConfigInfoEx < ComputeResourceConfigInfo: systemVMsConfig:ClusterSystemVMsConfigInfo
  dasConfig:ClusterDasConfigInfo dasVmConfig:ClusterDasVmConfigInfo[] drsConfig:ClusterDrsConfigInfo
  drsVmConfig:ClusterDrsVmConfigInfo[] rule:ClusterRuleInfo[] orchestration:ClusterOrchestrationInfo
  vmOrchestration:ClusterVmOrchestrationInfo[] dpmConfigInfo:ClusterDpmConfigInfo
  dpmHostConfig:ClusterDpmHostConfigInfo[] vsanConfigInfo:VsanClusterConfigInfo
  vsanHostConfig:VsanHostConfigInfo[] group:ClusterGroupInfo[]
  infraUpdateHaConfig:ClusterInfraUpdateHaConfigInfo proactiveDrsConfig:ClusterProactiveDrsConfigInfo
  cryptoConfig:ClusterCryptoConfigInfo
ClusterCryptoConfigInfo: cryptoMode policy:ClusterComputeResourceCryptoModePolicy
ClusterDasAdmissionControlInfo:
ClusterDasAdmissionControlPolicy: resourceReductionToToleratePercent:int pMemAdmissionControlEnabled:boolean
ClusterDasConfigInfo: enabled:boolean vmMonitoring hostMonitoring vmComponentProtecting failoverLevel:int
  admissionControlPolicy:ClusterDasAdmissionControlPolicy admissionControlEnabled:boolean
  defaultVmSettings:ClusterDasVmSettings option:OptionValue[] heartbeatDatastore:ref[]
  hBDatastoreCandidatePolicy
ClusterDasData:
ClusterDasFdmHostState: state stateReporter:ref
ClusterDasVmConfigInfo: key:ref restartPriority:DasVmPriority powerOffOnIsolation:boolean
  dasSettings:ClusterDasVmSettings
ClusterDasVmSettings: restartPriority restartPriorityTimeout:int isolationResponse
  vmToolsMonitoringSettings:ClusterVmToolsMonitoringSettings
  vmComponentProtectionSettings:ClusterVmComponentProtectionSettings
ClusterDpmConfigInfo: enabled:boolean defaultDpmBehavior:DpmBehavior hostPowerActionRate:int
  option:OptionValue[]
ClusterDrsConfigInfo: enabled:boolean enableVmBehaviorOverrides:boolean defaultVmBehavior:DrsBehavior
  vmotionRate:int scaleDescendantsShares option:OptionValue[]
ClusterDrsVmConfigInfo: key:ref enabled:boolean behavior:DrsBehavior
ClusterDependencyRuleInfo < ClusterRuleInfo: vmGroup dependsOnVmGroup
ClusterGroupInfo: name userCreated:boolean uniqueID
ClusterHostGroup < ClusterGroupInfo: host:ref[]
ClusterInfraUpdateHaConfigInfo: enabled:boolean behavior moderateRemediation severeRemediation providers:[]
ClusterOrchestrationInfo: defaultVmReadiness:ClusterVmReadiness
ClusterProactiveDrsConfigInfo: enabled:boolean
ClusterRuleInfo: key:int status:ManagedEntityStatus enabled:boolean name mandatory:boolean
  userCreated:boolean inCompliance:boolean ruleUuid
ClusterSystemVMsConfigInfo: allowedDatastores:ref[] notAllowedDatastores:ref[] dsTagCategoriesToExclude:[]
  deploymentMode
ClusterUsageSummary: totalCpuCapacityMhz:int totalMemCapacityMB:int cpuReservationMhz:int
  memReservationMB:int poweredOffCpuReservationMhz:int poweredOffMemReservationMB:int cpuDemandMhz:int
  memDemandMB:int statsGenNumber:long cpuEntitledMhz:int memEntitledMB:int poweredOffVmCount:int
  totalVmCount:int
ClusterVmComponentProtectionSettings: vmStorageProtectionForAPD enableAPDTimeoutForHosts:boolean
  vmTerminateDelayForAPDSec:int vmReactionOnAPDCleared vmStorageProtectionForPDL
ClusterVmGroup < ClusterGroupInfo: vm:ref[]
ClusterVmHostRuleInfo < ClusterRuleInfo: vmGroupName affineHostGroupName antiAffineHostGroupName
ClusterVmReadiness: readyCondition postReadyDelay:int
ClusterVmToolsMonitoringSettings: enabled:boolean vmMonitoring clusterSettings:boolean failureInterval:int
  minUpTime:int maxFailures:int maxFailureWindow:int
ComputeResourceConfigInfo: vmSwapPlacement spbmEnabled:boolean defaultHardwareVersionKey
  maximumHardwareVersionKey
ComputeResourceSummary: totalCpu:int totalMemory:long numCpuCores:short numCpuThreads:short effectiveCpu:int
  effectiveMemory:long numHosts:int numEffectiveHosts:int overallStatus:ManagedEntityStatus
DatacenterConfigInfo: defaultHardwareVersionKey maximumHardwareVersionKey
DatastoreCapability: directoryHierarchySupported:boolean rawDiskMappingsSupported:boolean
  perFileThinProvisioningSupported:boolean storageIORMSupported:boolean nativeSnapshotSupported:boolean
  topLevelDirectoryCreateSupported:boolean seSparseSupported:boolean vmfsSparseSupported:boolean
  vsanSparseSupported:boolean upitSupported:boolean vmdkExpandSupported:boolean
  clusteredVmdkSupported:boolean
DatastoreHostMount: key:ref mountInfo:HostMountInfo
DatastoreInfo: name url freeSpace:long maxFileSize:long maxVirtualDiskCapacity:long maxMemoryFileSize:long
  timestamp:dateTime containerId aliasOf
DatastoreSummary: datastore:ref name url capacity:long freeSpace:long uncommitted:long accessible:boolean
  multipleHostAccess:boolean type maintenanceMode
NasDatastoreInfo < DatastoreInfo: nas:HostNasVolume
ResourceAllocationInfo: reservation:long expandableReservation:boolean limit:long shares:SharesInfo
  overheadLimit:long
ResourceConfigSpec: entity:ref changeVersion lastModified:dateTime cpuAllocation:ResourceAllocationInfo
  memoryAllocation:ResourceAllocationInfo scaleDescendantsShares
ResourcePoolQuickStats: overallCpuUsage:long overallCpuDemand:long guestMemoryUsage:long
  hostMemoryUsage:long distributedCpuEntitlement:long distributedMemoryEntitlement:long
  staticCpuEntitlement:int staticMemoryEntitlement:int privateMemory:long sharedMemory:long
  swappedMemory:long balloonedMemory:long overheadMemory:long consumedOverheadMemory:long
  compressedMemory:long
ResourcePoolResourceUsage: reservationUsed:long reservationUsedForVm:long unreservedForPool:long
  unreservedForVm:long overallUsage:long maxUsage:long
ResourcePoolRuntimeInfo: memory:ResourcePoolResourceUsage cpu:ResourcePoolResourceUsage
  overallStatus:ManagedEntityStatus sharesScalable
ResourcePoolSummary: name config:ResourceConfigSpec runtime:ResourcePoolRuntimeInfo
  quickStats:ResourcePoolQuickStats configuredMemoryMB:int
StoragePodSummary: name capacity:long freeSpace:long
StorageIORMInfo: enabled:boolean congestionThresholdMode congestionThreshold:int percentOfPeakThroughput:int
  statsCollectionEnabled:boolean reservationEnabled:boolean statsAggregationDisabled:boolean
  reservableIopsThreshold:int
VsanClusterConfigInfo: enabled:boolean defaultConfig:VsanClusterConfigInfoHostDefaultInfo
  vsanEsaEnabled:boolean
VsanClusterConfigInfoHostDefaultInfo: uuid autoClaimStorage:boolean checksumEnabled:boolean
VsanDatastoreInfo < DatastoreInfo: membershipUuid accessGenNo:int
VsanHostConfigInfo: enabled:boolean hostSystem:ref clusterInfo:VsanHostConfigInfoClusterInfo
  storageInfo:VsanHostConfigInfoStorageInfo networkInfo:VsanHostConfigInfoNetworkInfo
  faultDomainInfo:VsanHostFaultDomainInfo vsanEsaEnabled:boolean
VsanHostConfigInfoClusterInfo: uuid nodeUuid
VsanHostConfigInfoNetworkInfo: port:VsanHostConfigInfoNetworkInfoPortConfig[]
VsanHostConfigInfoStorageInfo: autoClaimStorage:boolean diskMapping:VsanHostDiskMapping[]
  diskMapInfo:VsanHostDiskMapInfo[] checksumEnabled:boolean
VsanHostFaultDomainInfo: name
VsanHostRuntimeInfo: membershipList:VsanHostMembershipInfo[] diskIssues:VsanHostRuntimeInfoDiskIssue[]
  accessGenNo:int
`
