import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import type { Provider } from '../../../shared/provider/model.ts'
import { problemOf } from '../../api/problem.ts'
import { QueryGate } from '../../app/query-gate.tsx'
import { useTarget } from '../../app/queries.ts'
import type { ClusterSearch } from '../../app/search.ts'
import { ProblemCard } from '../../ui/problem-card.tsx'
import { exactStamp } from '../../ui/times.ts'
import { useDraft } from '../wizard/draft-context.tsx'
import { OverviewTab } from './overview-tab.tsx'
import { ProbesTab } from './probes-tab.tsx'
import { RightsTab } from './rights-tab.tsx'
import { SettingsTab } from './settings-tab.tsx'

export interface ClusterTabsProps {
  readonly provider: Provider
  readonly search: ClusterSearch
  readonly onSearch: (change: Partial<ClusterSearch>) => void
}

/** What the chosen tab shows. Rights can be looked at even where the cluster itself may not be read. */
export function ClusterTabs({ provider, search, onSearch }: ClusterTabsProps) {
  const target = useTarget(provider.id)
  const { draft } = useDraft()
  const planned = draft.targetId === provider.id ? draft.targetNamespace : ''
  const namespace = search.namespace ?? planned
  if (search.tab === 'rights')
    return (
      <RightsTab
        provider={provider}
        target={target.data}
        namespace={namespace}
        onNamespace={(next) => onSearch({ namespace: next })}
      />
    )
  return (
    <>
      {target.data && target.error ? <Outdated provider={provider} target={target} /> : null}
      <QueryGate query={target} what={`Reading what ${provider.name} offers`}>
        {(offer) => {
          switch (search.tab) {
            case 'settings':
              return <SettingsTab provider={provider} target={offer} />
            case 'probes':
              return (
                <ProbesTab
                  provider={provider}
                  target={offer}
                  namespace={namespace}
                  sourceId={search.source}
                />
              )
            default:
              return <OverviewTab provider={provider} target={offer} />
          }
        }}
      </QueryGate>
    </>
  )
}

interface OutdatedProps {
  readonly provider: Provider
  readonly target: ReturnType<typeof useTarget>
}

/** It could be read once and cannot now: what stands below is of then. */
function Outdated({ provider, target }: OutdatedProps) {
  const readAt = exactStamp(new Date(target.dataUpdatedAt).toISOString())
  return (
    <>
      <ProblemCard
        problem={problemOf(target.error)}
        subject={provider.name}
        action={
          <Button size="small" variant="outlined" onClick={() => void target.refetch()}>
            Try again
          </Button>
        }
      />
      <Box sx={{ fontSize: 13, color: 'text.secondary' }}>What is shown below was read {readAt}.</Box>
    </>
  )
}
