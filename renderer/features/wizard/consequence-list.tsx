import Box from '@mui/material/Box'
import type { Consequences } from '../../../shared/plan/model.ts'
import { formatBytes, formatCount, formatNumber } from '../../../shared/units.ts'
import { DOWNTIME_BASIS, roughDowntime } from './downtime.ts'

export interface ConsequenceListProps {
  readonly consequences: Consequences
  readonly namespace: string
}

/** More names than this are only counted: nobody reads a sentence of thousands. */
const NAMES_SHOWN = 100

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
          `${formatCount(stopping.length, 'VM')} ${stopping.length === 1 ? 'is' : 'are'} shut down and ${stopping.length === 1 ? 'stays' : 'stay'} down for the whole copy, ${roughDowntime(diskBytes)}: ${namesText(stopping)}. ${DOWNTIME_BASIS}`,
        ]
      : ['No VM has to be shut down.']),
    `${formatCount(diskCount, 'disk')} of ${formatCount(vmCount, 'VM')} ${diskCount === 1 ? 'is' : 'are'} copied: ${formatBytes(diskBytes)}.`,
    'Each guest is converted to run on KVM, and its VM is created on the target.',
    ...renamed.slice(0, NAMES_SHOWN).map(({ from, to }) => `${from} is called ${to} on the target.`),
    ...(renamed.length > NAMES_SHOWN
      ? [`${formatCount(renamed.length - NAMES_SHOWN, 'more VM')} get names of their own on the target.`]
      : []),
    ...undo,
  ]
}

function namesText(names: readonly string[]): string {
  const rest = names.length - NAMES_SHOWN
  const shown = names.slice(0, NAMES_SHOWN).join(', ')
  return rest > 0 ? `${shown} and ${formatNumber(rest)} more` : shown
}
