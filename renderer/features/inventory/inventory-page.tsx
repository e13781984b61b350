import type { ReactNode } from 'react'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import MenuItem from '@mui/material/MenuItem'
import Tab from '@mui/material/Tab'
import Tabs from '@mui/material/Tabs'
import TextField from '@mui/material/TextField'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { Inventory } from '../../../shared/inventory/model.ts'
import { formatNumber } from '../../../shared/units.ts'
import { useLiveData } from '../../app/live-data.tsx'
import type { InventorySearch } from '../../app/search.ts'
import { Empty, Page } from '../../ui/page.tsx'
import { DatastoreTable, HostTable, NetworkTable } from './estate-tables.tsx'
import { InventoryGate } from './inventory-gate.tsx'
import { useInventory } from './use-inventory.ts'
import { VmBrowser } from './vm-browser.tsx'

const TABS = [
  { value: 'vms', label: 'Virtual machines', count: (inventory: Inventory) => inventory.vms.length },
  { value: 'hosts', label: 'Hosts', count: (inventory: Inventory) => inventory.hosts.length },
  { value: 'datastores', label: 'Datastores', count: (inventory: Inventory) => inventory.datastores.length },
  { value: 'networks', label: 'Networks', count: (inventory: Inventory) => inventory.networks.length },
] as const

/** What a vCenter holds, live, only to look at. */
export function InventoryPage(): ReactNode {
  const search = useSearch({ from: '/inventory' })
  const navigate = useNavigate({ from: '/inventory' })
  const sources = (useLiveData().providers.value ?? []).filter((one) => one.kind === 'vsphere')
  const sourceId = search.source ?? sources[0]?.id
  const stream = useInventory(sourceId)
  const change = (next: Partial<InventorySearch>) =>
    void navigate({ search: { ...search, ...next }, replace: true })

  if (sourceId === undefined)
    return (
      <Page title="Inventory">
        <Empty
          title="No vCenter yet"
          action={
            <Button variant="contained" onClick={() => void navigate({ to: '/providers' })}>
              Go to providers
            </Button>
          }
        >
          Add a vCenter to see its VMs, hosts, datastores and networks.
        </Empty>
      </Page>
    )
  const picker =
    sources.length > 1 ? (
      <TextField
        select
        label="vCenter"
        value={sourceId}
        onChange={(event) => change({ source: event.target.value, folder: undefined, place: undefined })}
        sx={{ width: 240 }}
      >
        {sources.map((source) => (
          <MenuItem key={source.id} value={source.id}>
            {source.name}
          </MenuItem>
        ))}
      </TextField>
    ) : undefined
  return (
    <Page title="Inventory" lead={sources.find((one) => one.id === sourceId)?.name} actions={picker} fill>
      <InventoryGate stream={stream}>
        {(inventory) => <Estate inventory={inventory} search={search} onChange={change} />}
      </InventoryGate>
    </Page>
  )
}

interface EstateProps {
  readonly inventory: Inventory
  readonly search: InventorySearch
  readonly onChange: (change: Partial<InventorySearch>) => void
}

function Estate({ inventory, search, onChange }: EstateProps) {
  const tab = search.tab ?? 'vms'
  return (
    <>
      <Tabs
        value={tab}
        onChange={(_event, next: InventorySearch['tab']) => onChange({ tab: next })}
        aria-label="Parts of the inventory"
      >
        {TABS.map(({ value, label, count }) => (
          <Tab
            key={value}
            value={value}
            label={`${label} ${formatNumber(count(inventory))}`}
            id={`tab-${value}`}
            aria-controls="estate"
          />
        ))}
      </Tabs>
      <Box
        id="estate"
        role="tabpanel"
        aria-labelledby={`tab-${tab}`}
        sx={{ flex: 1, minHeight: 0, display: 'flex', flexDirection: 'column' }}
      >
        {tab === 'vms' ? (
          <VmBrowser
            inventory={inventory}
            filter={search}
            onFilter={(filter) => onChange({ q: filter.q, folder: filter.folder, place: filter.place })}
          />
        ) : null}
        {tab === 'hosts' ? <HostTable inventory={inventory} /> : null}
        {tab === 'datastores' ? <DatastoreTable inventory={inventory} /> : null}
        {tab === 'networks' ? <NetworkTable inventory={inventory} /> : null}
      </Box>
    </>
  )
}
