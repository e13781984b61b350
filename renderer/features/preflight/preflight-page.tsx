import { useNavigate, useSearch } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import type { PreflightSummary } from '../../../shared/preflight/model.ts'
import type { Provider } from '../../../shared/provider/model.ts'
import { useLiveData } from '../../app/live-data.tsx'
import { QueryGate } from '../../app/query-gate.tsx'
import type { PreflightSearch } from '../../app/search.ts'
import { StreamGate } from '../../app/stream-gate.tsx'
import { Page } from '../../ui/page.tsx'
import { type Open, ProvidersDialog } from '../providers/providers-dialog.tsx'
import { useRuns } from './queries.ts'
import { NO_PLAN } from './source-state.ts'
import { SourcePage } from './source-page.tsx'
import { NothingYet } from './nothing-yet.tsx'

/** What stands in the way of migrating the VMs of a source, with evidence and remedy. */
export function PreflightPage(): ReactNode {
  const { providers } = useLiveData()
  const runs = useRuns()
  return (
    <StreamGate stream={providers} what="Reading the providers">
      {(list) => (
        <QueryGate query={runs} what="Reading the runs">
          {(known) => <Chosen providers={list} runs={known} />}
        </QueryGate>
      )}
    </StreamGate>
  )
}

interface ChosenProps {
  readonly providers: readonly Provider[]
  readonly runs: readonly PreflightSummary[]
}

function Chosen({ providers, runs }: ChosenProps) {
  const search = useSearch({ from: '/preflight' })
  const navigate = useNavigate({ from: '/preflight' })
  const [open, setOpen] = useState<Open>()
  const change = (next: Partial<PreflightSearch>) =>
    void navigate({ search: (before) => ({ ...before, ...next }), replace: true })
  const sources = providers.filter((one) => one.kind === 'vsphere')
  const asked = runs.find((one) => one.runId === search.run)
  const sourceId = search.source ?? asked?.providerId ?? sources[0]?.id ?? runs[0]?.providerId
  const ofPlan = search.plan === NO_PLAN ? undefined : search.plan
  const isMeant = ({ providerId, planId }: PreflightSummary) =>
    providerId === sourceId && (ofPlan === undefined || planId === ofPlan)
  const runId = search.run ?? runs.find(isMeant)?.runId
  return (
    <>
      {sourceId === undefined && runId === undefined ? (
        <Page title="Preflight">
          <NothingYet sources={sources} onOpen={setOpen} />
        </Page>
      ) : (
        <SourcePage
          key={sourceId}
          sources={sources}
          clusters={providers.filter((one) => one.kind === 'cluster')}
          sourceId={sourceId}
          runs={runs}
          runId={runId}
          search={search}
          onChange={change}
          onOpen={setOpen}
        />
      )}
      {open ? (
        <ProvidersDialog
          open={open}
          onClose={() => setOpen(undefined)}
          onOpened={(id) =>
            change({
              source: id,
              target: undefined,
              plan: undefined,
              run: undefined,
              rule: undefined,
              object: undefined,
            })
          }
        />
      ) : null}
    </>
  )
}
