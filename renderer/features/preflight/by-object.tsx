import Box from '@mui/material/Box'
import { useState } from 'react'
import type { Client } from '../../../shared/contract/contract.ts'
import type { FindingFilter } from '../../../shared/contract/preflight.ts'
import type { PreflightSummary } from '../../../shared/preflight/model.ts'
import type { Provider } from '../../../shared/provider/model.ts'
import { useClient } from '../../api/client-context.tsx'
import { useAction } from '../../api/use-action.ts'
import type { PreflightSearch } from '../../app/search.ts'
import { ProblemCard } from '../../ui/problem-card.tsx'
import { ChosenVms } from './chosen-vms.tsx'
import { type Change, commonFilter, scopeOf } from './filter.ts'
import { ObjectList } from './object-list.tsx'
import type { ShownRun } from './queries.ts'
import { useVerdicts } from './use-findings.ts'

export interface ByObjectProps {
  readonly run: ShownRun
  readonly source: Provider | undefined
  readonly search: PreflightSearch
  readonly onChange: Change
}

const NONE: ReadonlySet<string> = new Set()

/** Verdicts by object; VMs can be chosen for a plan. */
export function ByObject({ run, source, search, onChange }: ByObjectProps) {
  const { summary } = run
  const scope = scopeOf(search) ?? 'vm'
  const filter = verdictFilter(search)
  const listed = useVerdicts(run, scope, filter)
  const client = useClient()
  // Another list begins without a choice.
  const [choice, setChoice] = useState({ listKey: '', ids: NONE })
  const chosen = choice.listKey === listed.listKey ? choice.ids : NONE
  const setChosen = (ids: ReadonlySet<string>) => setChoice({ listKey: listed.listKey, ids })
  const choosing = useAction(async () => setChosen(await allVms(client, summary, filter)))
  const matched = listed.list.known?.matched ?? 0
  const isAll = chosen.size > 0 && chosen.size >= matched
  return (
    <>
      {choosing.problem ? <ProblemCard problem={choosing.problem} /> : null}
      <ChosenVms summary={summary} source={source} chosen={chosen} onClear={() => setChosen(NONE)} />
      <ObjectList
        listed={listed}
        scope={scope}
        chosen={search.object}
        onChoose={(object) => onChange({ object })}
        {...(scope === 'vm' && {
          selection: {
            selected: chosen,
            onChange: setChosen,
            state: isAll ? 'all' : chosen.size > 0 ? 'some' : 'none',
            onAll: () => (isAll ? setChosen(NONE) : void choosing.run()),
          },
        })}
        empty={
          <Box sx={{ p: 2, fontSize: 13, color: 'text.secondary' }}>Nothing here passes the filter.</Box>
        }
      />
    </>
  )
}

/** Without a filter those that are ready are shown, too. */
function verdictFilter(search: PreflightSearch): FindingFilter | undefined {
  const { q, cat, show, fresh } = search
  const isPlain = [q, cat, show, fresh].every((part) => part === undefined)
  return isPlain ? undefined : commonFilter(search)
}

/** Rows per call: the most that the contract allows. */
const PART = 1_000

async function allVms(
  client: Client,
  { runId }: PreflightSummary,
  filter: FindingFilter | undefined,
): Promise<ReadonlySet<string>> {
  const ids = new Set<string>()
  for (let offset = 0; ; offset += PART) {
    const input = { runId, scope: 'vm' as const, ...(filter && { filter }), offset, limit: PART }
    const { verdicts } = await client.preflight.verdicts(input)
    for (const { object } of verdicts) ids.add(object.id)
    if (verdicts.length < PART) return ids
  }
}
