import SearchIcon from '@mui/icons-material/Search'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import InputAdornment from '@mui/material/InputAdornment'
import TextField from '@mui/material/TextField'
import { useMemo, useState } from 'react'
import type { VaultEntry, VaultStatus } from '../../../shared/vault/model.ts'
import { formatCount } from '../../../shared/units.ts'
import { QueryGate } from '../../app/query-gate.tsx'
import type { VaultSearch } from '../../app/search.ts'
import { Empty } from '../../ui/page.tsx'
import { ReasonButton } from '../../ui/reason-button.tsx'
import { VirtualTable } from '../../ui/virtual-table.tsx'
import { useTyped } from '../inventory/use-typed.ts'
import { ENTRY_COLUMNS } from './entries-columns.tsx'
import { EntryDrawer } from './entries-drawer.tsx'
import { entryName, matchingEntries } from './entries-words.ts'
import { ForgetEntries } from './forget-entries.tsx'
import { useEntries } from './vault-page-queries.ts'
import { isInMemory } from './vault-page-words.ts'

export interface EntriesTabProps {
  readonly status: VaultStatus
  readonly search: VaultSearch
  readonly onSearch: (change: Partial<VaultSearch>) => void
}

/** What is stored for whom; also while the vault is locked. */
export function EntriesTab(props: EntriesTabProps) {
  const entries = useEntries()
  return (
    <QueryGate query={entries} what="Reading what is stored">
      {(list) => (list.length === 0 ? <Nothing {...props} /> : <Entries {...props} entries={list} />)}
    </QueryGate>
  )
}

/** Also of a vault that cannot be read: then the way to its end is here. */
function Nothing({ status, onSearch }: EntriesTabProps) {
  const isDamaged = status.state === 'damaged'
  return (
    <Empty
      title={isDamaged ? 'What is stored cannot be read' : 'Nothing is stored'}
      action={
        isInMemory(status) ? undefined : (
          <Button color="error" onClick={() => onSearch({ do: 'forget' })}>
            Forget everything...
          </Button>
        )
      }
    >
      {isDamaged
        ? 'The vault is damaged; see above.'
        : 'The credentials of providers, ESXi hosts and encrypted disks are here as soon as they are given where they are needed.'}
    </Empty>
  )
}

const rowId = ({ id }: VaultEntry) => id

function Entries({
  status,
  search,
  onSearch,
  entries,
}: EntriesTabProps & { entries: readonly VaultEntry[] }) {
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const [forgetting, setForgetting] = useState<ReadonlySet<string>>()
  const [openId, setOpenId] = useState<string>()
  const [text, type] = useTyped(search.q ?? '', (q) => onSearch({ q: q || undefined }))
  const shown = useMemo(() => matchingEntries(entries, search.q ?? ''), [entries, search.q])
  const chosen = useMemo(() => known(selected, entries), [selected, entries])
  const opened = entries.find(({ id }) => id === openId)
  const reason = status.state === 'locked' ? 'Unlock the vault first.' : undefined
  return (
    <>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, flexWrap: 'wrap', fontSize: 13 }}>
        <Filter text={text} onType={type} />
        <Box role="status" sx={{ color: 'text.secondary' }}>
          {countText(chosen.size, shown.length, entries.length)}
        </Box>
        {chosen.size > 0 ? (
          <>
            <ReasonButton
              size="small"
              variant="outlined"
              color="error"
              reason={reason}
              onClick={() => setForgetting(chosen)}
            >
              {`Forget ${formatCount(chosen.size, 'credential')}...`}
            </ReasonButton>
            <Button size="small" onClick={() => setSelected(new Set())}>
              Choose none
            </Button>
          </>
        ) : null}
        <Box sx={{ ml: 'auto' }}>
          <Button size="small" color="error" onClick={() => onSearch({ do: 'forget' })}>
            Forget everything...
          </Button>
        </Box>
      </Box>
      <VirtualTable
        label="What is stored"
        rows={shown}
        columns={ENTRY_COLUMNS}
        rowId={rowId}
        hold
        selection={{ selected: chosen, onChange: setSelected, nameOf: entryName }}
        selectAllLabel="Select all credentials in this list"
        onOpen={({ id }) => setOpenId(id)}
        openId={openId}
        empty={<Empty title="Nothing that is stored matches">Another word may, or none.</Empty>}
      />
      {opened && !forgetting ? (
        <EntryDrawer
          entry={opened}
          reason={reason}
          onClose={() => setOpenId(undefined)}
          onForget={() => setForgetting(new Set([opened.id]))}
          onLog={() => onSearch({ tab: 'audit', of: opened.id, act: undefined })}
        />
      ) : null}
      {forgetting ? (
        <ForgetEntries
          ids={forgetting}
          entries={entries}
          onClose={(done) => {
            setForgetting(undefined)
            if (done) setSelected(new Set())
            if (done) setOpenId(undefined)
          }}
        />
      ) : null}
    </>
  )
}

function countText(chosen: number, shown: number, all: number): string {
  const what = formatCount(all, 'credential')
  if (chosen > 0) return `${chosen} of ${what} chosen`
  return shown < all ? `${shown} of ${what}` : what
}

/** Without what was forgotten meanwhile. */
function known(selected: ReadonlySet<string>, entries: readonly VaultEntry[]): ReadonlySet<string> {
  return new Set(entries.map(rowId).filter((id) => selected.has(id)))
}

interface FilterProps {
  readonly text: string
  readonly onType: (text: string) => void
}

function Filter({ text, onType }: FilterProps) {
  return (
    <TextField
      value={text}
      onChange={(event) => onType(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onType('')
      }}
      placeholder="Search what is stored"
      sx={{ width: 260 }}
      slotProps={{
        htmlInput: { 'data-filter': true, 'aria-label': 'Search what is stored', maxLength: 200 },
        input: {
          startAdornment: (
            <InputAdornment position="start">
              <SearchIcon aria-hidden sx={{ fontSize: 18 }} />
            </InputAdornment>
          ),
        },
      }}
    />
  )
}
