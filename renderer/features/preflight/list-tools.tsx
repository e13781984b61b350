import SearchIcon from '@mui/icons-material/Search'
import Box from '@mui/material/Box'
import InputAdornment from '@mui/material/InputAdornment'
import TextField from '@mui/material/TextField'
import ToggleButton from '@mui/material/ToggleButton'
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup'
import type { Grouping, PreflightSearch } from '../../app/search.ts'
import { useTyped } from '../inventory/use-typed.ts'
import type { Change } from './filter.ts'

export interface ListToolsProps {
  readonly search: PreflightSearch
  readonly onChange: Change
}

const GROUPS: readonly { readonly value: Grouping; readonly label: string }[] = [
  { value: 'rule', label: 'By rule' },
  { value: 'object', label: 'By object' },
  { value: 'none', label: 'List' },
]

/** Search and grouping. */
export function ListTools({ search, onChange }: ListToolsProps) {
  const [text, type] = useTyped(search.q ?? '', (q) => onChange({ q: q || undefined }))
  return (
    <Box sx={{ display: 'flex', gap: 1.5, flex: 1, minWidth: 360, alignItems: 'center' }}>
      <TextField
        value={text}
        onChange={(event) => type(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') type('')
        }}
        placeholder="Search findings"
        slotProps={{
          htmlInput: { 'data-filter': true, 'aria-label': 'Search findings', maxLength: 200 },
          input: {
            startAdornment: (
              <InputAdornment position="start">
                <SearchIcon aria-hidden sx={{ fontSize: 18 }} />
              </InputAdornment>
            ),
          },
        }}
      />
      <ToggleButtonGroup
        exclusive
        size="small"
        value={search.group ?? 'rule'}
        aria-label="Group the findings"
        onChange={(_event, next: Grouping | null) => {
          if (next)
            onChange({ group: next === 'rule' ? undefined : next, rule: undefined, object: undefined })
        }}
        sx={{ flexShrink: 0 }}
      >
        {GROUPS.map(({ value, label }) => (
          <ToggleButton key={value} value={value} sx={{ whiteSpace: 'nowrap', height: 34 }}>
            {label}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
    </Box>
  )
}
