import Box from '@mui/material/Box'
import Tooltip from '@mui/material/Tooltip'
import type { VaultEntry } from '../../../shared/vault/model.ts'
import { MONO } from '../../theme/theme.ts'
import { Ago } from '../../ui/ago.tsx'
import type { TableColumn } from '../../ui/table-columns.ts'
import { ownerText, PRINT_USE } from './entries-words.ts'

export const ENTRY_COLUMNS: readonly TableColumn<VaultEntry>[] = [
  { id: 'owner', header: 'Whose', width: 150, value: ownerText, title: ownerText },
  {
    id: 'what',
    header: 'What',
    width: 230,
    grow: true,
    value: ({ what }) => what,
    title: ({ what }) => what,
  },
  {
    id: 'since',
    header: 'Since',
    width: 110,
    value: ({ updatedAt }) => Date.parse(updatedAt),
    cell: ({ updatedAt }) => <Ago iso={updatedAt} />,
  },
  {
    id: 'print',
    header: 'Fingerprint',
    width: 100,
    value: ({ fingerprint = '' }) => fingerprint,
    cell: ({ fingerprint }) =>
      fingerprint === undefined ? (
        <Box component="span" title="Made when the vault is set up" sx={{ color: 'text.secondary' }}>
          none
        </Box>
      ) : (
        <Tooltip title={PRINT_USE}>
          <Box component="code" sx={{ fontFamily: MONO, fontSize: 12 }}>
            {fingerprint}
          </Box>
        </Tooltip>
      ),
  },
  {
    id: 'used',
    header: 'Last used',
    width: 100,
    value: ({ lastUsedAt }) => (lastUsedAt === undefined ? 0 : Date.parse(lastUsedAt)),
    cell: ({ lastUsedAt }) => (lastUsedAt === undefined ? 'never' : <Ago iso={lastUsedAt} />),
  },
  {
    id: 'usedFor',
    header: 'For what',
    width: 240,
    value: ({ lastUsedFor = '' }) => lastUsedFor,
    title: ({ lastUsedFor = '' }) => lastUsedFor,
  },
  {
    id: 'plans',
    header: 'Plans that need it',
    width: 150,
    value: ({ plans }) => plans.join(', '),
    title: ({ plans }) => plans.join(', '),
    cell: ({ plans }) =>
      plans.length === 0 ? (
        <Box component="span" sx={{ color: 'text.secondary' }}>
          none
        </Box>
      ) : (
        plans.join(', ')
      ),
  },
]
