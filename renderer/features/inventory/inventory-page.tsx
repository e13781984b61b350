import type { ReactNode } from 'react'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import MenuItem from '@mui/material/MenuItem'
import Tab from '@mui/material/Tab'
import Tabs from '@mui/material/Tabs'
import TextField from '@mui/material/TextField'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { InventoryKind, InventoryView } from '../../../shared/contract/inventory.ts'
import { INVENTORY_KINDS } from '../../../shared/inventory/kinds.ts'
import type { Provider } from '../../../shared/provider/model.ts'
import { formatCount, formatNumber } from '../../../shared/units.ts'
import { useLiveData } from '../../app/live-data.tsx'
import type { InventorySearch } from '../../app/search.ts'
import { Empty, Page } from '../../ui/page.tsx'
import { ProblemCard } from '../../ui/problem-card.tsx'
import { EstateTree } from './estate-tree.tsx'
import { InventoryGate, SyncedLabel } from './inventory-gate.tsx'
import { InventoryList } from './inventory-list.tsx'
import { KINDS } from './kinds.tsx'
import { filterOf, searchOf } from './list-filter.ts'
import { queryFault } from './query-language.ts'
import { SaveButton, useSaveInventory } from './save-button.tsx'
import { useInventory } from './use-inventory.ts'

/** What a vCenter holds, live, only to look at. */
export function InventoryPage(): ReactNode {
  const search = useSearch({ from: '/inventory' })
  const navigate = useNavigate({ from: '/inventory' })
  const sources = (useLiveData().providers.value ?? NONE).filter((one) => one.kind === 'vsphere')
  const source = sources.find((one) => one.id === search.source) ?? sources[0]
  const change = (next: Partial<InventorySearch>) =>
    void navigate({ search: { ...search, ...next }, replace: true })

  if (source === undefined)
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
  return <SourcePage source={source} sources={sources} search={search} onChange={change} />
}

const NONE: readonly Provider[] = []

interface SourcePageProps {
  readonly source: Provider
  readonly sources: readonly Provider[]
  readonly search: InventorySearch
  readonly onChange: (change: Partial<InventorySearch>) => void
}

function SourcePage({ source, sources, search, onChange }: SourcePageProps) {
  const stream = useInventory(source.id)
  const view = stream.value
  const save = useSaveInventory(source.id, source.name)
  return (
    <Page
      title="Inventory"
      lead={<Lead source={source} view={view} />}
      fill
      actions={
        <>
          {sources.length > 1 ? (
            <SourcePicker
              sources={sources}
              value={source.id}
              onChange={(id) => onChange({ source: id, node: undefined })}
            />
          ) : null}
          {view?.available ? <SaveButton save={save} /> : null}
        </>
      }
    >
      {save.problem ? <ProblemCard problem={save.problem} subject={source.name} /> : null}
      <InventoryGate stream={stream}>
        {(shown) => (
          <Estate key={source.id} source={source} view={shown} search={search} onChange={onChange} />
        )}
      </InventoryGate>
    </Page>
  )
}

/** Which vCenter, how much is in it, and how fresh that is. */
function Lead({ source, view }: { readonly source: Provider; readonly view: InventoryView | undefined }) {
  const { templates = 0, unreachable = 0 } = view?.counts ?? {}
  const marks = [
    ...(templates > 0 ? [formatCount(templates, 'template')] : []),
    ...(unreachable > 0 ? [`${formatCount(unreachable, 'VM')} that vSphere cannot reach`] : []),
  ]
  return (
    <Box
      component="span"
      sx={{ display: 'inline-flex', columnGap: 2, flexWrap: 'wrap', alignItems: 'center' }}
    >
      <span>
        {source.name}
        {source.version ? ` (${source.version})` : ''}
        {marks.length > 0 ? `, with ${marks.join(' and ')}` : ''}
      </span>
      {view ? <SyncedLabel view={view} /> : null}
    </Box>
  )
}

interface SourcePickerProps {
  readonly sources: readonly Provider[]
  readonly value: string
  readonly onChange: (id: string) => void
}

function SourcePicker({ sources, value, onChange }: SourcePickerProps) {
  return (
    <TextField
      select
      label="vCenter"
      value={value}
      onChange={(event) => onChange(event.target.value)}
      sx={{ width: 240 }}
    >
      {sources.map((source) => (
        <MenuItem key={source.id} value={source.id}>
          {source.name}
        </MenuItem>
      ))}
    </TextField>
  )
}

interface EstateProps {
  readonly source: Provider
  readonly view: InventoryView
  readonly search: InventorySearch
  readonly onChange: (change: Partial<InventorySearch>) => void
}

function Estate({ source, view, search, onChange }: EstateProps) {
  const kind = search.tab ?? 'vms'
  const tree = search.tree ?? 'folders'
  return (
    <Box
      sx={{
        flex: 1,
        minHeight: 0,
        display: 'grid',
        gridTemplateColumns: 'clamp(180px, 16vw, 320px) minmax(0, 1fr)',
        gap: 2,
      }}
    >
      <Box
        component="section"
        aria-label="Tree"
        sx={{ minHeight: 0, display: 'flex', flexDirection: 'column' }}
      >
        <EstateTree
          providerId={source.id}
          name={source.name}
          view={view}
          tree={tree}
          nodeId={search.node}
          onTree={(next) => onChange({ tree: next, node: undefined })}
          onNode={(node) => onChange({ node })}
        />
      </Box>
      <Box sx={{ minHeight: 0, minWidth: 0, display: 'flex', flexDirection: 'column', gap: 1.5 }}>
        <KindTabs
          kind={kind}
          view={view}
          onKind={(next) => onChange({ tab: next, sort: undefined, q: fitting(next, search.q) })}
        />
        <Box
          id="estate"
          role="tabpanel"
          aria-labelledby={`tab-${kind}`}
          sx={{ flex: 1, minHeight: 0, display: 'flex', flexDirection: 'column' }}
        >
          <InventoryList
            key={kind}
            providerId={source.id}
            view={view}
            kind={kind}
            filter={filterOf(search, tree)}
            onFilter={(change) => onChange(searchOf(change))}
          />
        </Box>
      </Box>
    </Box>
  )
}

/** A search goes along to another tab where it can be read there, too. */
function fitting(kind: InventoryKind, q: string | undefined): string | undefined {
  return q !== undefined && queryFault(kind, q) === undefined ? q : undefined
}

interface KindTabsProps {
  readonly kind: InventoryKind
  readonly view: InventoryView
  readonly onKind: (kind: InventoryKind) => void
}

function KindTabs({ kind, view, onKind }: KindTabsProps) {
  return (
    <Tabs
      value={kind}
      onChange={(_event, next: InventoryKind) => onKind(next)}
      aria-label="Parts of the inventory"
      variant="scrollable"
      scrollButtons="auto"
    >
      {INVENTORY_KINDS.map((one) => (
        <Tab
          key={one}
          value={one}
          label={`${KINDS[one].what.title} ${formatNumber(view.counts[one])}`}
          id={`tab-${one}`}
          aria-controls="estate"
        />
      ))}
    </Tabs>
  )
}
