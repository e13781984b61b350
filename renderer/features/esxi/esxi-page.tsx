import Button from '@mui/material/Button'
import MenuItem from '@mui/material/MenuItem'
import TextField from '@mui/material/TextField'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import type { EsxiHost } from '../../../shared/esxi/model.ts'
import type { Provider } from '../../../shared/provider/model.ts'
import { useLiveData } from '../../app/live-data.tsx'
import type { EsxiSearch } from '../../app/search.ts'
import { StreamGate } from '../../app/stream-gate.tsx'
import { Empty, Page } from '../../ui/page.tsx'
import { StartLabButton } from '../overview/start-lab-button.tsx'
import { SourceNotice } from '../preflight/source-notice.tsx'
import { hasInventory, isFile } from '../providers/provider-status.tsx'
import { type Open, ProvidersDialog } from '../providers/providers-dialog.tsx'
import { EditPage } from './edit-page.tsx'
import { HostDrawer } from './host-drawer.tsx'
import { HostList } from './host-list.tsx'
import { NetworkPage } from './network-page.tsx'
import { useHosts } from './queries.ts'
import { RunStrip } from './run-strip.tsx'
import { type Running, useEditRun } from './running.tsx'

/** The ESXi hosts of a source: their NFC memory, the SSH service that leads to it, and the way that copies take. */
export function EsxiPage(): ReactNode {
  const { providers } = useLiveData()
  return (
    <StreamGate stream={providers} what="Reading the providers">
      {(list) => <Chosen sources={list.filter((one) => one.kind === 'vsphere')} />}
    </StreamGate>
  )
}

/** Changes the address; what is not named stays. */
export type ChangeSearch = (change: Partial<EsxiSearch>) => void

function Chosen({ sources }: { readonly sources: readonly Provider[] }) {
  const search = useSearch({ from: '/hosts' })
  const navigate = useNavigate({ from: '/hosts' })
  const [open, setOpen] = useState<Open>()
  const change: ChangeSearch = (next) =>
    void navigate({ search: (before) => ({ ...before, ...next }), replace: !('do' in next) })
  const source = search.source === undefined ? sources[0] : sources.find((one) => one.id === search.source)
  return (
    <>
      {source ? (
        <SourcePage
          key={source.id}
          sources={sources}
          source={source}
          search={search}
          onChange={change}
          onOpen={setOpen}
        />
      ) : (
        <Page title="ESXi hosts">
          <NoSource
            isRemoved={search.source !== undefined}
            hasOthers={sources.length > 0}
            onChange={change}
          />
        </Page>
      )}
      {open ? (
        <ProvidersDialog
          open={open}
          onClose={() => setOpen(undefined)}
          onOpened={(id) => change({ source: id })}
        />
      ) : null}
    </>
  )
}

interface NoSourceProps {
  readonly isRemoved: boolean
  readonly hasOthers: boolean
  readonly onChange: ChangeSearch
}

function NoSource({ isRemoved, hasOthers, onChange }: NoSourceProps) {
  return (
    <Empty
      title={isRemoved ? 'The vCenter of this address was removed' : 'No vCenter yet'}
      action={
        <>
          {hasOthers ? (
            <Button
              variant="contained"
              onClick={() =>
                onChange({ source: undefined, host: undefined, chosen: undefined, do: undefined })
              }
            >
              Show the other hosts
            </Button>
          ) : (
            <Button variant="contained" component={Link} to="/providers">
              Go to the providers
            </Button>
          )}
          {isRemoved ? null : <StartLabButton />}
        </>
      }
    >
      Here the hosts of a vCenter are made ready for many disk copies at once: more NFC memory, and a network
      of their own for the copies. Palletjack goes to each host itself, and only when you ask it to.
    </Empty>
  )
}

interface SourcePageProps {
  readonly sources: readonly Provider[]
  readonly source: Provider
  readonly search: EsxiSearch
  readonly onChange: ChangeSearch
  readonly onOpen: (open: Open) => void
}

function SourcePage({ sources, source, search, onChange, onOpen }: SourcePageProps) {
  const known = hasInventory(source)
  const stream = useHosts(known ? source.id : undefined)
  const running = useEditRun(source.id)
  const fault = editFault(source)
  const props = { source, search, onChange, fault, running }
  const notice = <SourceNotice source={source} onOpen={onOpen} />
  const hosts = stream.value
  if (hosts && search.do !== undefined) {
    if (search.do === 'network') return <NetworkPage {...props} hosts={hosts} notice={notice} />
    return <EditPage key={search.do} {...props} hosts={hosts} notice={notice} />
  }
  return (
    <Page
      title="ESXi hosts"
      fill
      lead={leadOf(source, hosts)}
      actions={
        sources.length > 1 ? <SourceChoice sources={sources} value={source.id} onChange={onChange} /> : null
      }
    >
      {notice}
      <RunStrip running={running} onShow={() => onChange({ do: 'memory', host: undefined })} />
      {known ? (
        <StreamGate stream={stream} what="Reading the hosts">
          {(list) => <Listed {...props} hosts={list} />}
        </StreamGate>
      ) : (
        <Empty title="Nothing is known of the hosts yet">
          {source.status.state === 'connecting'
            ? `${source.name} is being connected.`
            : `${source.name} is not connected, and nothing is known of it from before.`}
        </Empty>
      )}
    </Page>
  )
}

interface ListedProps {
  readonly source: Provider
  readonly search: EsxiSearch
  readonly onChange: ChangeSearch
  readonly fault: string | undefined
  readonly running: Running
  readonly hosts: readonly EsxiHost[]
}

function Listed(props: ListedProps) {
  const { source, hosts, search, onChange } = props
  const open = hosts.find(({ id }) => id === search.host)
  return (
    <>
      <HostList {...props} isFile={isFile(source)} />
      {open ? (
        <HostDrawer key={open.id} {...props} host={open} onClose={() => onChange({ host: undefined })} />
      ) : null}
    </>
  )
}

/** Why no host of the source can be worked on now. */
function editFault(source: Provider): string | undefined {
  if (isFile(source))
    return `${source.name} is a file: its hosts are shown as they were, and cannot be reached through it. Connect the vCenter itself.`
  switch (source.status.state) {
    case 'connected':
      return undefined
    case 'connecting':
    case 'reconnecting':
      return `${source.name} is being connected; hosts are only changed while vCenter can be asked about them.`
    default:
      return `${source.name} is not connected; hosts are only changed while vCenter can be asked about them.`
  }
}

function leadOf(source: Provider, hosts: readonly EsxiHost[] | undefined): string {
  const where = `${source.name}${source.version ? ` (${source.version})` : ''}`
  const stores = hosts?.filter(({ generation }) => generation === 'configStore').length ?? 0
  if (!hosts || stores === 0) return where
  const which = stores === hosts.length ? 'All hosts keep' : `${stores} of ${hosts.length} hosts keep`
  return `${where}. ${which} their settings in ConfigStore, where the documented edit of config.xml does nothing.`
}

interface SourceChoiceProps {
  readonly sources: readonly Provider[]
  readonly value: string
  readonly onChange: ChangeSearch
}

function SourceChoice({ sources, value, onChange }: SourceChoiceProps) {
  return (
    <TextField
      select
      label="vCenter"
      value={value}
      onChange={(event) => onChange({ source: event.target.value, host: undefined, chosen: undefined })}
      sx={{ width: 240 }}
    >
      {sources.map((one) => (
        <MenuItem key={one.id} value={one.id}>
          {one.name}
        </MenuItem>
      ))}
    </TextField>
  )
}
