import SearchIcon from '@mui/icons-material/Search'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import InputAdornment from '@mui/material/InputAdornment'
import TextField from '@mui/material/TextField'
import { useMemo, useState } from 'react'
import type { EsxiHost } from '../../../shared/esxi/model.ts'
import type { Provider } from '../../../shared/provider/model.ts'
import { formatCount, formatNumber } from '../../../shared/units.ts'
import { type EsxiSearch, HOST_FILTERS } from '../../app/search.ts'
import { Empty } from '../../ui/page.tsx'
import { ReasonButton } from '../../ui/reason-button.tsx'
import { StateChips } from '../../ui/state-chips.tsx'
import type { RowSelection } from '../../ui/table-selection.ts'
import { VirtualTable } from '../../ui/virtual-table.tsx'
import { useTyped } from '../inventory/use-typed.ts'
import type { ChangeSearch } from './esxi-page.tsx'
import { FILTERS, matchingHosts } from './host-filter.ts'
import { hostColumns } from './host-columns.tsx'
import { KeyDialog } from './key-dialog.tsx'
import { LoginDialog } from './login-dialog.tsx'
import type { Running } from './running.tsx'

export interface HostListProps {
  readonly source: Provider
  readonly hosts: readonly EsxiHost[]
  readonly isFile: boolean
  /** Why nothing can be done with them now. */
  readonly fault: string | undefined
  readonly search: EsxiSearch
  readonly onChange: ChangeSearch
  readonly running: Running
}

const idOf = ({ id }: EsxiHost) => id
const NONE: readonly string[] = []

/** All hosts: looked through, and chosen for what is to be done with them. */
export function HostList(props: HostListProps) {
  const { hosts, isFile, search, onChange } = props
  const { q, show } = search
  const columns = useMemo(() => hostColumns(isFile), [isFile])
  const rows = useMemo(() => matchingHosts(hosts, q, show), [hosts, q, show])
  const ids = search.chosen ?? NONE
  const selected = useMemo(() => new Set(ids), [ids])
  const selection: RowSelection<EsxiHost> = {
    selected,
    onChange: (next) => onChange({ chosen: next.size === 0 ? undefined : [...next].slice(0, 1_000) }),
    nameOf: ({ name }) => name,
  }
  return (
    <Box sx={{ flex: 1, minHeight: 260, display: 'flex', flexDirection: 'column', gap: 1.5 }}>
      <FilterTools {...props} found={rows.length} />
      <ChosenTools {...props} chosen={hosts.filter(({ id }) => selected.has(id))} />
      <VirtualTable
        label="ESXi hosts"
        rows={rows}
        columns={columns}
        rowId={idOf}
        hold
        selection={isFile ? undefined : selection}
        onOpen={(host) => onChange({ host: host.id })}
        openId={search.host}
        empty={
          <NoHosts
            isFile={isFile}
            total={hosts.length}
            onClear={() => onChange({ q: undefined, show: undefined })}
          />
        }
      />
    </Box>
  )
}

interface FilterToolsProps extends HostListProps {
  /** How many hosts the filter lets through. */
  readonly found: number
}

function FilterTools({ hosts, isFile, search, onChange, found }: FilterToolsProps) {
  const [typed, setTyped] = useTyped(search.q ?? '', (next) => onChange({ q: next || undefined }))
  return (
    <Box sx={{ display: 'flex', gap: 1.5, alignItems: 'center', flexWrap: 'wrap' }}>
      <TextField
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        placeholder="Search hosts"
        sx={{ width: 260 }}
        slotProps={{
          htmlInput: { 'aria-label': 'Search hosts', 'data-filter': true, spellCheck: false },
          input: {
            startAdornment: (
              <InputAdornment position="start">
                <SearchIcon aria-hidden sx={{ fontSize: 18 }} />
              </InputAdornment>
            ),
          },
        }}
      />
      {isFile ? null : (
        <StateChips
          label="Show hosts by state"
          total={hosts.length}
          chips={HOST_FILTERS.map((key) => {
            const { label, tone, holds } = FILTERS[key]
            return { key, label, tone, count: hosts.filter(holds).length }
          })}
          chosen={search.show}
          onChoose={(next) => onChange({ show: next })}
        />
      )}
      <Box role="status" sx={{ ml: 'auto', fontSize: 13, color: 'text.secondary' }}>
        {found === hosts.length
          ? formatCount(hosts.length, 'host')
          : `${formatNumber(found)} of ${formatCount(hosts.length, 'host')}`}
      </Box>
    </Box>
  )
}

interface ChosenToolsProps extends HostListProps {
  readonly chosen: readonly EsxiHost[]
}

/** One line of fixed height: what can be done with the chosen hosts. */
function ChosenTools({ source, isFile, fault, onChange, running, chosen }: ChosenToolsProps) {
  const [asking, setAsking] = useState<'login' | 'key'>()
  if (isFile) return <Box sx={{ fontSize: 13, color: 'text.secondary', minHeight: 34 }}>{fault}</Box>
  const reason = chosen.length === 0 ? 'Choose hosts first: Space or the boxes at the left.' : fault
  const what = formatCount(chosen.length, 'host')
  const edit = () => {
    // What ended before is in the history of its hosts.
    if (running.run?.kind !== 'rehearsal' && !running.isRunning) running.dismiss()
    onChange({ do: 'memory', host: undefined })
  }
  return (
    <Box
      sx={{ display: 'flex', alignItems: 'center', gap: 1, minHeight: 34, flexWrap: 'wrap', fontSize: 13 }}
    >
      <Box role="status" sx={{ fontWeight: chosen.length > 0 ? 600 : 400, minWidth: 110 }}>
        {chosen.length > 0 ? `${what} chosen` : 'No host chosen'}
      </Box>
      <ReasonButton size="small" variant="contained" reason={reason} onClick={edit}>
        Set NFC memory...
      </ReasonButton>
      <ReasonButton
        size="small"
        variant="outlined"
        reason={reason}
        onClick={() => onChange({ do: 'network', host: undefined })}
      >
        Migration network...
      </ReasonButton>
      <ReasonButton size="small" variant="outlined" reason={reason} onClick={() => setAsking('login')}>
        Give a login...
      </ReasonButton>
      <ReasonButton size="small" variant="outlined" reason={reason} onClick={() => setAsking('key')}>
        Look at host keys...
      </ReasonButton>
      {chosen.length > 0 ? (
        <Button size="small" onClick={() => onChange({ chosen: undefined })}>
          Choose none
        </Button>
      ) : null}
      {asking === 'login' ? (
        <LoginDialog providerId={source.id} hosts={chosen} onClose={() => setAsking(undefined)} />
      ) : null}
      {asking === 'key' ? (
        <KeyDialog providerId={source.id} hosts={chosen} onClose={() => setAsking(undefined)} />
      ) : null}
    </Box>
  )
}

interface NoHostsProps {
  readonly isFile: boolean
  readonly total: number
  readonly onClear: () => void
}

function NoHosts({ isFile, total, onClear }: NoHostsProps) {
  if (total === 0)
    return (
      <Empty title="No hosts here">
        {isFile
          ? 'The file holds none.'
          : 'The vCenter shows none to this user. Check the rights of the user.'}
      </Empty>
    )
  return (
    <Empty
      title="No host is like that"
      action={
        <Button variant="outlined" onClick={onClear}>
          Show all hosts
        </Button>
      }
    >
      Other words or another counter may find it.
    </Empty>
  )
}
