import Box from '@mui/material/Box'
import Button, { type ButtonProps } from '@mui/material/Button'
import { useState } from 'react'
import type { LabStatus } from '../../../shared/contract/lab.ts'
import { formatDuration } from '../../../shared/units.ts'
import { useClient } from '../../api/client-context.tsx'
import { useAction } from '../../api/use-action.ts'
import { ProblemCard } from '../../ui/problem-card.tsx'
import { useNow } from '../../ui/use-now.ts'

export interface StartLabButtonProps {
  readonly onStarted?: (lab: LabStatus) => void
  readonly size?: ButtonProps['size']
}

/** Starts the demo lab and says that it does: how long it has taken so far, and what is being made. */
export function StartLabButton({ onStarted, size }: StartLabButtonProps) {
  const client = useClient()
  const [since, setSince] = useState(0)
  const starting = useAction(async () => {
    const lab = await client.lab.start()
    onStarted?.(lab)
  })
  const start = () => {
    setSince(Date.now())
    void starting.run()
  }
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', gap: 1, alignItems: 'flex-start' }}>
      <Button variant="outlined" size={size} loading={starting.busy} onClick={start}>
        Start the demo lab
      </Button>
      {starting.busy ? <Elapsed since={since} /> : null}
      {starting.problem ? <ProblemCard problem={starting.problem} /> : null}
    </Box>
  )
}

function Elapsed({ since }: { readonly since: number }) {
  const now = useNow()
  return (
    <Box role="status" sx={{ fontSize: 13, color: 'text.secondary' }}>
      Making a vCenter, its hosts and disks, and a cluster: {formatDuration(Math.max(0, now - since))}
    </Box>
  )
}
