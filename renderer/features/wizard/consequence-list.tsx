import Box from '@mui/material/Box'
import type { Consequences, PlanInput } from '../../../shared/plan/model.ts'
import { formatBytes, formatCount, formatNumber } from '../../../shared/units.ts'
import { DOWNTIME_BASIS, roughDowntime, WARM_DOWNTIME, WARM_DOWNTIME_BASIS } from './downtime.ts'

export interface ConsequenceListProps {
  readonly consequences: Consequences
  readonly plan: Pick<PlanInput, 'type' | 'targetNamespace' | 'options'>
}

/** More names than this are only counted: nobody reads a sentence of thousands. */
const NAMES_SHOWN = 100

/** The consequences in full sentences, none left out. */
export function ConsequenceList({ consequences, plan }: ConsequenceListProps) {
  return (
    <Box component="ol" sx={{ m: 0, pl: 2.5, fontSize: 13.5, '& li': { mb: 0.5, overflowWrap: 'anywhere' } }}>
      {sentences(consequences, plan).map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </Box>
  )
}

function sentences(consequences: Consequences, plan: ConsequenceListProps['plan']): string[] {
  const { vmCount, diskCount, diskBytes, stopping, renamed, createsNamespace, undo } = consequences
  return [
    ...(createsNamespace ? [`The namespace ${plan.targetNamespace} is created.`] : []),
    ...(plan.type === 'warm' ? warmStops(stopping, plan) : coldStops(stopping, diskBytes)),
    `${formatCount(diskCount, 'disk')} of ${formatCount(vmCount, 'VM')} ${diskCount === 1 ? 'is' : 'are'} copied: ${formatBytes(diskBytes)}.`,
    'Each guest is converted to run on KVM, and its VM is created on the target.',
    ...renamed.slice(0, NAMES_SHOWN).map(({ from, to }) => `${from} is called ${to} on the target.`),
    ...(renamed.length > NAMES_SHOWN
      ? [`${formatCount(renamed.length - NAMES_SHOWN, 'more VM')} get names of their own on the target.`]
      : []),
    ...undo,
  ]
}

function coldStops(stopping: readonly string[], diskBytes: number): string[] {
  if (stopping.length === 0) return ['No VM has to be shut down.']
  return [
    `${formatCount(stopping.length, 'VM')} ${stopping.length === 1 ? 'is' : 'are'} shut down and ${stopping.length === 1 ? 'stays' : 'stay'} down for the whole copy, ${roughDowntime(diskBytes)}: ${namesText(stopping)}. ${DOWNTIME_BASIS}`,
  ]
}

function warmStops(stopping: readonly string[], { options }: ConsequenceListProps['plan']): string[] {
  return [
    `All VMs go on as they are while their disks are copied; what changed is copied again every ${options.precopyIntervalMinutes} min, until the cutover.`,
    'Each VM has a snapshot while it is copied; at the end none of these is left.',
    stopping.length === 0
      ? 'No VM has to be shut down for its cutover.'
      : `In the cutover ${stopping.length === 1 ? '1 VM' : `each of ${formatCount(stopping.length, 'VM')}`} is shut down for ${WARM_DOWNTIME}: ${namesText(stopping)}. ${WARM_DOWNTIME_BASIS}`,
  ]
}

function namesText(names: readonly string[]): string {
  const rest = names.length - NAMES_SHOWN
  const shown = names.slice(0, NAMES_SHOWN).join(', ')
  return rest > 0 ? `${shown} and ${formatNumber(rest)} more` : shown
}
