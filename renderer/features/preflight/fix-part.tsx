import Box from '@mui/material/Box'
import type { Fix } from '../../../shared/preflight/fixes.ts'
import type { PreflightFinding } from '../../../shared/preflight/model.ts'
import { ReasonButton } from '../../ui/reason-button.tsx'
import { DrawerPart } from '../../ui/side-drawer.tsx'
import { exactStamp } from '../../ui/times.ts'
import { wordsOf } from './fix-words.ts'
import { type ShownRun, useFixLog } from './queries.ts'

export interface FixPartProps {
  readonly fix: Fix
  readonly run: ShownRun
  readonly finding: PreflightFinding
  readonly fault: string | undefined
  readonly onFix: () => void
}

/** What Palletjack can do about a finding by itself, and what it did to the object before. */
export function FixPart({ fix, run, finding, fault, onFix }: FixPartProps) {
  const log = useFixLog(run, finding.object.id)
  const ended = (log.data ?? []).filter(({ state }) => state !== 'began')
  const unknown = finding.state === 'unknown' ? 'Whether it is needed is not known.' : undefined
  return (
    <DrawerPart title="Fix it">
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1.5, fontSize: 13 }}>
        <Box sx={{ flex: 1, color: 'text.secondary' }}>
          Palletjack can do it. It shows first what will happen.
        </Box>
        <ReasonButton size="small" variant="outlined" reason={unknown ?? fault} onClick={onFix}>
          {`${fix.verb}...`}
        </ReasonButton>
      </Box>
      {ended.length === 0 ? null : (
        <Box
          component="ul"
          aria-label="Fixed before"
          sx={{ m: 0, mt: 1, p: 0, listStyle: 'none', fontSize: 13 }}
        >
          {ended.map((event) => (
            <li key={`${event.at} ${event.findingId}`}>
              {`${exactStamp(event.at)}: ${event.by}, ${wordsOf(event.state === 'began' ? 'running' : event.state).text.toLowerCase()}${event.problem ? `. ${event.problem.message}` : ''}`}
            </li>
          ))}
        </Box>
      )}
    </DrawerPart>
  )
}
