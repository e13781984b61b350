import AddIcon from '@mui/icons-material/Add'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Table from '@mui/material/Table'
import TableBody from '@mui/material/TableBody'
import TableCell from '@mui/material/TableCell'
import TableHead from '@mui/material/TableHead'
import TableRow from '@mui/material/TableRow'
import TableContainer from '@mui/material/TableContainer'
import Paper from '@mui/material/Paper'
import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import type { Provider } from '../../../shared/provider/model.ts'
import { useLiveData } from '../../app/live-data.tsx'
import { StreamGate } from '../../app/stream-gate.tsx'
import { Empty, Page } from '../../ui/page.tsx'
import { ProblemCard } from '../../ui/problem-card.tsx'
import { AddProviderDialog } from './add-provider-dialog.tsx'
import { kindWord, ProviderStatusLabel, secretWord } from './provider-status.tsx'
import { RemoveProviderDialog } from './remove-provider-dialog.tsx'
import { UnlockDialog } from './unlock-dialog.tsx'

/** Left out on narrow screens, where the actions matter more. */
const wideOnly = { display: { xs: 'none', lg: 'table-cell' } }

type Open = { kind: 'vsphere' | 'cluster' } | { kind: 'unlock' | 'remove'; provider: Provider } | undefined

/** Known sources and targets, their state, and what to do about it. */
export function ProvidersPage(): ReactNode {
  const [open, setOpen] = useState<Open>()
  const { providers } = useLiveData()
  const close = () => setOpen(undefined)
  const add = (
    <>
      <Button variant="outlined" startIcon={<AddIcon />} onClick={() => setOpen({ kind: 'vsphere' })}>
        Add vCenter
      </Button>
      <Button variant="outlined" startIcon={<AddIcon />} onClick={() => setOpen({ kind: 'cluster' })}>
        Add cluster
      </Button>
    </>
  )
  return (
    <Page
      title="Providers"
      lead="Where VMs come from and where they go. Passwords and tokens stay in memory and end with Palletjack."
      actions={add}
    >
      <StreamGate stream={providers} what="Reading the providers">
        {(list) =>
          list.length === 0 ? (
            <Empty title="No providers yet">
              Add the vCenter that the VMs run on, and the cluster that they move to.
            </Empty>
          ) : (
            <ProviderTable providers={list} onOpen={setOpen} />
          )
        }
      </StreamGate>
      {open?.kind === 'vsphere' || open?.kind === 'cluster' ? (
        <AddProviderDialog kind={open.kind} onClose={close} />
      ) : null}
      {open?.kind === 'unlock' ? <UnlockDialog provider={open.provider} onClose={close} /> : null}
      {open?.kind === 'remove' ? <RemoveProviderDialog provider={open.provider} onClose={close} /> : null}
    </Page>
  )
}

interface ProviderTableProps {
  readonly providers: readonly Provider[]
  readonly onOpen: (open: Open) => void
}

function ProviderTable({ providers, onOpen }: ProviderTableProps) {
  const failed = providers.flatMap((one) =>
    one.status.state === 'failed' ? [{ provider: one, problem: one.status.problem }] : [],
  )
  return (
    <>
      <TableContainer component={Paper}>
        <Table size="small" aria-label="Providers">
          <TableHead>
            <TableRow>
              {['Name', 'Kind', 'Version', 'Address'].map((head) => (
                <TableCell key={head}>{head}</TableCell>
              ))}
              <TableCell sx={wideOnly}>User</TableCell>
              <TableCell>Status</TableCell>
              <TableCell align="right">Actions</TableCell>
            </TableRow>
          </TableHead>
          <TableBody>
            {providers.map((provider) => (
              <ProviderLine key={provider.id} provider={provider} onOpen={onOpen} />
            ))}
          </TableBody>
        </Table>
      </TableContainer>
      {failed.map(({ provider, problem }) => (
        <ProblemCard key={provider.id} problem={problem} subject={provider.name} />
      ))}
    </>
  )
}

interface ProviderLineProps {
  readonly provider: Provider
  readonly onOpen: (open: Open) => void
}

function ProviderLine({ provider, onOpen }: ProviderLineProps) {
  return (
    <TableRow hover>
      <TableCell sx={{ fontWeight: 600 }}>
        {provider.name}
        {provider.lab ? (
          <Box component="span" sx={{ fontWeight: 400, color: 'text.secondary' }}>
            {' '}
            (demo lab)
          </Box>
        ) : null}
      </TableCell>
      <TableCell>{kindWord(provider)}</TableCell>
      <TableCell>{provider.version || 'unknown'}</TableCell>
      <TableCell title={provider.url} sx={{ maxWidth: { xs: 200, lg: 280 } }}>
        {provider.url}
      </TableCell>
      <TableCell sx={{ ...wideOnly, maxWidth: 200 }} title={provider.username}>
        {provider.username || '-'}
      </TableCell>
      <TableCell>
        <ProviderStatusLabel provider={provider} />
      </TableCell>
      <TableCell align="right" sx={{ overflow: 'visible' }}>
        <ProviderActions provider={provider} onOpen={onOpen} />
      </TableCell>
    </TableRow>
  )
}

function ProviderActions({ provider, onOpen }: ProviderLineProps) {
  const navigate = useNavigate()
  const locked = provider.status.state !== 'connected' && !provider.lab
  return (
    <>
      {locked ? (
        <Button
          size="small"
          variant="contained"
          color={provider.status.state === 'needsCredentials' ? 'warning' : 'primary'}
          onClick={() => onOpen({ kind: 'unlock', provider })}
        >
          Give {secretWord(provider)}
        </Button>
      ) : null}
      {provider.kind === 'vsphere' && provider.status.state === 'connected' ? (
        <Button
          size="small"
          onClick={() => void navigate({ to: '/inventory', search: { source: provider.id } })}
        >
          Inventory
        </Button>
      ) : null}
      <Button
        size="small"
        color="inherit"
        aria-label={`Remove ${provider.name}`}
        onClick={() => onOpen({ kind: 'remove', provider })}
      >
        Remove
      </Button>
    </>
  )
}
