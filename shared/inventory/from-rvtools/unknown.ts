/** What a workbook cannot tell: each property of the inventory that no column of it stands for. */
import * as z from 'zod'
import { inventorySchema } from '../model.ts'
import type { Column, SheetName } from './sheets.ts'
import type { Sheets } from './workbook.ts'

type Told = { readonly [S in SheetName]?: readonly Column<S>[] }

/** Columns by property. All of them have to be there; alternatives stand one after the other. */
const SOURCES: Readonly<Record<string, readonly Told[]>> = {
  'vms.hostId': [{ vInfo: ['Host'] }],
  'vms.path': [{ vInfo: ['Folder'] }],
  'vms.folderId': [{ vInfo: ['Folder'] }],
  'vms.resourcePoolId': [{ vInfo: ['Resource pool'] }],
  'vms.datastoreIds': [{ vDisk: ['Disk Path'] }],
  'vms.networkIds': [{ vNetwork: ['Network'] }, { vInfo: ['Network #1'] }],
  'vms.powerState': [{ vInfo: ['Powerstate'] }],
  'vms.connectionState': [{ vInfo: ['Connection state'] }],
  'vms.isTemplate': [{ vInfo: ['Template'] }],
  // Without the other column it is not sure which of the two "VM UUID" is.
  'vms.uuid': [{ vInfo: ['SMBIOS UUID'] }],
  'vms.instanceUuid': [{ vInfo: ['SMBIOS UUID', 'VM UUID'] }],
  'vms.firmware': [{ vInfo: ['Firmware'] }],
  'vms.secureBoot': [{ vInfo: ['EFI Secure boot'] }],
  'vms.guestName': [{ vInfo: ['OS according to the configuration file'] }],
  'vms.configuredGuestName': [{ vInfo: ['OS according to the configuration file'] }],
  'vms.guestHostName': [{ vInfo: ['DNS Name'] }],
  'vms.guestDetails': [{ vInfo: ['Guest Detailed Data'] }],
  'vms.tools': [{ vTools: ['Tools'] }],
  'vms.toolsVersion': [{ vTools: ['Tools'] }],
  'vms.guestOperationsReady': [{ vTools: ['Operation Ready'] }],
  'vms.ipAddresses': [{ vNetwork: ['IPv4 Address'] }, { vInfo: ['Primary IP Address'] }],
  'vms.guestDisks': [{ vPartition: ['Disk', 'Capacity MiB'] }],
  'vms.guestDisks.path': [{ vPartition: ['Disk'] }],
  'vms.guestDisks.capacityBytes': [{ vPartition: ['Capacity MiB'] }],
  'vms.guestDisks.freeBytes': [{ vPartition: ['Free MiB'] }],
  'vms.guestDisks.diskKey': [{ vPartition: ['Disk Key'] }],
  'vms.cpuCount': [{ vInfo: ['CPUs'] }],
  'vms.coresPerSocket': [{ vCPU: ['Cores p/s'] }],
  'vms.memoryMiB': [{ vInfo: ['Memory'] }],
  'vms.changeTracking': [{ vInfo: ['CBT'] }],
  'vms.cpuHotAdd': [{ vCPU: ['Hot Add'] }],
  'vms.cpuHotRemove': [{ vCPU: ['Hot Remove'] }],
  'vms.memoryHotAdd': [{ vMemory: ['Hot Add'] }],
  'vms.diskUuidsShown': [{ vInfo: ['EnableUUID'] }],
  'vms.faultTolerance': [{ vInfo: ['FT State'] }],
  'vms.snapshotCount': [{ vSnapshot: ['VM'] }],
  'vms.snapshots': [{ vSnapshot: ['VM'] }],
  'vms.snapshots.name': [{ vSnapshot: ['Name'] }],
  'vms.snapshots.createdAt': [{ vSnapshot: ['Date / time'] }],
  'vms.snapshots.quiesced': [{ vSnapshot: ['Quiesced'] }],
  'vms.consolidationNeeded': [{ vInfo: ['Consolidation Needed'] }],
  'vms.hardwareVersion': [{ vInfo: ['HW version'] }],
  'vms.usedBytes': [{ vInfo: ['In Use MiB'] }],
  'vms.controllers': [{ vDisk: ['Controller'] }],
  'vms.controllers.key': [{ vDisk: ['Controller'] }],
  'vms.controllers.busNumber': [{ vDisk: ['Controller'] }],
  'vms.controllers.sharedBus': [{ vDisk: ['Controller', 'Shared Bus'] }],
  'vms.disks': [{ vDisk: ['Capacity MiB'] }],
  'vms.disks.key': [{ vDisk: ['Disk Key'] }],
  'vms.disks.label': [{ vDisk: ['Disk'] }],
  'vms.disks.file': [{ vDisk: ['Disk Path'] }],
  'vms.disks.currentFile': [{ vDisk: ['Disk Path'] }],
  'vms.disks.capacityBytes': [{ vDisk: ['Capacity MiB'] }],
  'vms.disks.datastoreId': [{ vDisk: ['Disk Path'] }],
  'vms.disks.bus': [{ vDisk: ['Controller'] }],
  'vms.disks.controllerKey': [{ vDisk: ['Controller'] }],
  'vms.disks.unitNumber': [{ vDisk: ['Unit #'] }],
  'vms.disks.mode': [{ vDisk: ['Disk Mode'] }],
  'vms.disks.shared': [{ vDisk: ['Sharing mode'] }],
  'vms.disks.rdm': [{ vDisk: ['Raw', 'Raw Comp. Mode'] }],
  'vms.disks.uuid': [{ vDisk: ['Disk UUID'] }],
  'vms.disks.thin': [{ vDisk: ['Thin'] }],
  'vms.disks.lunUuid': [{ vDisk: ['Raw LUN ID'] }],
  'vms.nics': [{ vNetwork: ['Network'] }],
  'vms.nics.label': [{ vNetwork: ['NIC label'] }],
  'vms.nics.mac': [{ vNetwork: ['Mac Address'] }],
  'vms.nics.networkId': [{ vNetwork: ['Network'] }],
  'vms.nics.connectedAtStart': [{ vNetwork: ['Starts Connected'] }],
  'vms.nics.connected': [{ vNetwork: ['Connected'] }],
  'vms.nics.model': [{ vNetwork: ['Adapter'] }],
  'vms.nics.addressType': [{ vNetwork: ['Type'] }],
  'hosts.clusterId': [{ vHost: ['Cluster'] }, { vInfo: ['Cluster'] }],
  'hosts.version': [{ vHost: ['ESX Version'] }],
  'hosts.build': [{ vHost: ['ESX Version'] }],
  'hosts.inMaintenance': [{ vHost: ['in Maintenance Mode'] }],
  'hosts.timeZone': [{ vHost: ['Time Zone'] }],
  'hosts.cpuModel': [{ vHost: ['CPU Model'] }],
  'hosts.cpuCores': [{ vHost: ['# Cores'] }],
  'hosts.memoryBytes': [{ vHost: ['# Memory'] }],
  'hosts.vendor': [{ vHost: ['Vendor'] }],
  'hosts.hardwareModel': [{ vHost: ['Model'] }],
  'hosts.physicalNics': [{ vNIC: ['Host', 'Network Device'] }],
  'hosts.physicalNics.device': [{ vNIC: ['Network Device'] }],
  'hosts.physicalNics.linkMbps': [{ vNIC: ['Speed'] }],
  'hosts.kernelNics': [{ vSC_VMK: ['Host', 'Device'] }],
  'hosts.kernelNics.device': [{ vSC_VMK: ['Device'] }],
  'hosts.kernelNics.ip': [{ vSC_VMK: ['IP Address'] }],
  'hosts.kernelNics.subnetMask': [{ vSC_VMK: ['Subnet mask'] }],
  'hosts.kernelNics.mtu': [{ vSC_VMK: ['MTU'] }],
  'hosts.kernelNics.portgroup': [{ vSC_VMK: ['Port Group'] }],
  'hosts.datastoreIds': [{ vDatastore: ['Hosts'] }],
  'clusters.path': [{ vCluster: ['Datacenter'] }, { vHost: ['Datacenter'] }, { vInfo: ['Datacenter'] }],
  'clusters.parentId': [{ vCluster: ['Datacenter'] }, { vHost: ['Datacenter'] }, { vInfo: ['Datacenter'] }],
  'clusters.highAvailability': [{ vCluster: ['HA enabled'] }],
  'clusters.drs': [{ vCluster: ['DRS enabled'] }],
  'clusters.drsBehavior': [{ vCluster: ['DRS default VM behavior'] }],
  'clusters.powerManagement': [{ vCluster: ['DPM enabled'] }],
  'datastores.type': [{ vDatastore: ['Type'] }],
  'datastores.version': [{ vDatastore: ['Version'] }],
  'datastores.capacityBytes': [{ vDatastore: ['Capacity MiB'] }],
  'datastores.freeBytes': [{ vDatastore: ['Free MiB'] }],
  'datastores.accessible': [{ vDatastore: ['Accessible'] }],
  'datastores.maintenanceMode': [{ vDatastore: ['Maintenance Mode'] }],
  'datastores.shared': [{ vDatastore: ['# Hosts'] }],
  'datastores.backing': [{ vDatastore: ['Address'] }],
  'networks.kind': [{ vPort: ['Port Group'], dvPort: ['Port'] }],
  'networks.vlan': [{ vPort: ['VLAN'], dvPort: ['VLAN'] }],
  'networks.vlanTrunk': [{ vPort: ['VLAN'], dvPort: ['VLAN'] }],
  'networks.switchId': [{ dvPort: ['Switch'], dvSwitch: ['Switch'] }],
  'networks.promiscuous': [{ dvPort: ['Allow Promiscuous'] }],
  'networks.forgedTransmits': [{ dvPort: ['Forged Transmits'] }],
  'networks.macChanges': [{ dvPort: ['Mac Changes'] }],
  'switches.mtu': [{ dvSwitch: ['Max MTU'] }],
  'switches.hostIds': [{ dvSwitch: ['Host members'] }],
}

/** Ids and names of VMs and places are there in any workbook, given or made. */
const ALWAYS = /^(?:vms|hosts|clusters|datastores|networks|switches)\.(?:id|name)$/

/** By list and name, "vms.guestId"; a list within an object that is not told at all stands for all its parts. */
export function unknownProperties(sheets: Sheets): string[] {
  const isTold = (property: string) =>
    ALWAYS.test(property) || (SOURCES[property] ?? []).some((told) => isThere(told, sheets))
  const unknown: string[] = []
  const visit = (schema: z.core.$ZodType, path: string): void => {
    const plain = schema instanceof z.ZodOptional ? schema.unwrap() : schema
    const item = plain instanceof z.ZodArray ? plain.element : undefined
    if (path !== '' && !LISTS.has(path) && !isTold(path)) unknown.push(path)
    else if (item instanceof z.ZodObject) visitParts(item, path)
  }
  const visitParts = (object: z.ZodObject, path: string): void => {
    const shape: Record<string, z.core.$ZodType> = object.shape
    for (const [name, part] of Object.entries(shape)) visit(part, path === '' ? name : `${path}.${name}`)
  }
  for (const list of LISTS) visit(inventorySchema.shape[list], list)
  return unknown
}

const LISTS = new Set([
  'vms',
  'hosts',
  'clusters',
  'datastores',
  'networks',
  'switches',
] as const) as Set<string> & Set<'vms' | 'hosts' | 'clusters' | 'datastores' | 'networks' | 'switches'>

/** Exported for the test that holds it against the schema. */
export const TOLD_PROPERTIES = Object.keys(SOURCES)

function isThere(told: Told, sheets: Sheets): boolean {
  return Object.entries(told).every(([sheet, columns]) => {
    const table = sheets[sheet as SheetName] as { has(column: string): boolean }
    return columns.every((column) => table.has(column))
  })
}
