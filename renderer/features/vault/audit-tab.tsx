import Box from '@mui/material/Box'
import MenuItem from '@mui/material/MenuItem'
import TextField from '@mui/material/TextField'
import { useMemo } from 'react'
import { useLiveData } from '../../app/live-data.tsx'
import { AUDIT_KINDS, type VaultSearch } from '../../app/search.ts'
import { AuditList } from './audit-list.tsx'
import { AuditVerify } from './audit-verify.tsx'
import { KINDS } from './audit-words.ts'
import { entryName, formerName } from './entries-words.ts'
import { useEntries } from './vault-page-queries.ts'

const ALL = 'all'

export interface AuditTabProps {
  readonly search: VaultSearch
  readonly onSearch: (change: Partial<VaultSearch>) => void
}

/** Who did what with which credential. */
export function AuditTab({ search, onSearch }: AuditTabProps) {
  const { names, nameOf } = useNames()
  const { act, of: subject } = search
  const ids = subject === undefined || names.has(subject) ? [...names.keys()] : [...names.keys(), subject]
  return (
    <>
      <AuditVerify now={search.do === 'verify'} onBegun={() => onSearch({ do: undefined })}>
        <TextField
          select
          label="Actions"
          value={act ?? ALL}
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
          value={subject ?? ALL}
          onChange={(event) => onSearch({ of: event.target.value === ALL ? undefined : event.target.value })}
          sx={{ width: 380 }}
        >
          <MenuItem value={ALL}>All credentials</MenuItem>
          {ids.map((id) => (
            <MenuItem key={id} value={id}>
              {nameOf(id)}
            </MenuItem>
          ))}
        </TextField>
      </AuditVerify>
      <Box sx={{ flex: '1 0 260px', minHeight: 0, display: 'flex', flexDirection: 'column' }}>
        <AuditList filter={{ kind: act, subject }} nameOf={nameOf} />
      </Box>
    </>
  )
}

/** Names of the credentials that are stored, and of those that were. */
function useNames() {
  const entries = useEntries().data
  const providers = useLiveData().providers.value
  return useMemo(() => {
    const names = new Map((entries ?? []).map((one) => [one.id, entryName(one)]))
    return { names, nameOf: (id: string) => names.get(id) ?? formerName(id, providers ?? []) }
  }, [entries, providers])
}
