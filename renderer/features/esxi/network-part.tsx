import Box from '@mui/material/Box'
import type { EsxiHost } from '../../../shared/esxi/model.ts'
import { ProblemCard } from '../../ui/problem-card.tsx'
import { ReasonButton } from '../../ui/reason-button.tsx'
import { DrawerPart } from '../../ui/side-drawer.tsx'
import { StateLabel } from '../../ui/state-label.tsx'
import { Ago } from '../../ui/ago.tsx'
import { useNetworkTrial } from './use-network-trial.ts'
import { networkWords } from './words.ts'

export interface NetworkPartProps {
  readonly providerId: string
  readonly host: EsxiHost
  readonly fault: string | undefined
  readonly onChoose: () => void
}

/** The way that copies from a host take, and whether it was tried. */
export function NetworkPart({ providerId, host, fault, onChoose }: NetworkPartProps) {
  const trial = useNetworkTrial(providerId)
  const { network } = host
  const { tone, more } = networkWords(host)
  return (
    <DrawerPart title="Migration network">
      <Box sx={{ fontSize: 13, display: 'flex', flexDirection: 'column', gap: 1 }}>
        <Box>
          <StateLabel tone={tone}>{more}</StateLabel>
          {network.username === undefined ? null : (
            <Box sx={{ color: 'text.secondary' }}>
              {`Logs in as ${network.username}`}
              {network.checkedAt === undefined ? '' : ', tried '}
              {network.checkedAt === undefined ? null : <Ago iso={network.checkedAt} />}
            </Box>
          )}
        </Box>
        {network.problem ? <ProblemCard problem={network.problem} subject={host.name} /> : null}
        {trial.problem ? <ProblemCard problem={trial.problem} subject={host.name} /> : null}
        <Box sx={{ display: 'flex', gap: 1 }}>
          <ReasonButton size="small" variant="outlined" reason={fault} onClick={onChoose}>
            Choose the adapter...
          </ReasonButton>
          {network.state === 'management' ? null : (
            <ReasonButton
              size="small"
              loading={trial.isRunning || network.state === 'checking'}
              reason={fault}
              onClick={() => trial.check([host.id])}
            >
              Check again
            </ReasonButton>
          )}
        </Box>
      </Box>
    </DrawerPart>
  )
}
