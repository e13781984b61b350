/** The sheets and columns that are read, by the names that RVTools gives them. */

interface SheetSpec {
  /** Each with older or other names of it. A name with a unit stands for the same column in any unit. */
  readonly columns: Readonly<Record<string, readonly string[]>>
}

const named = <Name extends string>(...names: readonly Name[]) =>
  Object.fromEntries(names.map((name) => [name, []])) as unknown as Readonly<Record<Name, readonly string[]>>

/** Columns by which a row of another sheet finds its VM. */
const OF_VM = { ...named('VM', 'Datacenter', 'Cluster', 'Host'), 'VM ID': ['VM Object ID', 'Object ID'] }

export const SHEETS = {
  vInfo: {
    columns: {
      ...OF_VM,
      ...named('Powerstate', 'Template', 'SRM Placeholder', 'Connection state', 'Consolidation Needed'),
      ...named('Memory', 'EnableUUID', 'Primary IP Address', 'DNS Name', 'Resource pool', 'Folder'),
      ...named('FT State', 'In Use MiB', 'Firmware', 'Guest Detailed Data', 'VM UUID'),
      ...named('Network #1', 'Network #2', 'Network #3', 'Network #4', 'Network #5'),
      ...named('Network #6', 'Network #7', 'Network #8'),
      CPUs: ['# CPUs', 'Num CPUs'],
      CBT: ['Changed Block Tracking'],
      'EFI Secure boot': ['Secure boot'],
      'HW version': ['Hardware version'],
      'OS according to the configuration file': ['OS'],
      'OS according to the VMware Tools': [],
      'SMBIOS UUID': ['BIOS UUID'],
      'VI SDK Server type': [],
      'VI SDK API Version': [],
      'VI SDK Server': [],
      'VI SDK UUID': [],
    },
  },
  vCPU: { columns: { ...OF_VM, 'Cores p/s': ['Cores per Socket'], 'Hot Add': [], 'Hot Remove': [] } },
  vMemory: { columns: { ...OF_VM, 'Hot Add': [] } },
  vDisk: {
    columns: {
      ...OF_VM,
      ...named('Disk', 'Disk Key', 'Disk UUID', 'Capacity MiB', 'Raw', 'Sharing mode', 'Thin', 'Controller'),
      ...named('Shared Bus', 'Raw LUN ID'),
      'Disk Path': ['Path'],
      'Disk Mode': ['Mode'],
      'Unit #': ['SCSI Unit #'],
      'Raw Comp. Mode': ['Raw Compatibility Mode'],
    },
  },
  vPartition: { columns: { ...OF_VM, ...named('Disk', 'Disk Key', 'Capacity MiB', 'Free MiB') } },
  vNetwork: {
    columns: {
      ...OF_VM,
      ...named('Network', 'Switch', 'Connected', 'Starts Connected', 'Type'),
      'NIC label': ['Label'],
      Adapter: ['NIC Type'],
      'Mac Address': ['MAC'],
      'IPv4 Address': ['IP Address'],
      'IPv6 Address': [],
    },
  },
  vSnapshot: { columns: { ...OF_VM, Name: [], 'Date / time': ['Date'], Quiesced: [] } },
  vTools: { columns: { ...OF_VM, Tools: ['Tools Status'], 'Operation Ready': [] } },
  vHost: {
    columns: {
      ...named('Host', 'Datacenter', 'Cluster', 'CPU Model', 'Vendor', 'Model', 'Time Zone'),
      'Object ID': [],
      'in Maintenance Mode': ['Maintenance Mode'],
      '# Cores': [],
      '# Memory': ['Memory'],
      'ESX Version': ['ESXi Version', 'Version'],
    },
  },
  vCluster: {
    columns: {
      ...named('Name', 'Datacenter', 'Object ID'),
      'HA enabled': [],
      'DRS enabled': [],
      'DRS default VM behavior': [],
      'DPM enabled': [],
    },
  },
  vDatastore: {
    columns: {
      ...named('Name', 'Accessible', 'Type', 'Capacity MiB', 'Free MiB', '# Hosts', 'Hosts', 'Version'),
      ...named('Address', 'Object ID', 'Maintenance Mode'),
    },
  },
  vPort: {
    columns: named('Host', 'Port Group', 'Switch', 'VLAN'),
  },
  dvPort: {
    columns: {
      ...named('Port', 'Switch', 'VLAN', 'Object ID'),
      'Allow Promiscuous': ['Promiscuous Mode'],
      'Forged Transmits': [],
      'Mac Changes': [],
    },
  },
  dvSwitch: { columns: { ...named('Switch', 'Name', 'Object ID'), 'Max MTU': ['MTU'], 'Host members': [] } },
  vSwitch: { columns: named('Host', 'Switch', 'MTU') },
  vNIC: { columns: { Host: [], 'Network Device': ['Device'], Speed: [] } },
  vSC_VMK: {
    columns: {
      ...named('Host', 'Port Group', 'Device', 'MTU'),
      'IP Address': ['IPv4 Address'],
      'Subnet mask': [],
    },
  },
  vSource: {
    columns: named('Name', 'API type', 'API version', 'Version', 'Build', 'Fullname', 'VI SDK UUID'),
  },
  vMetaData: { columns: { 'xlsx creation datetime': ['creation datetime'], 'RVTools version': [] } },
} as const satisfies Readonly<Record<string, SheetSpec>>

export type SheetName = keyof typeof SHEETS
export type Column<S extends SheetName> = keyof (typeof SHEETS)[S]['columns'] & string

export const SHEET_NAMES = Object.keys(SHEETS) as SheetName[]

/** Without these a row says too little of a VM. */
export const REQUIRED: readonly Column<'vInfo'>[] = ['VM', 'Powerstate', 'CPUs', 'Memory']

/** Which of the sheets a name stands for: "vInfo", also as "tabvInfo" or "VINFO". */
export function sheetNamed(name: string): SheetName | undefined {
  const plain = name
    .trim()
    .toLowerCase()
    .replace(/^(?:rvtools_)?tab/, '')
  return SHEET_NAMES.find((one) => one.toLowerCase() === plain)
}
