import Box from '@mui/material/Box'
import Table from '@mui/material/Table'
import TableBody from '@mui/material/TableBody'
import TableCell from '@mui/material/TableCell'
import TableHead from '@mui/material/TableHead'
import TableRow from '@mui/material/TableRow'
import type { Precopy, VmView } from '../../../shared/migration/model.ts'
import { formatBytes, formatDuration, formatRate } from '../../../shared/units.ts'
import { clock, stamp } from '../../ui/times.ts'

export interface PrecopyTableProps {
  readonly vm: VmView
  readonly now: number
}

/** The rounds of a warm migration, oldest first: how much each copied, how long it took, how fast. */
export function PrecopyTable({ vm, now }: PrecopyTableProps) {
  const rounds = vm.precopies ?? []
  if (rounds.length === 0) return <Box sx={{ fontSize: 13 }}>None yet: the first snapshot comes first.</Box>
  return (
    <Table size="small" aria-label={`Copies of ${vm.name}`}>
      <TableHead>
        <TableRow>
          <TableCell>Round</TableCell>
          <TableCell>Began</TableCell>
          <TableCell align="right">Size</TableCell>
          <TableCell align="right">Took</TableCell>
          <TableCell align="right">Rate</TableCell>
        </TableRow>
      </TableHead>
      <TableBody sx={{ fontVariantNumeric: 'tabular-nums' }}>
        {rounds.map((round) => (
          <RoundLine
            key={round.number}
            round={round}
            last={isLast(round, vm)}
            now={now}
            ended={vm.endedAt !== undefined}
          />
        ))}
      </TableBody>
    </Table>
  )
}

interface RoundLineProps {
  readonly round: Precopy
  /** Of the cutover. */
  readonly last: boolean
  readonly now: number
  /** Of the VM: a round that did not end never will. */
  readonly ended: boolean
}

function RoundLine({ round, last, now, ended }: RoundLineProps) {
  const { startedAt, endedAt, bytes } = round
  const isOver = endedAt !== undefined
  const took = Math.max(0, (isOver ? Date.parse(endedAt) : now) - Date.parse(startedAt))
  return (
    <TableRow>
      <TableCell>{last ? 'Last, source off' : roundName(round)}</TableCell>
      <TableCell title={stamp(startedAt)}>{clock(Date.parse(startedAt))}</TableCell>
      <TableCell align="right">{formatBytes(bytes)}</TableCell>
      <TableCell align="right">
        {isOver ? formatDuration(took) : ended ? 'not finished' : `${formatDuration(took)} so far`}
      </TableCell>
      <TableCell align="right">
        {isOver && bytes > 0 && took > 0 ? formatRate((bytes / took) * 1000) : '-'}
      </TableCell>
    </TableRow>
  )
}

/** Taken once the guest was off. */
function isLast({ startedAt }: Precopy, { steps }: VmView): boolean {
  const cutover = steps.find((step) => step.name === 'Cutover')?.startedAt
  return cutover !== undefined && Date.parse(startedAt) >= Date.parse(cutover)
}

/** "Full copy", "Delta 3", "Full copy again" */
function roundName({ number, full }: Precopy): string {
  if (number === 1) return 'Full copy'
  return full ? 'Full copy again' : `Delta ${number - 1}`
}
