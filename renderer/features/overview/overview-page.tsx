import type { ReactNode } from 'react'
import Button from '@mui/material/Button'
import { useNavigate } from '@tanstack/react-router'
import type { LabStatus } from '../../../shared/contract/lab.ts'
import type { MigrationSummary } from '../../../shared/migration/model.ts'
import type { Provider } from '../../../shared/provider/model.ts'
import { useLiveData } from '../../app/live-data.tsx'
import { StreamGate } from '../../app/stream-gate.tsx'
import { Page } from '../../ui/page.tsx'
import { isFile } from '../providers/provider-status.tsx'
import { FirstRunPanel } from '../vault/first-run-notice.tsx'
import { useDraft } from '../wizard/draft-context.tsx'
import { FirstSteps } from './first-steps.tsx'
import { ProviderSummary, RunningWork, RecentRuns } from './overview-panels.tsx'

/** What runs, what waits for the person, what came before; on a fresh start: the two ways to begin. */
export function OverviewPage(): ReactNode {
  const { providers, runs } = useLiveData()
  return (
    <StreamGate stream={providers} what="Reading the providers">
      {(list) =>
        list.length === 0 && (runs.value ?? NO_RUNS).length === 0 ? (
          <Fresh />
        ) : (
          <Working providers={list} runs={runs.value ?? NO_RUNS} />
        )
      }
    </StreamGate>
  )
}

const NO_RUNS: readonly MigrationSummary[] = []

function Fresh() {
  const navigate = useNavigate()
  const { reset, update } = useDraft()
  const labStarted = (lab: LabStatus) => {
    reset()
    update({ sourceId: lab.sourceId, targetId: lab.targetId })
    void navigate({ to: '/wizard/vms' })
  }
  return (
    <Page title="Move VMs from vSphere to OpenShift Virtualization">
      <FirstSteps onConnect={() => void navigate({ to: '/wizard/connect' })} onLab={labStarted} />
    </Page>
  )
}

interface WorkingProps {
  readonly providers: readonly Provider[]
  readonly runs: readonly MigrationSummary[]
}

function Working({ providers, runs }: WorkingProps) {
  const navigate = useNavigate()
  const running = runs.filter((one) => one.endedAt === undefined)
  const ended = runs.filter((one) => one.endedAt !== undefined)
  return (
    <Page
      title="Overview"
      actions={
        <Button variant="contained" onClick={() => void navigate({ to: '/wizard/connect' })}>
          New migration
        </Button>
      }
    >
      <RunningWork runs={running} />
      <ProviderSummary providers={providers} />
      {providers.some((one) => !one.lab && !isFile(one)) ? <FirstRunPanel /> : null}
      <RecentRuns runs={ended.slice(0, 8)} />
    </Page>
  )
}
