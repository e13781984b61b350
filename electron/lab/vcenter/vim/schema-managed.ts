/** Managed object types.
 * Notation: schema.ts. Names as in the vSphere Web Services API 8.0.3. */
export const MANAGED_TYPES = `
AuthorizationManager: privilegeList:AuthorizationPrivilege[] roleList:AuthorizationRole[]
  description:AuthorizationDescription
ClusterComputeResource < ComputeResource: configuration:ClusterConfigInfo
  recommendation:ClusterRecommendation[] drsRecommendation:ClusterDrsRecommendation[]
  hciConfig:ClusterComputeResourceHCIConfigInfo migrationHistory:ClusterDrsMigration[]
  actionHistory:ClusterActionHistory[] drsFault:ClusterDrsFaults[]
ComputeResource < ManagedEntity: resourcePool:ref host:ref[] datastore:ref[] network:ref[]
  summary:ComputeResourceSummary environmentBrowser:ref configurationEx:ComputeResourceConfigInfo
  lifecycleManaged:boolean
ContainerView < ManagedObjectView: container:ref type:[] recursive:boolean
Datacenter < ManagedEntity: vmFolder:ref hostFolder:ref datastoreFolder:ref networkFolder:ref
  datastore:ref[] network:ref[] configuration:DatacenterConfigInfo
Datastore < ManagedEntity: info:DatastoreInfo summary:DatastoreSummary host:DatastoreHostMount[] vm:ref[]
  browser:ref capability:DatastoreCapability iormConfiguration:StorageIORMInfo
DistributedVirtualPortgroup < Network: key config:DVPortgroupConfigInfo portKeys:[]
DistributedVirtualSwitch < ManagedEntity: uuid capability:DVSCapability summary:DVSSummary
  config:DVSConfigInfo networkResourcePool:DVSNetworkResourcePool[] portgroup:ref[] runtime:DVSRuntimeInfo
ExtensibleManagedObject: value:CustomFieldValue[] availableField:CustomFieldDef[]
Folder < ManagedEntity: childType:[] childEntity:ref[] namespace
HostSystem < ManagedEntity: runtime:HostRuntimeInfo summary:HostListSummary hardware:HostHardwareInfo
  capability:HostCapability licensableResource:HostLicensableResourceInfo
  remediationState:HostSystemRemediationState precheckRemediationResult:ApplyHostProfileConfigurationSpec
  remediationResult:ApplyHostProfileConfigurationResult complianceCheckState:HostSystemComplianceCheckState
  complianceCheckResult:ComplianceResult configManager:HostConfigManager config:HostConfigInfo vm:ref[]
  datastore:ref[] network:ref[] datastoreBrowser:ref systemResources:HostSystemResourceInfo
  answerFileValidationState:AnswerFileStatusResult answerFileValidationResult:AnswerFileStatusResult
ManagedEntity < ExtensibleManagedObject: parent:ref customValue:CustomFieldValue[]
  overallStatus:ManagedEntityStatus configStatus:ManagedEntityStatus configIssue:Event[] effectiveRole:int[]
  permission:Permission[] name disabledMethod:[] recentTask:ref[] declaredAlarmState:AlarmState[]
  triggeredAlarmState:AlarmState[] alarmActionsEnabled:boolean tag:Tag[]
ManagedObjectView: view:ref[]
Network < ManagedEntity: summary:NetworkSummary host:ref[] vm:ref[] name
OpaqueNetwork < Network: capability:OpaqueNetworkCapability extraConfig:OptionValue[]
PropertyCollector: filter:ref[]
PropertyFilter: spec:PropertyFilterSpec partialUpdates:boolean
ResourcePool < ManagedEntity: summary:ResourcePoolSummary runtime:ResourcePoolRuntimeInfo owner:ref
  resourcePool:ref[] vm:ref[] config:ResourceConfigSpec namespace childConfiguration:ResourceConfigSpec[]
ServiceInstance: serverClock:dateTime capability:Capability content:ServiceContent
SessionManager: sessionList:UserSession[] currentSession:UserSession message messageLocaleList:[]
  supportedLocaleList:[] defaultLocale
StoragePod < Folder: summary:StoragePodSummary podStorageDrsEntry:PodStorageDrsEntry
Task < ExtensibleManagedObject: info:TaskInfo
TaskManager: recentTask:ref[] description:TaskDescription maxCollector:int
ViewManager: viewList:ref[]
VirtualApp < ResourcePool: parentFolder:ref datastore:ref[] network:ref[] vAppConfig:VAppConfigInfo
  parentVApp:ref childLink:VirtualAppLinkInfo[]
VirtualMachine < ManagedEntity: capability:VirtualMachineCapability config:VirtualMachineConfigInfo
  layout:VirtualMachineFileLayout layoutEx:VirtualMachineFileLayoutEx storage:VirtualMachineStorageInfo
  environmentBrowser:ref resourcePool:ref parentVApp:ref resourceConfig:ResourceConfigSpec
  runtime:VirtualMachineRuntimeInfo guest:GuestInfo summary:VirtualMachineSummary datastore:ref[]
  network:ref[] snapshot:VirtualMachineSnapshotInfo rootSnapshot:ref[]
  guestHeartbeatStatus:ManagedEntityStatus
VirtualMachineSnapshot < ExtensibleManagedObject: config:VirtualMachineConfigInfo childSnapshot:ref[] vm:ref
VmwareDistributedVirtualSwitch < DistributedVirtualSwitch:
`
