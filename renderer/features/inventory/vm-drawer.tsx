import Box from '@mui/material/Box'
import type { Inventory, Vm } from '../../../shared/inventory/model.ts'
import type { Finding } from '../../../shared/plan/model.ts'
import { formatBytes, formatCount } from '../../../shared/units.ts'
import { Facts } from '../../ui/facts.tsx'
import { FindingList } from '../../ui/findings.tsx'
import { DrawerPart, SideDrawer } from '../../ui/side-drawer.tsx'

export interface VmDrawerProps {
  readonly vm: Vm
  readonly inventory: Inventory
  readonly findings: readonly Finding[]
  readonly onClose: () => void
}

/** One VM as vSphere describes it, and what speaks against migrating it. */
export function VmDrawer({ vm, inventory, findings, onClose }: VmDrawerProps) {
  const host = inventory.hosts.find((one) => one.id === vm.hostId)
  return (
    <SideDrawer title={vm.name} lead={vm.path} onClose={onClose}>
      <DrawerPart title="Findings">
        {findings.length === 0 ? (
          <Box sx={{ fontSize: 13 }}>Nothing speaks against migrating this VM.</Box>
        ) : (
          <FindingList findings={findings} withoutObject />
        )}
      </DrawerPart>
      <DrawerPart title="Machine">
        <Facts
          items={[
            { term: 'Guest', value: vm.guestName || vm.guestId || 'Unknown' },
            { term: 'Guest name', value: vm.guestHostName || 'Unknown' },
            { term: 'Addresses', value: vm.ipAddresses.join(', ') || 'Unknown' },
            { term: 'Processors', value: `${vm.cpuCount} (${vm.coresPerSocket} per socket)` },
            { term: 'Memory', value: formatBytes(vm.memoryMiB * 1024 * 1024) },
            {
              term: 'Firmware',
              value: `${vm.firmware.toUpperCase()}${vm.secureBoot ? ', Secure Boot' : ''}${vm.tpm ? ', TPM' : ''}`,
            },
            { term: 'Host', value: host?.name ?? 'none' },
            { term: 'Hardware', value: vm.hardwareVersion || 'Unknown' },
            { term: 'Changed blocks', value: vm.changeTracking ? 'Tracked' : 'Not tracked' },
            { term: 'Snapshots', value: formatCount(vm.snapshotCount, 'snapshot') },
            { term: 'vSphere id', value: vm.id },
          ]}
        />
      </DrawerPart>
      <DrawerPart title={`Disks (${vm.disks.length})`}>
        <Facts
          items={vm.disks.map((disk) => ({
            term: disk.label,
            value: `${formatBytes(disk.capacityBytes)}, ${disk.bus.toUpperCase()}, ${disk.file}`,
          }))}
        />
      </DrawerPart>
      <DrawerPart title={`Network cards (${vm.nics.length})`}>
        <Facts
          items={vm.nics.map((nic) => ({
            term: nic.label,
            value: `${inventory.networks.find((one) => one.id === nic.networkId)?.name ?? 'no network'}, ${nic.mac}`,
          }))}
        />
      </DrawerPart>
    </SideDrawer>
  )
}
