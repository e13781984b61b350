/** Data object types of clusters, resource pools and datastores.
 * Notation: schema.ts. Names as in the vSphere Web Services API 8.0.3. */
export const CLUSTER_TYPES = `
ClusterAffinityRuleSpec < ClusterRuleInfo: vm:ref[]
ClusterAntiAffinityRuleSpec < ClusterRuleInfo: vm:ref[]
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
ClusterDasConfigInfo: enabled:boolean vmMonitoring hostMonitoring vmComponentProtecting failoverLevel:int
  admissionControlPolicy:ClusterDasAdmissionControlPolicy admissionControlEnabled:boolean
  defaultVmSettings:ClusterDasVmSettings option:OptionValue[] heartbeatDatastore:ref[]
  hBDatastoreCandidatePolicy
ClusterDpmConfigInfo: enabled:boolean defaultDpmBehavior:DpmBehavior hostPowerActionRate:int
  option:OptionValue[]
ClusterDrsConfigInfo: enabled:boolean enableVmBehaviorOverrides:boolean defaultVmBehavior:DrsBehavior
  vmotionRate:int scaleDescendantsShares option:OptionValue[]
ClusterGroupInfo: name userCreated:boolean uniqueID
ClusterHostGroup < ClusterGroupInfo: host:ref[]
ClusterRuleInfo: key:int status:ManagedEntityStatus enabled:boolean name mandatory:boolean
  userCreated:boolean inCompliance:boolean ruleUuid
ClusterVmGroup < ClusterGroupInfo: vm:ref[]
ClusterVmHostRuleInfo < ClusterRuleInfo: vmGroupName affineHostGroupName antiAffineHostGroupName
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
ResourcePoolResourceUsage: reservationUsed:long reservationUsedForVm:long unreservedForPool:long
  unreservedForVm:long overallUsage:long maxUsage:long
ResourcePoolRuntimeInfo: memory:ResourcePoolResourceUsage cpu:ResourcePoolResourceUsage
  overallStatus:ManagedEntityStatus sharesScalable
ResourcePoolSummary: name config:ResourceConfigSpec runtime:ResourcePoolRuntimeInfo
  quickStats:ResourcePoolQuickStats configuredMemoryMB:int
StoragePodSummary: name capacity:long freeSpace:long
VsanDatastoreInfo < DatastoreInfo: membershipUuid accessGenNo:int
`
