import Box from '@mui/material/Box'
import type { VmDetails } from '../../../shared/contract/inventory.ts'
import type { Vm, VmController, VmDisk, VmNic, VmSnapshot } from '../../../shared/inventory/model.ts'
import { formatBytes } from '../../../shared/units.ts'
import { Facts } from '../../ui/facts.tsx'
import { DrawerPart } from '../../ui/side-drawer.tsx'
import { exactStamp } from '../../ui/times.ts'

export function DiskPart({ vm }: VmDetails) {
  return (
    <DrawerPart title={`Disks (${vm.disks.length})`}>
      <Facts
        items={vm.disks.map((disk) => ({
          term: disk.label,
          value: (
            <>
              {diskLine(disk, vm)}
              <Soft>{disk.currentFile ?? disk.file}</Soft>
            </>
          ),
        }))}
      />
    </DrawerPart>
  )
}

function diskLine(disk: VmDisk, vm: Vm): string {
  const controller = vm.controllers.find((one) => one.key === disk.controllerKey)
  return [
    formatBytes(disk.capacityBytes),
    controller
      ? `${controllerName(controller)} ${controller.busNumber}:${disk.unitNumber}`
      : disk.bus.toUpperCase(),
    disk.thin === undefined ? '' : disk.thin ? 'thin' : 'thick',
    disk.mode === 'persistent' ? '' : disk.mode.replaceAll('_', ' '),
    disk.rdm === 'none' ? '' : `raw device (${disk.rdm})${disk.lunUuid ? ` ${disk.lunUuid}` : ''}`,
    disk.shared ? 'shared' : '',
    disk.encrypted ? 'encrypted' : '',
    disk.changeTracking ? 'changes tracked' : 'changes not tracked',
    disk.chainLength > 1 ? `chain of ${disk.chainLength} files` : '',
  ]
    .filter(Boolean)
    .join(', ')
}

/** "ParaVirtualSCSIController" as people call it: "ParaVirtual SCSI". */
function controllerName({ kind }: Pick<VmController, 'kind'>): string {
  return kind
    .replace(/^Virtual/, '')
    .replace(/Controller$/, '')
    .replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .replace(/^Para Virtual/, 'ParaVirtual')
    .trim()
}

export function NicPart({ vm, networks }: VmDetails) {
  return (
    <DrawerPart title={`Network cards (${vm.nics.length})`}>
      <Facts items={vm.nics.map((nic) => ({ term: nic.label, value: nicLine(nic, networks) }))} />
    </DrawerPart>
  )
}

function nicLine(nic: VmNic, networks: VmDetails['networks']): string {
  const network = networks.find((one) => one.id === nic.networkId)
  return [
    network ? `${network.name}${network.vlan === undefined ? '' : ` (VLAN ${network.vlan})`}` : 'no network',
    nic.mac + (nic.addressType === 'manual' ? ' (set by hand)' : ''),
    nic.model.replace(/^Virtual/, ''),
    nic.connected ? '' : 'not connected',
    nic.connectedAtStart ? '' : 'not connected at start',
  ]
    .filter(Boolean)
    .join(', ')
}

export function SnapshotPart({ vm }: VmDetails) {
  if (vm.snapshots.length === 0) return null
  return (
    <DrawerPart title={`Snapshots (${vm.snapshots.length})`}>
      <Box component="ul" sx={{ m: 0, p: 0, listStyle: 'none', fontSize: 13 }}>
        {vm.snapshots.map((snapshot) => (
          <Box
            component="li"
            key={snapshot.id}
            sx={{ pl: `${depthOf(snapshot, vm.snapshots) * 16}px`, py: 0.25, overflowWrap: 'anywhere' }}
          >
            <b>{snapshot.name}</b>
            {snapshot.current ? ', the VM runs on it' : ''}
            {snapshot.quiesced ? ', quiesced' : ''}
            <Soft>{exactStamp(snapshot.createdAt)}</Soft>
          </Box>
        ))}
      </Box>
    </DrawerPart>
  )
}

/** Ancestors of a snapshot; a chain longer than the list would be a loop. */
function depthOf(snapshot: VmSnapshot, all: readonly VmSnapshot[]): number {
  let depth = 0
  let parent = snapshot.parentId
  while (parent !== undefined && depth < all.length) {
    const above = all.find((one) => one.id === parent)
    if (!above) break
    depth += 1
    parent = above.parentId
  }
  return Math.min(depth, 12)
}

/** Controllers, and whatever else hangs on the machine. */
export function DevicePart({ vm }: VmDetails) {
  const controllers = vm.controllers.map((controller) => ({
    key: controller.key,
    term: `Controller ${controller.busNumber}`,
    value: [
      controllerName(controller),
      ['', 'noSharing'].includes(controller.sharedBus)
        ? ''
        : `bus shared (${controller.sharedBus.replace('Sharing', '')})`,
    ]
      .filter(Boolean)
      .join(', '),
  }))
  const devices = vm.devices.map((device) => ({
    key: device.key,
    term: device.label,
    value: [device.kind.replace(/^Virtual/, ''), device.backing, device.connected ? 'connected' : '']
      .filter(Boolean)
      .join(', '),
  }))
  const all = [...controllers, ...devices]
  if (all.length === 0) return null
  return (
    <DrawerPart title={`Controllers and devices (${all.length})`}>
      <Facts items={all} />
    </DrawerPart>
  )
}

function Soft({ children }: { readonly children: string }) {
  return <Box sx={{ color: 'text.secondary', fontSize: 12.5 }}>{children}</Box>
}
