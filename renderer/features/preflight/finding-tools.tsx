import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import { useState } from 'react'
import type { FindingFilter } from '../../../shared/contract/preflight.ts'
import { FIXES } from '../../../shared/preflight/fixes.ts'
import type { RuleInfo } from '../../../shared/preflight/model.ts'
import { formatCount } from '../../../shared/units.ts'
import { useClient } from '../../api/client-context.tsx'
import { useAction } from '../../api/use-action.ts'
import { ProblemCard } from '../../ui/problem-card.tsx'
import { ReasonButton } from '../../ui/reason-button.tsx'
import { StateLabel } from '../../ui/state-label.tsx'
import { CopyRemedies } from './copy-remedies.tsx'
import { fixable } from './fix-words.ts'
import type { ShownRun } from './queries.ts'
import type { Waivers } from './use-waivers.ts'
import { WaiveDialog } from './waive-dialog.tsx'

export interface FindingToolsProps {
  readonly run: ShownRun
  readonly filter: FindingFilter
  /** Undefined while it is not known. */
  readonly matched: number | undefined
  readonly rules: ReadonlyMap<string, RuleInfo>
  readonly waivers: Waivers
  readonly selected: ReadonlySet<string>
  /** The list is that of the waived ones. */
  readonly showsWaived: boolean
  /** Why nothing can be fixed from here now. */
  readonly fixFault: string | undefined
  readonly onFix: (ids: readonly string[]) => void
  readonly onClear: () => void
}

/** One line of fixed height: how many there are and what can be done with them, or with the chosen ones. */
export function FindingTools(props: FindingToolsProps) {
  const { run, filter, matched, rules, waivers, selected, onClear } = props
  const [asking, setAsking] = useState(false)
  const ids = [...selected]
  return (
    <>
      <Box
        sx={{ display: 'flex', alignItems: 'center', gap: 1, minHeight: 34, flexWrap: 'wrap', fontSize: 13 }}
      >
        {selected.size > 0 ? (
          <Chosen {...props} onWaive={() => setAsking(true)} />
        ) : (
          <>
            <Box role="status" sx={{ color: 'text.secondary' }}>
              {matched === undefined ? null : formatCount(matched, 'finding')}
            </Box>
            <Undo waivers={waivers} />
            <FixRule {...props} />
          </>
        )}
        <Box sx={{ ml: 'auto' }}>
          <CopyRemedies run={run} filter={filter} matched={matched ?? 0} rules={rules} />
        </Box>
      </Box>
      {waivers.problem && !asking ? <ProblemCard problem={waivers.problem} /> : null}
      {asking ? (
        <WaiveDialog
          ids={ids}
          waivers={waivers}
          onClose={(waived) => {
            setAsking(false)
            if (waived) onClear()
          }}
        />
      ) : null}
    </>
  )
}

function Chosen(props: FindingToolsProps & { readonly onWaive: () => void }) {
  const { waivers, selected, showsWaived, onClear, onWaive } = props
  const what = formatCount(selected.size, 'finding')
  const fixes = fixable([...selected], props.rules)
  const takeBack = async () => {
    if (await waivers.takeBack([...selected])) onClear()
  }
  return (
    <>
      <Box role="status" sx={{ fontWeight: 600 }}>
        {what} chosen
      </Box>
      {showsWaived ? (
        <Button size="small" variant="contained" loading={waivers.busy} onClick={() => void takeBack()}>
          {selected.size === 1 ? 'Take 1 waiver back' : `Take ${selected.size} waivers back`}
        </Button>
      ) : (
        <Button size="small" variant="contained" onClick={onWaive}>
          Waive {what}
        </Button>
      )}
      {fixes.length > 0 ? (
        <ReasonButton
          size="small"
          variant="outlined"
          reason={props.fixFault}
          onClick={() => props.onFix(fixes)}
        >
          {`Fix ${formatCount(fixes.length, 'finding')}...`}
        </ReasonButton>
      ) : null}
      <Button size="small" onClick={onClear}>
        Choose none
      </Button>
    </>
  )
}

/** The fix of the one rule that is shown, for all that it found and nobody waived. */
function FixRule({ run, filter, matched, rules, fixFault, onFix }: FindingToolsProps) {
  const client = useClient()
  const asking = useAction(async () => {
    const open = { ...filter, show: 'open' as const }
    const { ids } = await client.preflight.findingIds({ runId: run.summary.runId, filter: open })
    onFix(ids)
  })
  const [only, second] = filter.rules ?? []
  const fix = only !== undefined && second === undefined ? rules.get(only)?.fix : undefined
  if (!fix || !matched || filter.show === 'waived' || filter.show === 'unknown') return null
  return (
    <>
      <ReasonButton
        size="small"
        variant="outlined"
        reason={fixFault}
        loading={asking.busy}
        onClick={() => void asking.run()}
      >
        {`${FIXES[fix].verb}...`}
      </ReasonButton>
      {asking.problem ? <ProblemCard problem={asking.problem} /> : null}
    </>
  )
}

/** What was done last, until something else is done. */
function Undo({ waivers }: { readonly waivers: Waivers }) {
  const { last } = waivers
  if (!last) return null
  const count = last.ids.length
  return (
    <>
      <Box role="status" sx={{ ml: 1 }}>
        <StateLabel tone="done">
          {last.kind === 'waived'
            ? `${formatCount(count, 'finding')} waived`
            : `${formatCount(count, 'waiver')} taken back`}
        </StateLabel>
      </Box>
      {last.kind === 'waived' ? (
        <Button size="small" variant="outlined" loading={waivers.busy} onClick={() => void waivers.undo()}>
          Undo
        </Button>
      ) : null}
      <Button size="small" onClick={waivers.forget}>
        Dismiss
      </Button>
    </>
  )
}
