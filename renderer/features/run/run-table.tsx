import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import { useMemo } from 'react'
import type { VmView } from '../../../shared/migration/model.ts'
import { formatBytes, formatRange } from '../../../shared/units.ts'
import { shortHostName } from '../inventory/vm-columns.tsx'
import { ROW_HEIGHT } from '../../ui/grid.tsx'
import { Empty } from '../../ui/page.tsx'
import { StateLabel } from '../../ui/state-label.tsx'
import type { TableColumn } from '../../ui/table-columns.ts'
import { VirtualTable } from '../../ui/virtual-table.tsx'
import { longest } from './pipeline.ts'
import { GLYPH_WIDTH, PipelineGlyph } from './pipeline-glyph.tsx'
import { isCancelable, vmRemainingMs, vmStatus } from './vm-status.ts'

export interface RunTableProps {
  readonly vms: readonly VmView[]
  readonly now: number
  readonly ended: boolean
  readonly chosen: ReadonlySet<string>
  readonly onChoose: (chosen: ReadonlySet<string>) => void
  readonly onOpen: (vm: VmView) => void
  readonly openId: string | undefined
  readonly onClear: () => void
}

const idOf = (vm: VmView) => vm.vmId

/** One row per VM: its pipeline to time, what it does now or why it waits, its data, its time left. */
export function RunTable({ vms, now, ended, chosen, onChoose, onOpen, openId, onClear }: RunTableProps) {
  const scaleMs = longest(vms, now)
  const columns = useMemo((): TableColumn<VmView>[] => runColumns(now, scaleMs), [now, scaleMs])
  return (
    <Box
      sx={{ flex: '0 1 auto', minHeight: tableHeight(vms.length), display: 'flex', flexDirection: 'column' }}
    >
      <VirtualTable
        label="VMs of this run"
        rows={vms}
        columns={columns}
        rowId={idOf}
        selection={
          ended
            ? undefined
            : {
                selected: chosen,
                onChange: onChoose,
                nameOf: (vm) => vm.name,
                refusal: (vm) => (isCancelable(vm) ? undefined : 'It has ended.'),
              }
        }
        onOpen={onOpen}
        openId={openId}
        hold
        empty={
          <Empty
            title="No VM is in this state now"
            action={
              <Button variant="outlined" onClick={onClear}>
                Show all VMs
              </Button>
            }
          />
        }
      />
    </Box>
  )
}

/** What the table keeps when the checksums want the room, px: up to eight rows, or the empty text. */
function tableHeight(rows: number): number {
  return rows === 0 ? 200 : (Math.min(rows, 8) + 1) * ROW_HEIGHT + 2
}

function runColumns(now: number, scaleMs: number): TableColumn<VmView>[] {
  return [
    {
      id: 'name',
      header: 'VM',
      width: 150,
      value: (vm) => vm.name,
      title: (vm) => vm.name,
      cell: (vm) => <b>{vm.name}</b>,
    },
    {
      id: 'state',
      header: 'State',
      width: 110,
      value: (vm) => vmStatus(vm).word,
      cell: (vm) => <VmState vm={vm} />,
    },
    {
      id: 'stage',
      header: 'Stage',
      width: GLYPH_WIDTH + 18,
      value: (vm) => vm.steps.filter((step) => step.state === 'completed').length,
      cell: (vm) => (
        <Box sx={{ display: 'flex', alignItems: 'center', height: 31 }}>
          <PipelineGlyph steps={vm.steps} rounds={vm.precopies} now={now} scaleMs={scaleMs} />
        </Box>
      ),
    },
    {
      id: 'now',
      header: 'Now',
      width: 180,
      grow: true,
      value: (vm) => vmStatus(vm, now).sentence,
      title: (vm) => vmStatus(vm, now).sentence,
    },
    { id: 'data', header: 'Data', width: 176, align: 'right', value: (vm) => vm.bytesCopied, cell: dataText },
    {
      id: 'left',
      header: 'Left',
      width: 96,
      align: 'right',
      value: (vm) => vmRemainingMs(vm, now) ?? -1,
      cell: (vm) => leftText(vm, now),
    },
    {
      id: 'host',
      header: 'Host',
      width: 96,
      value: (vm) => vm.hostName,
      cell: (vm) => shortHostName(vm.hostName),
      title: (vm) => vm.hostName,
    },
  ]
}

function VmState({ vm }: { readonly vm: VmView }) {
  const { tone, word } = vmStatus(vm)
  return <StateLabel tone={tone}>{word}</StateLabel>
}

function dataText(vm: VmView): string {
  return vm.bytesCopied >= vm.bytesTotal
    ? formatBytes(vm.bytesTotal)
    : `${formatBytes(vm.bytesCopied)} of ${formatBytes(vm.bytesTotal)}`
}

/** One VM's rate jumps, so its span is wide. */
function leftText(vm: VmView, now: number): string {
  const left = vmRemainingMs(vm, now)
  return left === undefined ? '-' : formatRange(left * 0.7, left * 1.4)
}
