/** Data object types of sessions, tasks, property collection and faults.
 * Notation: schema.ts. Names as in the vSphere Web Services API 8.0.3. */
export const COMMON_TYPES = `
AboutInfo: name fullName vendor version patchLevel build localeVersion localeBuild osType productLineId
  apiType apiVersion instanceUuid licenseProductName licenseProductVersion
AuthorizationPrivilege: privId onParent:boolean name privGroupName
AuthorizationRole: roleId:int system:boolean name info:Description privilege:[]
Capability: provisioningSupported:boolean multiHostSupported:boolean userShellAccessSupported:boolean
  supportedEVCMode:EVCMode[] supportedEVCGraphicsMode:FeatureEVCMode[]
  networkBackupAndRestoreSupported:boolean ftDrsWithoutEvcSupported:boolean hciWorkflowSupported:boolean
  computePolicyVersion:int clusterPlacementSupported:boolean lifecycleManagementSupported:boolean
  hostSeedingSupported:boolean scalableSharesSupported:boolean hadcsSupported:boolean
  configMgmtSupported:boolean
ChoiceOption < OptionType: choiceInfo:ElementDescription[] defaultIndex:int
CryptoKeyId: keyId providerId:KeyProviderId
Description: label summary
DiskChangeExtent: start:long length:long
DiskChangeInfo: startOffset:long length:long changedArea:DiskChangeExtent[]
DynamicProperty: name val:any
ElementDescription < Description: key
EntityPrivilege: entity:ref privAvailability:PrivilegeAvailability[]
FaultToleranceConfigInfo: role:int instanceUuids:[] configPaths:[] orphaned:boolean
FaultTolerancePrimaryConfigInfo < FaultToleranceConfigInfo: secondaries:ref[]
FileFault < VimFault: file
InvalidArgument < RuntimeFault: invalidProperty
InvalidCollectorVersion < MethodFault:
InvalidHostState < InvalidState: host:ref
InvalidLogin < VimFault:
InvalidPowerState < InvalidState: requestedState:VirtualMachinePowerState
  existingState:VirtualMachinePowerState
InvalidProperty < MethodFault: name
InvalidRequest < RuntimeFault:
InvalidState < VimFault:
InvalidType < InvalidRequest: argument
KeyProviderId: id
LocalizedMethodFault: fault:MethodFault localizedMessage
ManagedByInfo: extensionKey type
ManagedObjectNotFound < RuntimeFault: obj:ref
MethodFault: faultCause:LocalizedMethodFault faultMessage:LocalizableMessage[]
MethodNotFound < InvalidRequest: receiver:ref method
MissingProperty: path fault:LocalizedMethodFault
NoPermission < SecurityError: object:ref privilegeId missingPrivileges:NoPermissionEntityPrivileges[]
NotAuthenticated < NoPermission:
NotFound < VimFault:
NotSupported < RuntimeFault:
NumericRange: start:int end:int
ObjectContent: obj:ref propSet:DynamicProperty[] missingSet:MissingProperty[]
ObjectSpec: obj:ref skip:boolean selectSet:SelectionSpec[]
ObjectUpdate: kind:ObjectUpdateKind obj:ref changeSet:PropertyChange[] missingSet:MissingProperty[]
OptionType: valueIsReadonly:boolean
ParaVirtualSCSIController < VirtualSCSIController:
Permission: entity:ref principal group:boolean roleId:int propagate:boolean
PhysicalNic: key device pci driver driverVersion firmwareVersion linkSpeed:PhysicalNicLinkInfo
  validLinkSpecification:PhysicalNicLinkInfo[] spec:PhysicalNicSpec wakeOnLanSupported:boolean mac
  fcoeConfiguration:FcoeConfig vmDirectPathGen2Supported:boolean vmDirectPathGen2SupportedMode
  resourcePoolSchedulerAllowed:boolean resourcePoolSchedulerDisallowedReason:[]
  autoNegotiateSupported:boolean enhancedNetworkingStackSupported:boolean ensInterruptSupported:boolean
  rdmaDevice dpuId
PhysicalNicLinkInfo: speedMb:int duplex:boolean
PhysicalNicSpec: ip:HostIpConfig linkSpeed:PhysicalNicLinkInfo enableEnhancedNetworkingStack:boolean
  ensInterruptEnabled:boolean
PrivilegeAvailability: privId isGranted:boolean
PropertyChange: name op:PropertyChangeOp val:any
PropertyFilterSpec: propSet:PropertySpec[] objectSet:ObjectSpec[] reportMissingObjectsInResults:boolean
PropertyFilterUpdate: filter:ref objectSet:ObjectUpdate[] missingSet:MissingObject[]
PropertySpec: type all:boolean pathSet:[]
RequestCanceled < RuntimeFault:
RetrieveOptions: maxObjects:int
RetrieveResult: token objects:ObjectContent[]
RuntimeFault < MethodFault:
SecurityError < RuntimeFault:
SelectionSpec: name
ServiceContent: rootFolder:ref propertyCollector:ref viewManager:ref about:AboutInfo setting:ref
  userDirectory:ref sessionManager:ref authorizationManager:ref serviceManager:ref perfManager:ref
  scheduledTaskManager:ref alarmManager:ref eventManager:ref taskManager:ref extensionManager:ref
  customizationSpecManager:ref guestCustomizationManager:ref customFieldsManager:ref accountManager:ref
  diagnosticManager:ref licenseManager:ref searchIndex:ref fileManager:ref datastoreNamespaceManager:ref
  virtualDiskManager:ref virtualizationManager:ref snmpSystem:ref vmProvisioningChecker:ref
  vmCompatibilityChecker:ref ovfManager:ref ipPoolManager:ref dvSwitchManager:ref hostProfileManager:ref
  clusterProfileManager:ref complianceManager:ref localizationManager:ref storageResourceManager:ref
  guestOperationsManager:ref overheadMemoryManager:ref certificateManager:ref ioFilterManager:ref
  vStorageObjectManager:ref hostSpecManager:ref cryptoManager:ref healthUpdateManager:ref
  failoverClusterConfigurator:ref failoverClusterManager:ref tenantManager:ref siteInfoManager:ref
  storageQueryManager:ref
SharesInfo: shares:int level:SharesLevel
SnapshotFault < VimFault:
StorageIOAllocationInfo: limit:long shares:SharesInfo reservation:int
Tag: key
TaskInProgress < VimFault: task:ref
TaskInfo: key task:ref description:LocalizableMessage name descriptionId entity:ref entityName locked:ref[]
  state:TaskInfoState cancelled:boolean cancelable:boolean error:LocalizedMethodFault result:any
  progress:int progressDetails:KeyAnyValue[] reason:TaskReason queueTime:dateTime startTime:dateTime
  completeTime:dateTime eventChainId:int changeTag parentTaskKey rootTaskKey activationId
TaskReason:
TaskReasonUser < TaskReason: userName
TooManySnapshotLevels < SnapshotFault:
TraversalSpec < SelectionSpec: type path skip:boolean selectSet:SelectionSpec[]
UnexpectedFault < RuntimeFault: faultName fault:LocalizedMethodFault
UpdateSet: version filterSet:PropertyFilterUpdate[] truncated:boolean
UserPrivilegeResult: entity:ref privileges:[]
UserSession: key userName fullName loginTime:dateTime lastActiveTime:dateTime locale messageLocale
  extensionSession:boolean ipAddress userAgent callCount:long
VimFault < MethodFault:
WaitOptions: maxWaitSeconds:int maxObjectUpdates:int
`
