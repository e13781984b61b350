import AddIcon from '@mui/icons-material/Add'
import UploadFileIcon from '@mui/icons-material/UploadFile'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import { useTheme } from '@mui/material/styles'
import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import type { Problem } from '../../../shared/problem.ts'
import type { Provider } from '../../../shared/provider/model.ts'
import type { VaultStatus } from '../../../shared/vault/model.ts'
import { useLiveData } from '../../app/live-data.tsx'
import { StreamGate } from '../../app/stream-gate.tsx'
import { Empty, Page } from '../../ui/page.tsx'
import { ProblemCard } from '../../ui/problem-card.tsx'
import { isSealed } from '../vault/lock-words.ts'
import { StartLabButton } from '../overview/start-lab-button.tsx'
import type { ProviderDeed } from './provider-actions.tsx'
import { ProviderNotices } from './provider-notices.tsx'
import { ProviderTable } from './provider-table.tsx'
import { type Open, ProvidersDialog } from './providers-dialog.tsx'
import { useRegained } from './regained.ts'
import { useFileDrop } from './use-file-drop.ts'
import { useReconnect } from './use-reconnect.ts'

/** Known sources and targets, their state, and what to do about it. */
export function ProvidersPage(): ReactNode {
  const { tokens } = useTheme()
  const navigate = useNavigate()
  const [open, setOpen] = useState<Open>()
  const { providers, vault } = useLiveData()
  const drop = useFileDrop((files) => setOpen({ kind: 'file', files }))
  return (
    <>
      <Box
        {...drop.handlers}
        sx={{ minHeight: '100%', boxShadow: drop.over ? `inset 0 0 0 2px ${tokens.brand}` : 'none' }}
      >
        <Page
          title="Providers"
          lead={`Where VMs come from and where they go. ${whereTheyStay(vault.value)}`}
          actions={<AddButtons onOpen={setOpen} />}
        >
          <StreamGate stream={providers} what="Reading the providers">
            {(list) =>
              list.length === 0 ? (
                <NoProviders onOpen={setOpen} />
              ) : (
                <Known providers={list} onOpen={setOpen} />
              )
            }
          </StreamGate>
        </Page>
      </Box>
      {open ? (
        <ProvidersDialog
          open={open}
          onClose={() => setOpen(undefined)}
          onOpened={(id) => void navigate({ to: '/inventory', search: { source: id } })}
        />
      ) : null}
    </>
  )
}

function whereTheyStay(status: VaultStatus | undefined): string {
  return isSealed(status)
    ? 'Passwords and tokens are kept in the vault, encrypted.'
    : 'Passwords and tokens stay in memory and end with Palletjack.'
}

interface OpenProps {
  readonly onOpen: (open: Open) => void
}

function AddButtons({ onOpen }: OpenProps) {
  return (
    <>
      <Button
        variant="outlined"
        startIcon={<AddIcon />}
        onClick={() => onOpen({ kind: 'add', what: 'vsphere' })}
      >
        Add vCenter
      </Button>
      <Button
        variant="outlined"
        startIcon={<AddIcon />}
        onClick={() => onOpen({ kind: 'add', what: 'cluster' })}
      >
        Add cluster
      </Button>
      <Button
        variant="outlined"
        startIcon={<UploadFileIcon />}
        onClick={() => onOpen({ kind: 'file', files: [] })}
      >
        Open inventory file
      </Button>
    </>
  )
}

function NoProviders({ onOpen }: OpenProps) {
  return (
    <Empty
      title="No providers yet"
      action={
        <>
          <Button variant="contained" onClick={() => onOpen({ kind: 'add', what: 'vsphere' })}>
            Add a vCenter
          </Button>
          <Button variant="outlined" onClick={() => onOpen({ kind: 'add', what: 'cluster' })}>
            Add a cluster
          </Button>
          <Button variant="outlined" onClick={() => onOpen({ kind: 'file', files: [] })}>
            Open an inventory file
          </Button>
          <StartLabButton />
        </>
      }
    >
      Add the vCenter or ESXi host that the VMs run on, and the cluster that they move to. Without a network,
      open an inventory that was saved to a file (or drop it here), or try all of it with the demo lab.
    </Empty>
  )
}

interface KnownProps extends OpenProps {
  readonly providers: Provider[]
}

function Known({ providers, onOpen }: KnownProps) {
  const { regained, dismiss } = useRegained(providers)
  const reconnect = useReconnect((provider) => onOpen({ kind: 'unlock', provider }))
  const actions = {
    onDeed: (deed: ProviderDeed, provider: Provider) => onOpen({ kind: deed, provider }),
    onReconnect: reconnect.start,
    reconnecting: reconnect.busy,
  }
  return (
    <>
      <ProviderTable providers={providers} {...actions} />
      {providers.map((provider) => {
        const problem = reconnect.problems.get(provider.id)
        return problem && !isSaidAlready(provider, problem) ? (
          <ProblemCard key={provider.id} problem={problem} subject={provider.name} />
        ) : null
      })}
      <ProviderNotices providers={providers} regained={regained} onDismiss={dismiss} {...actions} />
    </>
  )
}

/** The status says the same in a card of its own. */
function isSaidAlready({ status }: Provider, problem: Problem): boolean {
  return 'problem' in status && status.problem.code === problem.code
}
