import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import { useTheme } from '@mui/material/styles'
import type { MigrationView, VmView } from '../../../shared/migration/model.ts'
import { formatCount, formatDuration, formatRange } from '../../../shared/units.ts'
import { StateShape } from '../../ui/state-label.tsx'
import { stamp } from '../../ui/times.ts'
import { downtimeOf, isMovable, isReady } from './cutover.ts'
import { qualityWord } from './forecast.ts'

export interface CutoverBarProps {
  readonly view: MigrationView
  readonly now: number
  /** Ticks these VMs. */
  readonly onChoose: (vmIds: readonly string[]) => void
  readonly onCutOver: (vmIds: readonly string[]) => void
}

/** What a warm run waits for a person to say: when its VMs cut over. And what was said. */
export function CutoverBar({ view, now, onChoose, onCutOver }: CutoverBarProps) {
  const ready = view.vms.filter(isReady)
  const planned = view.vms.filter((vm) => isMovable(vm) && vm.cutoverAt !== undefined)
  return (
    <>
      {ready.length > 0 ? (
        <Line waits text={readyText(ready, view)} title={downtimeOf(ready, view)?.basis}>
          {ready.length > 1 ? (
            <Button size="small" variant="outlined" color="inherit" onClick={() => onChoose(idsOf(ready))}>
              Choose VMs
            </Button>
          ) : null}
          <Button size="small" variant="contained" color="warning" onClick={() => onCutOver(idsOf(ready))}>
            Cut over...
          </Button>
        </Line>
      ) : null}
      {planned.length > 0 ? (
        <Line waits={false} text={plannedText(planned, now)}>
          <Button size="small" variant="outlined" color="inherit" onClick={() => onCutOver(idsOf(planned))}>
            Change or withdraw...
          </Button>
        </Line>
      ) : null}
    </>
  )
}

interface LineProps {
  /** For a person: amber. */
  readonly waits: boolean
  readonly text: string
  readonly title?: string | undefined
  readonly children: React.ReactNode
}

function Line({ waits, text, title, children }: LineProps) {
  const { tokens } = useTheme()
  return (
    <Box
      role="status"
      sx={{
        display: 'flex',
        alignItems: 'center',
        gap: 1.25,
        px: 1.5,
        py: 1,
        border: `1px solid ${waits ? tokens.action : tokens.border}`,
        boxShadow: waits ? `inset 4px 0 0 ${tokens.action}` : 'none',
        borderRadius: '6px',
        bgcolor: tokens.surface,
        fontSize: 13.5,
        fontVariantNumeric: 'tabular-nums',
      }}
    >
      <StateShape tone={waits ? 'ask' : 'waiting'} size={20} />
      <Box sx={{ flex: 1, minWidth: 0 }} title={title}>
        {text}
      </Box>
      {children}
    </Box>
  )
}

function readyText(ready: readonly VmView[], view: MigrationView): string {
  const downtime = downtimeOf(ready, view)
  const first = ready.length === 1 ? (ready[0]?.name ?? '') : formatCount(ready.length, 'VM')
  const are = ready.length === 1 ? 'is' : 'are'
  const span = downtime
    ? `${formatRange(downtime.lowMs, downtime.highMs)} of downtime${ready.length === 1 ? '' : ' each'} (${qualityWord(downtime)}).`
    : 'how long it takes is not known yet.'
  return `${first} ${are} ready to cut over. Cutting over now: ${span}`
}

function plannedText(planned: readonly VmView[], now: number): string {
  const times = planned.map((vm) => vm.cutoverAt ?? '').sort((a, b) => Date.parse(a) - Date.parse(b))
  const first = times[0] ?? ''
  const left = Date.parse(first) - now
  const what = planned.length === 1 ? (planned[0]?.name ?? '') : formatCount(planned.length, 'VM')
  const more = new Set(times).size > 1 ? 'the first at ' : ''
  return left > 0
    ? `${what} cut${planned.length === 1 ? 's' : ''} over at a time: ${more}${stamp(first)}, in ${formatDuration(left)}.`
    : `${what} cut${planned.length === 1 ? 's' : ''} over as soon as what is copied now is there.`
}

function idsOf(vms: readonly VmView[]): string[] {
  return vms.map((vm) => vm.vmId)
}
