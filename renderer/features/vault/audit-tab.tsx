import Box from '@mui/material/Box'
import MenuItem from '@mui/material/MenuItem'
import TextField from '@mui/material/TextField'
import type { VaultEntry } from '../../../shared/vault/model.ts'
import { AUDIT_KINDS, type VaultSearch } from '../../app/search.ts'
import { AuditList } from './audit-list.tsx'
import { AuditVerify } from './audit-verify.tsx'
import { KINDS } from './audit-words.ts'
import { entryName } from './entries-words.ts'
import { useEntries } from './vault-page-queries.ts'

const ALL = 'all'

export interface AuditTabProps {
  readonly search: VaultSearch
  readonly onSearch: (change: Partial<VaultSearch>) => void
}

/** Who did what with which credential. */
export function AuditTab({ search, onSearch }: AuditTabProps) {
  const entries = useEntries().data ?? []
  return (
    <>
      <AuditVerify now={search.do === 'verify'} onBegun={() => onSearch({ do: undefined })} />
      <Box sx={{ display: 'flex', gap: 1.5, flexWrap: 'wrap' }}>
        <TextField
          select
          label="Actions"
          value={search.act ?? ALL}
          onChange={(event) => onSearch({ act: AUDIT_KINDS.find((kind) => kind === event.target.value) })}
          sx={{ width: 240 }}
        >
          <MenuItem value={ALL}>All actions</MenuItem>
          {AUDIT_KINDS.map((kind) => (
            <MenuItem key={kind} value={kind}>
              {KINDS[kind].label}
            </MenuItem>
          ))}
        </TextField>
        <TextField
          select
          label="Credential"
          value={search.of ?? ALL}
          onChange={(event) => onSearch({ of: event.target.value === ALL ? undefined : event.target.value })}
          sx={{ width: 380 }}
        >
          <MenuItem value={ALL}>All credentials</MenuItem>
          {choicesOf(entries, search.of).map(({ id, label }) => (
            <MenuItem key={id} value={id}>
              {label}
            </MenuItem>
          ))}
        </TextField>
      </Box>
      <Box sx={{ flex: '1 0 260px', minHeight: 0, display: 'flex', flexDirection: 'column' }}>
        <AuditList filter={{ kind: search.act, subject: search.of }} entries={entries} />
      </Box>
    </>
  )
}

/** Of one that is forgotten only its id is known. */
function choicesOf(entries: readonly VaultEntry[], chosen: string | undefined) {
  const known = entries.map((one) => ({ id: one.id, label: entryName(one) }))
  return chosen === undefined || known.some(({ id }) => id === chosen)
    ? known
    : [...known, { id: chosen, label: chosen }]
}
