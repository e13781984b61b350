import { useMemo } from 'react'
import Box from '@mui/material/Box'
import type { Datastore, Host, Inventory, Network } from '../../../shared/inventory/model.ts'
import { formatBytes } from '../../../shared/units.ts'
import { Bar } from '../../ui/bar.tsx'
import { Empty } from '../../ui/page.tsx'
import { StateLabel } from '../../ui/state-label.tsx'
import type { TableColumn } from '../../ui/table-columns.ts'
import { VirtualTable } from '../../ui/virtual-table.tsx'

interface EstateTableProps {
  readonly inventory: Inventory
}

const idOf = (row: { readonly id: string }) => row.id

export function HostTable({ inventory }: EstateTableProps) {
  const columns = useMemo((): TableColumn<Host>[] => {
    const clusters = new Map(inventory.clusters.map((one) => [one.id, one.name]))
    const count = (host: Host) => inventory.vms.filter((vm) => vm.hostId === host.id).length
    return [
      { id: 'name', header: 'Name', width: 200, grow: true, value: (host) => host.name },
      {
        id: 'cluster',
        header: 'Cluster',
        width: 160,
        value: (host) => clusters.get(host.clusterId ?? '') ?? 'none',
      },
      {
        id: 'state',
        header: 'State',
        width: 150,
        value: hostState,
        cell: (host) => (
          <StateLabel
            tone={host.connectionState === 'connected' ? (host.inMaintenance ? 'waiting' : 'done') : 'failed'}
          >
            {hostState(host)}
          </StateLabel>
        ),
      },
      { id: 'version', header: 'Version', width: 150, value: (host) => `${host.version} (${host.build})` },
      { id: 'zone', header: 'Time zone', width: 110, value: (host) => host.timeZone || 'Unknown' },
      { id: 'vms', header: 'VMs', width: 80, align: 'right', value: count },
    ]
  }, [inventory])
  return (
    <VirtualTable
      label="Hosts"
      rows={inventory.hosts}
      columns={columns}
      rowId={idOf}
      empty={<Empty title="No hosts" />}
    />
  )
}

function hostState(host: Host): string {
  if (host.connectionState !== 'connected')
    return host.connectionState === 'disconnected' ? 'Disconnected' : 'Not responding'
  return host.inMaintenance ? 'In maintenance' : 'Connected'
}

const DATASTORE_COLUMNS: readonly TableColumn<Datastore>[] = [
  { id: 'name', header: 'Name', width: 200, grow: true, value: (store) => store.name },
  { id: 'type', header: 'Type', width: 100, value: (store) => store.type },
  {
    id: 'capacity',
    header: 'Capacity',
    width: 110,
    align: 'right',
    value: (store) => store.capacityBytes,
    cell: (store) => formatBytes(store.capacityBytes),
  },
  {
    id: 'free',
    header: 'Free',
    width: 110,
    align: 'right',
    value: (store) => store.freeBytes,
    cell: (store) => formatBytes(store.freeBytes),
  },
  {
    id: 'used',
    header: 'Used',
    width: 160,
    value: (store) => 1 - store.freeBytes / Math.max(1, store.capacityBytes),
    cell: (store) => (
      <Box sx={{ display: 'flex', alignItems: 'center', height: 31 }}>
        <Bar
          done={store.capacityBytes - store.freeBytes}
          total={store.capacityBytes}
          label={`Used share of ${store.name}`}
          tone="waiting"
        />
      </Box>
    ),
  },
  {
    id: 'state',
    header: 'State',
    width: 150,
    value: (store) => Number(store.accessible),
    cell: (store) => (
      <StateLabel tone={store.accessible ? 'done' : 'failed'}>
        {store.accessible ? 'Accessible' : 'Not accessible'}
      </StateLabel>
    ),
  },
]

export function DatastoreTable({ inventory }: EstateTableProps) {
  return (
    <VirtualTable
      label="Datastores"
      rows={inventory.datastores}
      columns={DATASTORE_COLUMNS}
      rowId={idOf}
      empty={<Empty title="No datastores" />}
    />
  )
}

const KINDS = { standard: 'Standard', distributed: 'Distributed', opaque: 'Opaque (NSX)' } as const

export function NetworkTable({ inventory }: EstateTableProps) {
  const columns = useMemo((): TableColumn<Network>[] => {
    const count = (network: Network) =>
      inventory.vms.filter((vm) => vm.nics.some((nic) => nic.networkId === network.id)).length
    return [
      { id: 'name', header: 'Name', width: 240, grow: true, value: (network) => network.name },
      { id: 'kind', header: 'Kind', width: 140, value: (network) => KINDS[network.kind] },
      {
        id: 'vlan',
        header: 'VLAN',
        width: 90,
        align: 'right',
        value: (network) => network.vlan ?? -1,
        cell: (network) => network.vlan ?? 'none',
      },
      { id: 'vms', header: 'VMs', width: 90, align: 'right', value: count },
    ]
  }, [inventory])
  return (
    <VirtualTable
      label="Networks"
      rows={inventory.networks}
      columns={columns}
      rowId={idOf}
      empty={<Empty title="No networks" />}
    />
  )
}
