/** The progress of a run for a person: bars that redraw on a terminal, plain lines elsewhere. */
import { MultiBar, type SingleBar } from 'cli-progress'
import type { DiskView, MigrationEvent, MigrationView, VmView } from '../../shared/migration/model.ts'
import { formatBytes, formatPercent, formatRate, fraction } from '../../shared/units.ts'
import { eventLine } from './text.ts'
import type { Output } from './world.ts'

export interface Progress {
  say(text: string): void
  event(event: MigrationEvent): void
  view(view: MigrationView): void
  /** Leaves the terminal as it was; more may be said afterwards. */
  stop(): void
}

/** Rows of the terminal that stay free for lines above the bars. */
const FREE_ROWS = 6
const BAR_WIDTH = 24
/** Without bars, a disk gets a line each time this share of it is done. */
const PLAIN_SHARE = 0.25

export function createProgress(output: Output): Progress {
  return output.isTTY === true ? barProgress(output) : plainProgress(output)
}

interface DiskOf {
  readonly id: string
  readonly label: string
  readonly disk: DiskView
  readonly note: string
}

function disksOf(view: MigrationView): DiskOf[] {
  return view.vms.flatMap((vm) =>
    vm.steps
      .flatMap((step) => step.disks)
      .map((disk) => ({
        id: `${vm.vmId}/${disk.key}`,
        label: `${vm.name} ${disk.label}`,
        disk,
        note: noteOf(vm, disk),
      })),
  )
}

function noteOf(vm: VmView, disk: DiskView): string {
  if (disk.state === 'completed') return 'copied'
  if (disk.state === 'failed' || disk.state === 'canceled') return disk.state
  if (disk.reason !== '') return `waits: ${disk.reason}`
  return disk.state === 'pending' && vm.waitReason !== '' ? `waits: ${vm.waitReason}` : ''
}

function plainProgress(output: Output): Progress {
  const told = new Map<string, number>()
  const say = (text: string): void => void output.write(`${text}\n`)
  return {
    say,
    event: (event) => sayEvent(event, say),
    view: (view) => {
      for (const { id, label, disk } of disksOf(view)) {
        const share = Math.floor(fraction(disk.bytesCopied, disk.bytesTotal) / PLAIN_SHARE)
        if (share <= (told.get(id) ?? 0)) continue
        told.set(id, share)
        say(
          `${label}: ${formatPercent(disk.bytesCopied, disk.bytesTotal)} of ${formatBytes(disk.bytesTotal)}`,
        )
      }
    },
    stop: () => undefined,
  }
}

function sayEvent(event: MigrationEvent, say: (text: string) => void): void {
  const line = eventLine(event)
  if (line !== undefined) say(line)
}

interface BarPayload {
  readonly label: string
  readonly note: string
}

function barProgress(output: Output): Progress {
  const bars = new Map<string, SingleBar>()
  let multi: MultiBar | undefined
  const say = (text: string): void => {
    if (multi) multi.log(`${text}\n`)
    else output.write(`${text}\n`)
  }
  const rowsFor = (view: MigrationView): DiskOf[] => {
    const disks = disksOf(view)
    return disks.length <= (output.rows ?? 24) - FREE_ROWS ? [...disks, wholeRun(view)] : [wholeRun(view)]
  }
  return {
    say,
    event: (event) => sayEvent(event, say),
    view: (view) => {
      multi ??= newBars(output)
      const rows = rowsFor(view)
      const width = Math.max(...rows.map((row) => row.label.length))
      for (const { id, label, disk, note } of rows) {
        const payload: BarPayload = { label: label.padEnd(width), note }
        const bar = bars.get(id)
        if (bar) bar.update(disk.bytesCopied, payload)
        else bars.set(id, multi.create(disk.bytesTotal, disk.bytesCopied, payload))
      }
    },
    stop: () => {
      // Lines still in its buffer are written by an update, not by stop.
      multi?.update()
      multi?.stop()
      multi = undefined
      bars.clear()
    },
  }
}

type Row = Omit<DiskOf, 'disk'> & { readonly disk: Pick<DiskView, 'bytesCopied' | 'bytesTotal'> }

function wholeRun(view: MigrationView): DiskOf {
  const { bytesPerSecond } = view.estimate
  return {
    id: 'run',
    label: view.planName,
    disk: {
      key: 0,
      label: '',
      file: '',
      bytesCopied: view.bytesCopied,
      bytesTotal: view.bytesTotal,
      state: 'running',
      reason: '',
      claim: '',
    },
    note: bytesPerSecond > 0 && view.state === 'running' ? formatRate(bytesPerSecond) : '',
  }
}

function newBars(output: Output): MultiBar {
  return new MultiBar({
    stream: output,
    // Interrupts are the run's to handle: it cancels and goes on showing the clean-up.
    gracefulExit: false,
    hideCursor: true,
    fps: 8,
    autopadding: false,
    format: (_options, { value, total }, payload: BarPayload) => {
      const filled = Math.round(fraction(value, total) * BAR_WIDTH)
      const bar = '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled)
      const percent = formatPercent(value, total).padStart(5)
      return `${payload.label} ${bar} ${percent} of ${formatBytes(total)}  ${payload.note}`.trimEnd()
    },
  })
}
