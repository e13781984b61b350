import RefreshIcon from '@mui/icons-material/Refresh'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import useMediaQuery from '@mui/material/useMediaQuery'
import type { Theme } from '@mui/material/styles'
import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, useMemo, useState } from 'react'
import type {
  InventoryKind,
  InventoryRow,
  InventoryView,
  TreeKind,
} from '../../../shared/contract/inventory.ts'
import { formatCount, formatNumber } from '../../../shared/units.ts'
import { isUnfinished } from '../../../shared/query/unfinished.ts'
import { Empty } from '../../ui/page.tsx'
import { PagedTable } from '../../ui/paged-table.tsx'
import { ProblemCard } from '../../ui/problem-card.tsx'
import type { TableHeaderProps } from '../../ui/table-header.tsx'
import type { RowSelection } from '../../ui/table-selection.ts'
import type { PagedList } from '../../ui/use-paged-list.ts'
import { KINDS, type KindWords } from './kinds.tsx'
import { QueryBox } from './query-box.tsx'
import { fieldsOf, queryFault } from './query-language.ts'
import { useRows } from './use-rows.ts'
import { useSettled } from './use-settled.ts'
import { useTyped } from './use-typed.ts'
import { VmDrawer } from './vm-drawer.tsx'

/** What of a list is in the address of its screen. */
export interface ListFilter {
  /** In the query language. */
  readonly q?: string | undefined
  readonly within?: { readonly tree: TreeKind; readonly id: string } | undefined
  /** A field, with "-" before it for the other direction. */
  readonly sort?: string | undefined
}

export interface InventoryListProps {
  readonly providerId: string
  readonly view: InventoryView
  readonly kind: InventoryKind
  readonly filter: ListFilter
  readonly onFilter: (change: Partial<ListFilter>) => void
  /** Only these; undefined for all. */
  readonly ids?: readonly string[] | undefined
  readonly selection?: RowSelection<InventoryRow> | undefined
  readonly selectAll?: TableHeaderProps['selectAll']
  /** Beside the search box, and between it and the table. */
  readonly extra?: ReactNode
  readonly below?: ReactNode
}

const idOf = (row: InventoryRow) => row.id
/** Half a condition is taken for a word to look for only when nobody goes on writing it (ms). */
const UNFINISHED_PAUSE = 2_000

/** One kind of rows of an inventory: search, sort, look, and choose where there is something to choose. */
export function InventoryList(props: InventoryListProps) {
  const { providerId, view, kind, filter, onFilter, selection } = props
  const navigate = useNavigate()
  const [openId, setOpenId] = useState<string>()
  const { what, columnsOf } = KINDS[kind]
  const narrow = useMediaQuery((theme: Theme) => theme.breakpoints.down('xl'))
  const compact = narrow || selection !== undefined
  const columns = useMemo(() => columnsOf(compact), [columnsOf, compact])
  const { typed, setTyped, readable, list, listKey } = useSearchedRows(props, openId !== undefined)
  const total = props.ids?.length ?? list.known?.total
  const open = ({ id }: InventoryRow) => {
    if (kind === 'vms') setOpenId(id)
    else void navigate({ to: '/hosts', search: { source: providerId, host: id } })
  }
  return (
    <Box sx={{ flex: 1, minHeight: 260, display: 'flex', flexDirection: 'column', gap: 1.5 }}>
      <Box sx={{ display: 'flex', gap: 1.5, alignItems: 'flex-start', flexWrap: 'wrap' }}>
        <QueryBox key={kind} kind={kind} what={what.many} value={typed} onChange={setTyped} />
        {props.extra}
        <ListState list={list} total={total} what={what} stale={!readable} />
      </Box>
      {list.problem ? <ListProblem list={list} /> : null}
      {props.below}
      {readable || list.known ? (
        <PagedTable
          label={what.title}
          list={list}
          listKey={listKey}
          columns={columns}
          rowId={idOf}
          sorting={sortingOf(filter.sort)}
          onSort={(id, desc) => onFilter({ sort: desc === undefined ? undefined : desc ? `-${id}` : id })}
          selection={selection}
          selectAll={props.selectAll}
          clickSelects={selection !== undefined}
          onOpen={opensRow(kind, selection) ? open : undefined}
          openId={openId}
          empty={
            <NoRows
              what={what}
              total={total ?? 0}
              filtered={Boolean(filter.q) || filter.within !== undefined}
              onClear={() => onFilter({ q: undefined, within: undefined })}
            />
          }
        />
      ) : (
        <Empty title="The search cannot be read">What is wrong with it stands under the box.</Empty>
      )}
      {openId === undefined ? null : (
        <VmDrawer
          providerId={providerId}
          vmId={openId}
          revision={view.revision}
          onClose={() => setOpenId(undefined)}
        />
      )}
    </Box>
  )
}

/** What is typed, and the rows of the last search that could be read. */
function useSearchedRows(
  { providerId, view, kind, filter, onFilter, ids }: InventoryListProps,
  hold: boolean,
) {
  const query = filter.q ?? ''
  const [typed, setTyped] = useTyped(query, (q) => onFilter({ q: q || undefined }))
  const settled = useSettled(query, UNFINISHED_PAUSE)
  const readable =
    queryFault(kind, query) === undefined && (settled === query || !isUnfinished(query, fieldsOf(kind)))
  const rows = useRows({
    wanted: { providerId, kind, where: query.trim(), within: filter.within, ids },
    ready: readable,
    fields: KINDS[kind].fields,
    sort: sortOf(filter.sort),
    revision: view.revision,
    hold,
  })
  return { typed, setTyped, readable, ...rows }
}

/** VMs have details here, hosts on the screen of hosts. */
function opensRow(kind: InventoryKind, selection: InventoryListProps['selection']): boolean {
  return kind === 'vms' || (kind === 'hosts' && selection === undefined)
}

function sortOf(sort: string | undefined) {
  if (!sort) return undefined
  return sort.startsWith('-')
    ? { field: sort.slice(1), descending: true }
    : { field: sort, descending: false }
}

function sortingOf(sort: string | undefined): TableHeaderProps['sorting'] {
  const by = sortOf(sort)
  return by ? [{ id: by.field, desc: by.descending }] : []
}

interface ListStateProps {
  readonly list: PagedList<InventoryRow>
  readonly total: number | undefined
  readonly what: KindWords
  /** The search has a fault: the rows are those of the one before. */
  readonly stale: boolean
}

/** How many rows there are, and what has changed while they were kept still. */
function ListState({ list, total, what, stale }: ListStateProps) {
  const { known, behind, refresh } = list
  return (
    <Box sx={{ ml: 'auto', display: 'flex', alignItems: 'center', gap: 1, minHeight: 36 }}>
      {behind > 0 ? (
        <Button
          size="small"
          startIcon={<RefreshIcon />}
          onClick={refresh}
          title="The list keeps still while you point at it. It takes up the changes when you leave it."
        >
          {formatCount(behind, 'change')}: refresh
        </Button>
      ) : null}
      <Box role="status" sx={{ fontSize: 13, color: 'text.secondary' }}>
        {known === undefined || total === undefined
          ? null
          : known.matched === total
            ? formatCount(total, what.one, what.many)
            : `${formatNumber(known.matched)} of ${formatCount(total, what.one, what.many)}`}
        {stale && known ? ', by the search before' : ''}
      </Box>
    </Box>
  )
}

function ListProblem({ list }: { readonly list: PagedList<InventoryRow> }) {
  if (!list.problem) return null
  return (
    <ProblemCard
      problem={list.problem}
      action={
        <Button size="small" variant="outlined" onClick={list.refresh}>
          Try again
        </Button>
      }
    />
  )
}

interface NoRowsProps {
  readonly what: KindWords
  readonly total: number
  readonly filtered: boolean
  readonly onClear: () => void
}

function NoRows({ what, total, filtered, onClear }: NoRowsProps) {
  if (total === 0 || !filtered)
    return (
      <Empty title={`No ${what.many} here`}>
        The vCenter shows none to this user. Check the user&apos;s rights.
      </Empty>
    )
  return (
    <Empty
      title={`No ${what.one} passes the filter`}
      action={
        <Button variant="outlined" onClick={onClear}>
          Clear the filter
        </Button>
      }
    >
      {formatCount(total, what.one, what.many)} without it.
    </Empty>
  )
}
