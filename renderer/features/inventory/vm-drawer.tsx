import Box from '@mui/material/Box'
import { useQuery } from '@tanstack/react-query'
import type { VmDetails } from '../../../shared/contract/inventory.ts'
import { useClient } from '../../api/client-context.tsx'
import { QueryGate } from '../../app/query-gate.tsx'
import { FindingList } from '../../ui/findings.tsx'
import { DrawerPart, SideDrawer } from '../../ui/side-drawer.tsx'
import { StateLabel } from '../../ui/state-label.tsx'
import { useThrottled } from './use-throttled.ts'
import { GuestPart, MachinePart, PlacePart, StatePart, TagPart } from './vm-drawer-facts.tsx'
import { DevicePart, DiskPart, NicPart, SnapshotPart } from './vm-drawer-hardware.tsx'
import { PassphrasesPart } from './vm-passphrases.tsx'

/** An open drawer follows live data, but not faster than one can read (ms). */
const READ_PAUSE = 2_000

export interface VmDrawerProps {
  readonly providerId: string
  readonly vmId: string
  /** Of the inventory; the VM is read again when it rises. */
  readonly revision: number
  readonly onClose: () => void
}

/** One VM as vSphere describes it, and what speaks against migrating it. */
export function VmDrawer({ providerId, vmId, revision, onClose }: VmDrawerProps) {
  const client = useClient()
  const read = useThrottled(revision, READ_PAUSE)
  const details = useQuery({
    queryKey: ['inventory-vm', providerId, vmId, read],
    queryFn: ({ signal }) => client.inventory.vm({ providerId, id: vmId }, { signal }),
    placeholderData: (before) => (before?.vm.id === vmId ? before : undefined),
    gcTime: 10_000,
  })
  const vm = details.data?.vm
  return (
    <SideDrawer title={vm?.name ?? 'Reading the VM'} lead={vm?.path} width={560} onClose={onClose}>
      <QueryGate query={details} what="Reading the VM">
        {(found) => <Details providerId={providerId} details={found} />}
      </QueryGate>
    </SideDrawer>
  )
}

function Details({ providerId, details }: { readonly providerId: string; readonly details: VmDetails }) {
  const { vm, findings } = details
  return (
    <>
      {vm.isTemplate || vm.connectionState !== 'connected' ? (
        <StateLabel tone={vm.isTemplate ? 'pending' : 'failed'}>
          {vm.isTemplate ? 'This is a template' : `vSphere reports it as ${vm.connectionState}`}
        </StateLabel>
      ) : null}
      <DrawerPart title="Findings">
        {findings.length === 0 ? (
          <Box sx={{ fontSize: 13 }}>Nothing speaks against migrating this VM.</Box>
        ) : (
          <FindingList findings={findings} withoutObject />
        )}
      </DrawerPart>
      <StatePart {...details} />
      <TagPart {...details} />
      <MachinePart {...details} />
      <GuestPart {...details} />
      <DiskPart {...details} />
      <PassphrasesPart providerId={providerId} vm={vm} />
      <NicPart {...details} />
      <SnapshotPart {...details} />
      <DevicePart {...details} />
      <PlacePart {...details} />
    </>
  )
}
