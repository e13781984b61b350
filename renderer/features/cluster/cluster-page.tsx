import RefreshIcon from '@mui/icons-material/Refresh'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Tab from '@mui/material/Tab'
import Tabs from '@mui/material/Tabs'
import { useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { type ReactNode, useMemo, useState } from 'react'
import type { Provider } from '../../../shared/provider/model.ts'
import { useLiveData } from '../../app/live-data.tsx'
import { type ClusterSearch, type ClusterTab, CLUSTER_TABS } from '../../app/search.ts'
import { StreamGate } from '../../app/stream-gate.tsx'
import { useRefreshTarget, useTarget } from '../../app/queries.ts'
import { useVaultDoors } from '../../app/vault-doors.tsx'
import { Loading } from '../../ui/loading.tsx'
import { Empty, Page } from '../../ui/page.tsx'
import { StartLabButton } from '../overview/start-lab-button.tsx'
import { ProviderNotices } from '../providers/provider-notices.tsx'
import { ProviderStatusLabel, secretWord } from '../providers/provider-status.tsx'
import { type Open, ProvidersDialog } from '../providers/providers-dialog.tsx'
import { useRegained } from '../providers/regained.ts'
import { useReconnect } from '../providers/use-reconnect.ts'
import { isUsable } from '../wizard/steps.ts'
import { ClusterTabs } from './cluster-tabs.tsx'

/** One target cluster: what it offers, what the login may do there, its settings, and looks from inside. */
export function ClusterPage(): ReactNode {
  const { providerId } = useParams({ from: '/providers/$providerId' })
  const { providers } = useLiveData()
  const provider = providers.value?.find((one) => one.id === providerId)
  if (provider?.kind === 'cluster') return <Known key={provider.id} provider={provider} />
  return (
    <Page title={provider?.name ?? 'Cluster'} back={<BackLink />}>
      <StreamGate stream={providers} what="Reading the providers">
        {() => (provider ? <NoCluster provider={provider} /> : <Gone />)}
      </StreamGate>
    </Page>
  )
}

function BackLink() {
  return (
    <Box component={Link} to="/providers" sx={{ color: 'primary.main', fontSize: 13 }}>
      All providers
    </Box>
  )
}

function Gone() {
  return (
    <Empty
      title="This cluster is not known here"
      action={
        <Button variant="contained" component={Link} to="/providers">
          Go to the providers
        </Button>
      }
    >
      It was removed, or its address is from another Palletjack.
    </Empty>
  )
}

function NoCluster({ provider }: { readonly provider: Provider }) {
  const navigate = useNavigate()
  return (
    <Empty
      title={`${provider.name} is a source`}
      action={
        <Button
          variant="contained"
          onClick={() => void navigate({ to: '/inventory', search: { source: provider.id } })}
        >
          Open its inventory
        </Button>
      }
    >
      Only clusters have such a page. What a source holds is in its inventory.
    </Empty>
  )
}

function Known({ provider }: { readonly provider: Provider }) {
  const navigate = useNavigate()
  const search = useSearch({ from: '/providers/$providerId' })
  const [open, setOpen] = useState<Open>()
  const show = (change: Partial<ClusterSearch>) =>
    void navigate({
      to: '/providers/$providerId',
      params: { providerId: provider.id },
      search: { ...search, ...change },
      replace: true,
    })
  return (
    <Page
      title={provider.name}
      back={<BackLink />}
      lead={<Lead provider={provider} />}
      actions={<Actions provider={provider} onOpen={setOpen} />}
    >
      <Connection provider={provider} onOpen={setOpen} />
      {isUsable(provider) ? (
        <>
          <TabList tab={search.tab ?? 'overview'} onTab={(tab) => show({ tab })} />
          <Box
            id="cluster"
            role="tabpanel"
            aria-labelledby={`tab-${search.tab ?? 'overview'}`}
            sx={{ display: 'flex', flexDirection: 'column', gap: 2, minWidth: 0 }}
          >
            <ClusterTabs provider={provider} search={search} onSearch={show} />
          </Box>
        </>
      ) : null}
      {open ? (
        <ProvidersDialog open={open} onClose={() => setOpen(undefined)} onOpened={() => undefined} />
      ) : null}
    </Page>
  )
}

function Lead({ provider }: { readonly provider: Provider }) {
  return (
    <Box
      component="span"
      sx={{ display: 'inline-flex', columnGap: 2, flexWrap: 'wrap', alignItems: 'center' }}
    >
      <Box component="span" sx={{ overflowWrap: 'anywhere' }}>
        {provider.url}
        {provider.lab ? ' (demo lab)' : ''}
      </Box>
      <Box component="span" sx={{ fontSize: 13 }}>
        <ProviderStatusLabel provider={provider} />
      </Box>
    </Box>
  )
}

interface ActionsProps {
  readonly provider: Provider
  readonly onOpen: (open: Open) => void
}

function Actions({ provider, onOpen }: ActionsProps) {
  const refresh = useRefreshTarget()
  const cache = useQueryClient()
  const reading = useTarget(provider.id, isUsable(provider)).isFetching
  const again = async () => {
    await refresh(provider.id)
    await cache.invalidateQueries({ queryKey: ['permissions', provider.id] })
  }
  return (
    <>
      {isUsable(provider) ? (
        <Button
          variant="outlined"
          startIcon={<RefreshIcon />}
          loading={reading}
          loadingPosition="start"
          onClick={() => void again()}
        >
          Read again
        </Button>
      ) : null}
      <Button variant="outlined" onClick={() => onOpen({ kind: 'check', provider })}>
        Check connection
      </Button>
      <Button variant="outlined" onClick={() => onOpen({ kind: 'edit', provider })}>
        Edit
      </Button>
    </>
  )
}

/** What is wrong with the connection, and what brings it back. */
function Connection({ provider, onOpen }: ActionsProps) {
  // A new list counts as news of the connection.
  const only = useMemo(() => [provider], [provider])
  const { regained, dismiss } = useRegained(only)
  const reconnect = useReconnect((one) => onOpen({ kind: 'unlock', provider: one }))
  const { unlock } = useVaultDoors()
  const { state } = provider.status
  if (state === 'connecting') return <Loading label={`Connecting to ${provider.name}`} />
  if (state === 'locked')
    return (
      <Empty
        title={`${provider.name} waits for the vault`}
        action={
          <Button variant="contained" color="warning" onClick={unlock}>
            Unlock the vault
          </Button>
        }
      >
        Its {secretWord(provider)} is in the vault, which is locked. What the cluster offers is read as soon
        as it is unlocked.
      </Empty>
    )
  if (state === 'needsCredentials' && provider.lab)
    return (
      <Empty title="The demo lab does not run" action={<StartLabButton />}>
        It ended with the Palletjack that started it. Started again, it is as new.
      </Empty>
    )
  if (state === 'needsCredentials')
    return (
      <Empty
        title={`${provider.name} needs its ${secretWord(provider)}`}
        action={
          <Button variant="contained" color="warning" onClick={() => onOpen({ kind: 'unlock', provider })}>
            Give {secretWord(provider)}
          </Button>
        }
      >
        It was not stored when Palletjack was closed. What the cluster offers is read as soon as it is
        connected.
      </Empty>
    )
  return (
    <ProviderNotices
      providers={only}
      regained={regained}
      onDismiss={dismiss}
      onDeed={(kind, one) => onOpen({ kind, provider: one })}
      onReconnect={reconnect.start}
      reconnecting={reconnect.busy}
    />
  )
}

interface TabListProps {
  readonly tab: ClusterTab
  readonly onTab: (tab: ClusterTab) => void
}

const LABELS: Readonly<Record<ClusterTab, string>> = {
  overview: 'Overview',
  rights: 'Rights',
  settings: 'Settings',
  probes: 'Probes',
}

function TabList({ tab, onTab }: TabListProps) {
  return (
    <Tabs value={tab} onChange={(_event, next: ClusterTab) => onTab(next)} aria-label="Parts of the cluster">
      {CLUSTER_TABS.map((one) => (
        <Tab key={one} value={one} label={LABELS[one]} id={`tab-${one}`} aria-controls="cluster" />
      ))}
    </Tabs>
  )
}
