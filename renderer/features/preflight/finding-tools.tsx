import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import { useState } from 'react'
import type { FindingFilter } from '../../../shared/contract/preflight.ts'
import type { RuleInfo } from '../../../shared/preflight/model.ts'
import { formatCount } from '../../../shared/units.ts'
import { ProblemCard } from '../../ui/problem-card.tsx'
import { StateLabel } from '../../ui/state-label.tsx'
import { CopyRemedies } from './copy-remedies.tsx'
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
      <Button size="small" onClick={onClear}>
        Choose none
      </Button>
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
