import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import { useTheme } from '@mui/material/styles'
import type { ReactNode } from 'react'
import { STEP_WORDS } from '../../../shared/esxi/edit-steps.ts'
import type { EditStepId, EsxiHost } from '../../../shared/esxi/model.ts'
import { useClient } from '../../api/client-context.tsx'
import { useAction } from '../../api/use-action.ts'
import { ProblemCard } from '../../ui/problem-card.tsx'
import { StateShape } from '../../ui/state-label.tsx'
import { exactStamp } from '../../ui/times.ts'

export interface TroublePartProps {
  readonly providerId: string
  readonly host: EsxiHost
}

/** What an earlier work left behind on the host, and what to do about it. */
export function TroublePart({ providerId, host }: TroublePartProps) {
  const client = useClient()
  const closing = useAction(async () => {
    await client.esxi.closeSsh({ providerId, hostIds: [host.id] })
  })
  const { sshLeftOpen, unfinished } = host
  const problem = closing.problem ?? sshLeftOpen?.problem
  return (
    <>
      {sshLeftOpen ? (
        <Notice title="SSH is still open">
          <Box>
            {`Palletjack opened SSH of ${host.name} on ${exactStamp(sshLeftOpen.since)} for a work and could not put it back since.`}
          </Box>
          <Box sx={{ my: 1 }}>
            <Button
              size="small"
              variant="contained"
              color="warning"
              loading={closing.busy}
              onClick={() => void closing.run()}
            >
              Close SSH
            </Button>
          </Box>
          {problem ? <ProblemCard problem={problem} subject={host.name} /> : null}
        </Notice>
      ) : null}
      {unfinished ? (
        <Notice title={`An edit was cut off at "${STEP_WORDS[unfinished.step].title}"`}>
          <Box>{`Palletjack ended on ${exactStamp(unfinished.at)} while it worked on ${host.name}.`}</Box>
          <Box>{leftBehind(unfinished.step)}</Box>
          <Box>
            Read from the host: that shows what is true now. Then set the memory again, or restore the newest
            backup; both remove what was left behind.
          </Box>
        </Notice>
      ) : null}
    </>
  )
}

function leftBehind(step: EditStepId): string {
  switch (step) {
    case 'openSsh':
    case 'connect':
    case 'lock':
    case 'look':
    case 'check':
      return 'Its settings are as they were.'
    case 'backUp':
    case 'write':
    case 'verify':
      return 'Its settings are as they were; a backup or a temporary file may lie beside them.'
    case 'replace':
      return 'Its settings are those before or those wanted, whole in either case; hostd works with those before.'
    case 'persist':
    case 'restart':
    case 'answer':
    case 'readBack':
      return 'Its settings are the wanted ones; whether hostd works with them already is not sure.'
    case 'unlock':
    case 'closeSsh':
      return 'Its settings are done; a lock or an open SSH service may be left.'
  }
}

function Notice({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const { tokens } = useTheme()
  return (
    <Box
      role="group"
      aria-label={title}
      sx={{
        display: 'flex',
        gap: 1.5,
        p: 1.5,
        fontSize: 13,
        border: `1px solid ${tokens.action}`,
        boxShadow: `inset 4px 0 0 ${tokens.action}`,
        borderRadius: '6px',
      }}
    >
      <StateShape tone="action" size={20} />
      <Box sx={{ minWidth: 0, flex: 1 }}>
        <Box sx={{ fontWeight: 600 }}>{title}</Box>
        {children}
      </Box>
    </Box>
  )
}
