import SearchIcon from '@mui/icons-material/Search'
import Autocomplete from '@mui/material/Autocomplete'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import InputAdornment from '@mui/material/InputAdornment'
import TextField from '@mui/material/TextField'
import useMediaQuery from '@mui/material/useMediaQuery'
import type { Theme } from '@mui/material/styles'
import { type ReactNode, useDeferredValue, useMemo, useState } from 'react'
import type { Inventory, Vm } from '../../../shared/inventory/model.ts'
import { formatCount, formatNumber } from '../../../shared/units.ts'
import { Empty } from '../../ui/page.tsx'
import type { RowSelection } from '../../ui/table-selection.ts'
import { VirtualTable } from '../../ui/virtual-table.tsx'
import { findingsLookup, vmColumns } from './vm-columns.tsx'
import { VmDrawer } from './vm-drawer.tsx'
import { filterVms, folderPaths, places, type VmFilter, vmRefusal } from './vm-filter.ts'

export interface VmBrowserProps {
  readonly inventory: Inventory
  readonly filter: VmFilter
  readonly onFilter: (filter: VmFilter) => void
  /** Chosen VM ids; left out: only to look at. */
  readonly selected?: ReadonlySet<string>
  readonly onSelect?: (selected: ReadonlySet<string>) => void
  /** More controls beside the filter. */
  readonly extra?: ReactNode
  /** Further condition, for "only the chosen ones". */
  readonly only?: ReadonlySet<string> | undefined
}

const idOf = (vm: Vm) => vm.id

/** The VMs of an inventory: filter by text, folder and place; sort; look; choose. */
export function VmBrowser(props: VmBrowserProps) {
  const { inventory, filter, onFilter, selected, onSelect, only } = props
  const [openId, setOpenId] = useState<string>()
  const narrow = useMediaQuery((theme: Theme) => theme.breakpoints.down('lg'))
  const compact = narrow || selected !== undefined
  const findingsOf = useMemo(() => findingsLookup(inventory), [inventory])
  const columns = useMemo(() => vmColumns(inventory, findingsOf, compact), [inventory, findingsOf, compact])
  const deferred = useDeferredValue(filter)
  const rows = useMemo(() => {
    const found = filterVms(inventory, deferred)
    return only ? found.filter((vm) => only.has(vm.id)) : found
  }, [inventory, deferred, only])
  const selection: RowSelection<Vm> | undefined =
    selected && onSelect
      ? { selected, onChange: onSelect, refusal: vmRefusal, dimRefused: true, nameOf: (vm) => vm.name }
      : undefined
  const open = openId === undefined ? undefined : inventory.vms.find((vm) => vm.id === openId)
  return (
    <Box sx={{ flex: 1, minHeight: 260, display: 'flex', flexDirection: 'column', gap: 1.5 }}>
      <FilterBar {...props} shown={rows.length} />
      <VirtualTable
        label="Virtual machines"
        rows={rows}
        columns={columns}
        rowId={idOf}
        selection={selection}
        clickSelects={selection !== undefined}
        onOpen={(vm) => setOpenId(vm.id)}
        openId={openId}
        empty={<NoVms total={inventory.vms.length} onClear={() => onFilter({})} />}
      />
      {open ? (
        <VmDrawer
          vm={open}
          inventory={inventory}
          findings={findingsOf(open)}
          onClose={() => setOpenId(undefined)}
        />
      ) : null}
    </Box>
  )
}

function FilterBar({
  inventory,
  filter,
  onFilter,
  extra,
  shown,
}: VmBrowserProps & { readonly shown: number }) {
  const folders = useMemo(() => folderPaths(inventory), [inventory])
  const spots = useMemo(() => places(inventory), [inventory])
  const total = inventory.vms.length
  return (
    <Box sx={{ display: 'flex', gap: 1.5, alignItems: 'center', flexWrap: 'wrap' }}>
      <TextField
        value={filter.q ?? ''}
        onChange={(event) => onFilter({ ...filter, q: event.target.value || undefined })}
        placeholder="Name, guest, address ( / )"
        sx={{ flex: '1 1 160px', maxWidth: 280 }}
        slotProps={{
          htmlInput: { 'data-filter': true, 'aria-label': 'Filter VMs' },
          input: {
            startAdornment: (
              <InputAdornment position="start">
                <SearchIcon fontSize="small" />
              </InputAdornment>
            ),
          },
        }}
      />
      <Autocomplete
        size="small"
        options={folders}
        value={filter.folder ?? null}
        onChange={(_event, folder) => onFilter({ ...filter, folder: folder ?? undefined })}
        sx={{ flex: '1 1 130px', maxWidth: 200 }}
        renderInput={(params) => <TextField {...params} label="Folder" />}
      />
      <Autocomplete
        size="small"
        options={spots}
        value={spots.find((spot) => spot.id === filter.place) ?? null}
        getOptionKey={(spot) => spot.id}
        getOptionLabel={(spot) => (spot.isCluster ? `${spot.label} (cluster)` : spot.label)}
        onChange={(_event, spot) => onFilter({ ...filter, place: spot?.id })}
        sx={{ flex: '1 1 130px', maxWidth: 200 }}
        renderInput={(params) => <TextField {...params} label="Cluster or host" />}
      />
      {extra}
      <Box role="status" sx={{ ml: 'auto', fontSize: 13, color: 'text.secondary' }}>
        {shown === total ? formatCount(total, 'VM') : `${formatNumber(shown)} of ${formatCount(total, 'VM')}`}
      </Box>
    </Box>
  )
}

function NoVms({ total, onClear }: { readonly total: number; readonly onClear: () => void }) {
  if (total === 0)
    return <Empty title="No VMs here">The vCenter shows none to this user. Check the user's rights.</Empty>
  return (
    <Empty
      title="No VM passes the filter"
      action={
        <Button variant="outlined" onClick={onClear}>
          Clear the filter
        </Button>
      }
    >
      {formatCount(total, 'VM')} without it.
    </Empty>
  )
}
