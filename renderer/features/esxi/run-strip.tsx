import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import { ProblemCard } from '../../ui/problem-card.tsx'
import { StateLabel } from '../../ui/state-label.tsx'
import type { Running } from './running.tsx'
import { KIND_NOUNS, RUN_TONES } from './words.ts'

export interface RunStripProps {
  readonly running: Running
  readonly onShow: () => void
}

/** On the list of hosts: the run that goes on, or how it ended. */
export function RunStrip({ running, onShow }: RunStripProps) {
  const { run, problem, isRunning, isCanceling, cancel, dismiss } = running
  if (!run) return problem ? <ProblemCard problem={problem} action={<Dismiss onClick={dismiss} />} /> : null
  return (
    <Box
      component="section"
      aria-label="Work on hosts"
      sx={{ display: 'flex', alignItems: 'center', gap: 1, fontSize: 13, flexWrap: 'wrap' }}
    >
      <Box role="status">
        <StateLabel tone={RUN_TONES[run.state]}>{`${KIND_NOUNS[run.kind]}: ${run.step}`}</StateLabel>
      </Box>
      <Button size="small" variant="outlined" onClick={onShow}>
        {`Show the ${KIND_NOUNS[run.kind].toLowerCase()}`}
      </Button>
      {isRunning ? (
        <Button size="small" loading={isCanceling} onClick={cancel}>
          Cancel
        </Button>
      ) : (
        <Dismiss onClick={dismiss} />
      )}
    </Box>
  )
}

function Dismiss({ onClick }: { readonly onClick: () => void }) {
  return (
    <Button size="small" onClick={onClick}>
      Dismiss
    </Button>
  )
}
