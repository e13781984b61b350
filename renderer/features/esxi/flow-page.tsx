import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import { useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { EsxiHost } from '../../../shared/esxi/model.ts'
import type { Provider } from '../../../shared/provider/model.ts'
import { formatCount } from '../../../shared/units.ts'
import type { EsxiSearch } from '../../app/search.ts'
import { Empty, Page } from '../../ui/page.tsx'
import { StateLabel } from '../../ui/state-label.tsx'
import type { ChangeSearch } from './esxi-page.tsx'
import type { Running } from './running.tsx'

/** What a page about chosen hosts is given. */
export interface FlowProps {
  readonly source: Provider
  readonly hosts: readonly EsxiHost[]
  readonly search: EsxiSearch
  readonly onChange: ChangeSearch
  /** Why no host can be worked on now. */
  readonly fault: string | undefined
  readonly running: Running
  /** What is wrong with the connection of the source. */
  readonly notice: ReactNode
}

/** The chosen hosts by name, as people sort them. */
export function chosenHosts({ hosts, search }: Pick<FlowProps, 'hosts' | 'search'>): readonly EsxiHost[] {
  const ids = new Set(search.chosen)
  return hosts
    .filter(({ id }) => ids.has(id))
    .sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }))
}

export interface FlowPageProps {
  readonly title: string
  readonly lead: ReactNode
  readonly flow: FlowProps
  readonly actions?: ReactNode
  readonly children: ReactNode
}

/** A page about some hosts, with the way back to where they were chosen. */
export function FlowPage({ title, lead, flow, actions, children }: FlowPageProps) {
  const { search, fault, notice } = flow
  const missing = (search.chosen?.length ?? 0) - chosenHosts(flow).length
  return (
    <Page title={title} lead={lead} back={<WayBack flow={flow} />} actions={actions}>
      {notice}
      {missing > 0 ? (
        <StateLabel tone="failed">
          {`${formatCount(missing, 'chosen host')} ${missing === 1 ? 'is' : 'are'} no longer in this vCenter.`}
        </StateLabel>
      ) : null}
      {fault ? (
        <Box role="note" sx={{ fontSize: 13 }}>
          <StateLabel tone="pending">{fault}</StateLabel>
        </Box>
      ) : null}
      <Box sx={{ display: 'flex', flexDirection: 'column', gap: 2, maxWidth: 980 }}>{children}</Box>
    </Page>
  )
}

function WayBack({ flow }: { readonly flow: FlowProps }) {
  const { onChange, search } = flow
  const navigate = useNavigate()
  return (
    <Box sx={{ display: 'flex', gap: 1, ml: -1 }}>
      {search.from === 'wizard' ? (
        <Button size="small" onClick={() => void navigate({ to: '/wizard/hosts' })}>
          Back to the new migration
        </Button>
      ) : null}
      <Button size="small" onClick={() => onChange({ do: undefined, backup: undefined })}>
        All ESXi hosts
      </Button>
    </Box>
  )
}

export function NoneChosen({ onChange }: { readonly onChange: ChangeSearch }) {
  return (
    <Empty
      title="No host is chosen"
      action={
        <Button
          variant="contained"
          onClick={() => onChange({ do: undefined, chosen: undefined, backup: undefined })}
        >
          Choose hosts
        </Button>
      }
    >
      Choose the hosts in the list first.
    </Empty>
  )
}
