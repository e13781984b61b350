import Box from '@mui/material/Box'
import Paper from '@mui/material/Paper'
import Table from '@mui/material/Table'
import TableBody from '@mui/material/TableBody'
import TableCell from '@mui/material/TableCell'
import TableContainer from '@mui/material/TableContainer'
import TableHead from '@mui/material/TableHead'
import TableRow from '@mui/material/TableRow'
import { Link } from '@tanstack/react-router'
import type { Provider } from '../../../shared/provider/model.ts'
import { formatCount, formatNumber } from '../../../shared/units.ts'
import { Ago } from '../../ui/ago.tsx'
import { ProviderActions, type ProviderActionsProps } from './provider-actions.tsx'
import { isFile, kindWord, ProviderStatusLabel } from './provider-status.tsx'

/** Left out on narrow screens, where the actions matter more. */
const wideOnly = { display: { xs: 'none', lg: 'table-cell' } }

export interface ProviderTableProps extends Omit<ProviderActionsProps, 'provider'> {
  readonly providers: readonly Provider[]
}

/** Known sources and targets: what they are, how they are, how much is in them, what can be done. */
export function ProviderTable({ providers, ...actions }: ProviderTableProps) {
  return (
    <TableContainer component={Paper}>
      <Table size="small" aria-label="Providers">
        <TableHead>
          <TableRow>
            <TableCell>Name</TableCell>
            <TableCell>Kind</TableCell>
            <TableCell>Version</TableCell>
            <TableCell sx={wideOnly}>Address</TableCell>
            <TableCell>Status</TableCell>
            <TableCell align="right">VMs</TableCell>
            <TableCell>Last synchronised</TableCell>
            <TableCell align="right">Actions</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {providers.map((provider) => (
            <ProviderLine key={provider.id} provider={provider} {...actions} />
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  )
}

function ProviderLine(props: ProviderActionsProps) {
  const { provider } = props
  const { name, url, username, version, inventory } = provider
  const at = username ? `${username} at ${url}` : url
  return (
    <TableRow hover>
      <TableCell title={`${name}: ${at}`} sx={{ fontWeight: 600, maxWidth: 170 }}>
        {provider.kind === 'cluster' ? (
          <Box
            component={Link}
            to={`/providers/${provider.id}`}
            sx={{ color: 'primary.main', textDecoration: 'none', '&:hover': { textDecoration: 'underline' } }}
          >
            {name}
          </Box>
        ) : (
          name
        )}
        {provider.lab ? (
          <Box component="span" sx={{ fontWeight: 400, color: 'text.secondary' }}>
            {' '}
            (demo lab)
          </Box>
        ) : null}
      </TableCell>
      <TableCell>{kindWord(provider)}</TableCell>
      <TableCell>{version || 'unknown'}</TableCell>
      <TableCell title={at} sx={{ ...wideOnly, maxWidth: 190 }}>
        {shortAddress(url)}
      </TableCell>
      <TableCell>
        <ProviderStatusLabel provider={provider} />
      </TableCell>
      <TableCell align="right" title={inventory ? `On ${formatCount(inventory.hosts, 'host')}` : undefined}>
        <VmCount provider={provider} />
      </TableCell>
      <TableCell>
        <Synchronised provider={provider} />
      </TableCell>
      <TableCell align="right" sx={{ overflow: 'visible' }}>
        <ProviderActions {...props} />
      </TableCell>
    </TableRow>
  )
}

/** Without what every address has; the whole of it is in the title. */
function shortAddress(url: string): string {
  return url.replace(/^https:\/\//, '').replace(/\/sdk$/, '')
}

function VmCount({ provider }: { readonly provider: Provider }) {
  if (provider.inventory) return formatNumber(provider.inventory.vms)
  if (provider.kind === 'cluster') return <NotApplicable />
  return provider.status.state === 'connected' || provider.status.state === 'connecting'
    ? 'reading'
    : 'unknown'
}

function Synchronised({ provider }: { readonly provider: Provider }) {
  const { status, inventory } = provider
  if (status.state === 'offline') return <Ago iso={status.takenAt} />
  if (provider.kind === 'cluster' || isFile(provider)) return <NotApplicable />
  return inventory ? <Ago iso={inventory.syncedAt} /> : 'not yet'
}

/** Does not apply to a cluster, which is asked anew each time. */
function NotApplicable() {
  return (
    <Box component="span" title="A cluster is asked anew each time" sx={{ color: 'text.secondary' }}>
      -
    </Box>
  )
}
