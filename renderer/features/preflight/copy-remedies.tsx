import ContentCopyIcon from '@mui/icons-material/ContentCopy'
import Box from '@mui/material/Box'
import { useState } from 'react'
import type { FindingFilter } from '../../../shared/contract/preflight.ts'
import type { PreflightFinding, RuleInfo } from '../../../shared/preflight/model.ts'
import { useClient } from '../../api/client-context.tsx'
import { useAction } from '../../api/use-action.ts'
import { ProblemCard } from '../../ui/problem-card.tsx'
import { ReasonButton } from '../../ui/reason-button.tsx'
import type { ShownRun } from './queries.ts'
import { remedyList } from './remedy-list.ts'

/** Findings per call, the most that the contract gives; and in one list, the most that anybody can paste. */
const PART = 1_000
const MOST = 20_000

export interface CopyRemediesProps {
  readonly run: ShownRun
  readonly filter: FindingFilter
  readonly matched: number
  readonly rules: ReadonlyMap<string, RuleInfo>
}

/** Copies what is to be done about the findings of the list, as Markdown. */
export function CopyRemedies({ run, filter, matched, rules }: CopyRemediesProps) {
  const client = useClient()
  const { runId, source } = run.summary
  const [copied, setCopied] = useState('')
  const key = JSON.stringify([runId, run.stamp, filter])
  const copy = useAction(async () => {
    const findings: PreflightFinding[] = []
    for (let offset = 0; offset < matched; offset += PART) {
      const page = await client.preflight.findings({ runId, filter, offset, limit: PART })
      findings.push(...page.findings)
    }
    await navigator.clipboard.writeText(remedyList(`Preflight of ${source}`, findings, rules))
    setCopied(key)
  })
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', gap: 1 }}>
      <ReasonButton
        size="small"
        variant="outlined"
        loading={copy.busy}
        reason={
          matched === 0
            ? 'There is nothing in the list.'
            : matched > MOST
              ? 'So many do not fit into a clipboard: narrow the list, or save a report.'
              : undefined
        }
        onClick={() => void copy.run()}
      >
        <ContentCopyIcon aria-hidden sx={{ fontSize: 16, mr: 0.75 }} />
        {copied === key ? 'Copied' : 'Copy the remedy list'}
      </ReasonButton>
      {copy.problem ? <ProblemCard problem={copy.problem} /> : null}
    </Box>
  )
}
