/** Types of the operations: changes of configuration, changed blocks, host services, permissions.
 * Notation: schema.ts. Names as in the vSphere Web Services API 8.0.3. */
export const OPERATION_TYPES = `
CannotAccessFile < FileFault:
FilesystemQuiesceFault < SnapshotFault:
HostCommunication < RuntimeFault:
HostFirewallRule: port:int endPort:int direction portType protocol
HostFirewallRuleset: key label required:boolean rule:HostFirewallRule[] service enabled:boolean
  allowedHosts:HostFirewallRulesetIpList userControllable:boolean ipListUserConfigurable:boolean
HostFirewallRulesetIpList: ipAddress:[] ipNetwork:HostFirewallRulesetIpNetwork[] allIp:boolean
HostFirewallSystem < ExtensibleManagedObject: firewallInfo:HostFirewallInfo
HostNotConnected < HostCommunication:
HostServiceSystem < ExtensibleManagedObject: serviceInfo:HostServiceInfo
NoPermissionEntityPrivileges: entity:ref privilegeIds:[]
ToolsUnavailable < VimFault:
VirtualDeviceConfigSpec: operation fileOperation device:VirtualDevice
VirtualMachineConfigSpec: changeVersion name version createDate:dateTime uuid instanceUuid
  npivNodeWorldWideName:long[] npivPortWorldWideName:long[] npivWorldWideNameType npivDesiredNodeWwns:short
  npivDesiredPortWwns:short npivTemporaryDisabled:boolean npivOnNonRdmDisks:boolean npivWorldWideNameOp
  locationId guestId alternateGuestName annotation files:VirtualMachineFileInfo tools:ToolsConfigInfo
  flags:VirtualMachineFlagInfo consolePreferences:VirtualMachineConsolePreferences
  powerOpInfo:VirtualMachineDefaultPowerOpInfo rebootPowerOff:boolean numCPUs:int
  vcpuConfig:VirtualMachineVcpuConfig[] numCoresPerSocket:int memoryMB:long memoryHotAddEnabled:boolean
  cpuHotAddEnabled:boolean cpuHotRemoveEnabled:boolean virtualICH7MPresent:boolean
  virtualSMCPresent:boolean deviceChange:VirtualDeviceConfigSpec[] cpuAllocation:ResourceAllocationInfo
  memoryAllocation:ResourceAllocationInfo latencySensitivity:LatencySensitivity
  cpuAffinity:VirtualMachineAffinityInfo memoryAffinity:VirtualMachineAffinityInfo
  networkShaper:VirtualMachineNetworkShaperInfo cpuFeatureMask:VirtualMachineCpuIdInfoSpec[]
  extraConfig:OptionValue[] swapPlacement bootOptions:VirtualMachineBootOptions
  vAppConfig:VmConfigSpec ftInfo:FaultToleranceConfigInfo repConfig:ReplicationConfigSpec
  vAppConfigRemoved:boolean vAssertsEnabled:boolean changeTrackingEnabled:boolean firmware
  maxMksConnections:int guestAutoLockEnabled:boolean managedBy:ManagedByInfo
  memoryReservationLockedToMax:boolean nestedHVEnabled:boolean vPMCEnabled:boolean
  scheduledHardwareUpgradeInfo:ScheduledHardwareUpgradeInfo vmProfile:VirtualMachineProfileSpec[]
  messageBusTunnelEnabled:boolean crypto:CryptoSpec migrateEncryption
VirtualMachineFileLayoutExSnapshotLayout: key:ref dataKey:int memoryKey:int
  disk:VirtualMachineFileLayoutExDiskLayout[]
VirtualMachineGuestQuiesceSpec: timeout:int
`
