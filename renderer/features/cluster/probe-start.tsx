import Box from '@mui/material/Box'
import { ReasonButton } from '../../ui/reason-button.tsx'
import type { ProbeRun } from './use-probe-run.ts'

export interface ProbeStartProps {
  readonly state: ProbeRun<unknown>['state']
  /** Of the cluster. */
  readonly cluster: string
  readonly namespace: string
  /** "the network" */
  readonly what: string
  /** What the pod is and does, after "one Job with one pod in namespace NAME". */
  readonly does: string
  /** Why it cannot be run now. */
  readonly fault: string | undefined
  readonly onStart: () => void
}

/** Says what a probe makes in the cluster before it is started, and starts it. */
export function ProbeStart({ state, cluster, namespace, what, does, fault, onStart }: ProbeStartProps) {
  return (
    <>
      <Box sx={{ fontSize: 13 }}>
        {namespace === '' ? 'This' : <b>{cluster}</b>} gets one Job with one pod
        {namespace === '' ? '' : ` in namespace ${namespace}`}
        {does}. It gets no credentials. Job and pod are removed in every case, also when you cancel.
      </Box>
      {state === 'running' ? null : (
        <Box>
          <ReasonButton
            variant={state === 'idle' ? 'contained' : 'outlined'}
            reason={fault}
            onClick={onStart}
          >
            {state === 'idle' ? `Probe ${what}` : `Probe ${what} again`}
          </ReasonButton>
        </Box>
      )}
    </>
  )
}
