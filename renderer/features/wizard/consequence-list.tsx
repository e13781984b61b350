import Box from '@mui/material/Box'
import type { Consequences } from '../../../shared/plan/model.ts'
import { formatBytes, formatCount } from '../../../shared/units.ts'
import { DOWNTIME_BASIS, roughDowntime } from './downtime.ts'

export interface ConsequenceListProps {
  readonly consequences: Consequences
  readonly namespace: string
}

/** The consequences in full sentences, none left out. */
export function ConsequenceList({ consequences, namespace }: ConsequenceListProps) {
  return (
    <Box component="ol" sx={{ m: 0, pl: 2.5, fontSize: 13.5, '& li': { mb: 0.5, overflowWrap: 'anywhere' } }}>
      {sentences(consequences, namespace).map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </Box>
  )
}

function sentences(consequences: Consequences, namespace: string): string[] {
  const { vmCount, diskCount, diskBytes, stopping, renamed, createsNamespace, undo } = consequences
  return [
    ...(createsNamespace ? [`The namespace ${namespace} is created.`] : []),
    ...(stopping.length > 0
      ? [
          `${formatCount(stopping.length, 'VM')} ${stopping.length === 1 ? 'is' : 'are'} shut down and ${stopping.length === 1 ? 'stays' : 'stay'} down for the whole copy, ${roughDowntime(diskBytes)}: ${stopping.join(', ')}. ${DOWNTIME_BASIS}`,
        ]
      : ['No VM has to be shut down.']),
    `${formatCount(diskCount, 'disk')} of ${formatCount(vmCount, 'VM')} ${diskCount === 1 ? 'is' : 'are'} copied: ${formatBytes(diskBytes)}.`,
    'Each guest is converted to run on KVM, and its VM is created on the target.',
    ...renamed.map(({ from, to }) => `${from} is called ${to} on the target.`),
    ...undo,
  ]
}
