import Box from '@mui/material/Box'
import { useTheme } from '@mui/material/styles'
import type { MigrationView } from '../../../shared/migration/model.ts'
import { formatCount, formatDuration, formatRange } from '../../../shared/units.ts'
import { StateShape } from '../../ui/state-label.tsx'
import { stamp } from '../../ui/times.ts'
import { RunAgain, type RunAgainProps } from './run-again.tsx'
import { runState } from './run-header.tsx'
import { SaveReport } from './save-report.tsx'

/** How it went, in one place and in full sentences. */
export function RunResult({ view, onStale }: RunAgainProps) {
  const { tokens } = useTheme()
  const { tone } = runState(view.state)
  return (
    <Box
      role="status"
      sx={{
        display: 'flex',
        flexWrap: 'wrap',
        gap: 1.25,
        p: 1.5,
        border: `1px solid ${tokens.border}`,
        borderRadius: '6px',
        bgcolor: tokens.surface,
      }}
    >
      {/* Where the buttons leave too little room for sentences they go below. */}
      <Box sx={{ flex: '1 1 480px', display: 'flex', gap: 1.25, fontSize: 13.5 }}>
        <StateShape tone={tone} size={20} />
        <Box sx={{ flex: 1, minWidth: 0 }}>
          {resultSentences(view).map((sentence, index) => (
            <Box key={sentence} sx={{ fontWeight: index === 0 ? 600 : 400 }}>
              {sentence}
            </Box>
          ))}
        </Box>
      </Box>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, alignSelf: 'center', ml: 'auto' }}>
        <SaveReport view={view} />
        <RunAgain view={view} onStale={onStale} />
      </Box>
    </Box>
  )
}

function resultSentences({ vms, targetNamespace, eta }: MigrationView): string[] {
  const count = (state: MigrationView['vms'][number]['state']) =>
    vms.filter((vm) => vm.state === state).length
  const [succeeded, failed, canceled] = [count('succeeded'), count('failed'), count('canceled')]
  const kept = vms.filter((vm) => vm.canRetryConversion).length
  const left = vms.filter((vm) => vm.left).length
  const removed = kept + left > 0 ? 'what else was half made' : 'what was half made'
  return [
    succeeded === 0
      ? 'No VM was migrated.'
      : succeeded === vms.length
        ? `${formatCount(succeeded, 'VM')} migrated to ${targetNamespace}.`
        : `${succeeded} of ${formatCount(vms.length, 'VM')} migrated to ${targetNamespace}.`,
    ...(failed > 0
      ? [
          `${formatCount(failed, 'VM')} failed. Open the row to see what happened and what to do; ${removed} on the target was removed.`,
        ]
      : []),
    ...(kept > 0
      ? [
          `The copied disks of ${formatCount(kept, 'VM')} are kept on the target: the conversion can be tried again without another copy.`,
        ]
      : []),
    ...(canceled > 0
      ? [`${formatCount(canceled, 'VM')} canceled; ${removed} on the target was removed.`]
      : []),
    ...(left > 0
      ? [
          `Something of ${formatCount(left, 'VM')} could not be removed or put back yet. That is tried again by itself once both ends are connected; open the row to see what is left.`,
        ]
      : []),
    ...(eta?.reallyMs === undefined || eta.error === undefined
      ? []
      : [
          `It took ${formatDuration(eta.reallyMs)} from ${stamp(eta.at)} until all were there; ${formatRange(eta.lowMs, eta.highMs)} was said then.`,
        ]),
    ...(succeeded > 0
      ? [
          'The source VMs are still there and powered off. Check the new ones before you delete anything in vSphere.',
        ]
      : []),
  ]
}
