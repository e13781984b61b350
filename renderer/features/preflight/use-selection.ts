import { useState } from 'react'
import type { FindingFilter } from '../../../shared/contract/preflight.ts'
import type { PreflightFinding } from '../../../shared/preflight/model.ts'
import { useClient } from '../../api/client-context.tsx'
import { useAction } from '../../api/use-action.ts'
import type { Listed } from './use-findings.ts'

interface Choice {
  readonly listKey: string
  readonly ids: ReadonlySet<string>
}

const NONE: ReadonlySet<string> = new Set()

/** The findings that are chosen in a list; in another list none is. */
export function useSelection(
  runId: string,
  filter: FindingFilter,
  { list, listKey }: Listed<PreflightFinding>,
) {
  const client = useClient()
  const [choice, setChoice] = useState<Choice>({ listKey: '', ids: NONE })
  const selected = choice.listKey === listKey ? choice.ids : NONE
  const choose = (ids: ReadonlySet<string>) => setChoice({ listKey, ids })
  const clear = () => choose(NONE)
  const choosing = useAction(async () => {
    const { ids } = await client.preflight.findingIds({ runId, filter })
    choose(new Set(ids))
  })
  const chooseAllOrNone = () => {
    if (selected.size > 0 && selected.size >= (list.known?.matched ?? 0)) clear()
    else void choosing.run()
  }
  return { selected, choose, chooseAllOrNone, clear, problem: choosing.problem }
}
