/** The progress of a run for a person: bars that redraw on a terminal, plain lines elsewhere. */
import { MultiBar, type SingleBar } from 'cli-progress'
import type { DiskView, MigrationEvent, MigrationView, VmView } from '../../shared/migration/model.ts'
import { kindOfWait } from '../../shared/migration/wait-kind.ts'
import { formatBytes, formatPercent, formatRate, fraction } from '../../shared/units.ts'
import { eventLine, idleText } from './run-text.ts'
import { printable } from './text.ts'
import type { Output } from './command-context.ts'

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

export function createProgress(output: Output, redraw: boolean): Progress {
  return redraw && output.isTTY === true ? barProgress(output) : plainProgress(output)
}

/** One line of progress: a disk, or the whole run. */
interface Row {
  readonly id: string
  readonly label: string
  readonly bytesCopied: number
  readonly bytesTotal: number
  readonly note: string
}

function disksOf(view: MigrationView): Row[] {
  return view.vms.flatMap((vm) =>
    vm.disks.map((disk) => ({
      id: `${vm.vmId}/${disk.key}`,
      label: `${vm.name} ${disk.label}`,
      bytesCopied: disk.bytesCopied,
      bytesTotal: disk.bytesTotal,
      note: noteOf(vm, disk),
    })),
  )
}

function noteOf(vm: VmView, disk: DiskView): string {
  if (vm.state === 'succeeded') return 'done'
  if (disk.state === 'failed' || disk.state === 'canceled') return disk.state
  if (disk.state === 'running') return disk.reason
  const idle = idleText(vm, Date.now())
  if (idle !== undefined) return idle
  return vm.waitReason || disk.reason || (disk.state === 'completed' ? 'copied' : '')
}

function plainProgress(output: Output): Progress {
  const told = new Map<string, number>()
  const waits = new Set<string>()
  const say = (text: string): void => void output.write(`${printable(text)}\n`)
  return {
    say,
    event: (event) => {
      if (event.type === 'wait') waits.add(waitKey(event.vm, event.message))
      sayEvent(event, say)
    },
    view: (view) => {
      // Some waits are in no log: for a slot on a host, and for room to write the log itself.
      for (const { name, state, waitReason } of view.vms) {
        const key = waitKey(name, waitReason)
        if (waitReason === '' || waits.has(key) || !['waiting', 'running'].includes(state)) continue
        waits.add(key)
        say(`${name}: ${waitReason}`)
      }
      for (const { id, label, bytesCopied, bytesTotal } of disksOf(view)) {
        const share = Math.floor(fraction(bytesCopied, bytesTotal) / PLAIN_SHARE)
        if (share <= (told.get(id) ?? 0)) continue
        told.set(id, share)
        say(`${label}: ${formatPercent(bytesCopied, bytesTotal)} of ${formatBytes(bytesTotal)}`)
      }
    },
    stop: () => undefined,
  }
}

function waitKey(vm = '', reason = ''): string {
  return `${vm}: ${kindOfWait(reason)}`
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
  const say = (raw: string): void => {
    const text = printable(raw)
    if (multi) multi.log(`${wrapped(text, sizeOr(output.columns, 80))}\n`)
    else output.write(`${text}\n`)
  }
  return {
    say,
    event: (event) => {
      // The bars show what each disk waits for; as lines, short waits would only scroll by.
      if (event.type !== 'wait') sayEvent(event, say)
    },
    view: (view) => {
      multi ??= newBars(output)
      const rows = rowsFor(view, output)
      const width = Math.max(...rows.map((row) => row.label.length))
      for (const { id, label, bytesCopied, bytesTotal, note } of rows) {
        const payload: BarPayload = { label: oneLine(label).padEnd(width), note: oneLine(note) }
        const bar = bars.get(id)
        if (bar) bar.update(bytesCopied, payload)
        else bars.set(id, multi.create(bytesTotal, bytesCopied, payload))
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

/** A bar has one line, and a server's own words may have several. */
function oneLine(text: string): string {
  return printable(text).replaceAll('\n', ' ')
}

function rowsFor(view: MigrationView, output: Output): Row[] {
  const disks = disksOf(view)
  const fits = disks.length <= sizeOr(output.rows, 24) - FREE_ROWS
  return fits ? [...disks, wholeRun(view)] : [wholeRun(view)]
}

/** Some terminals report a size of 0 by 0. */
function sizeOr(reported: number | undefined, usual: number): number {
  return reported === undefined || reported < 1 ? usual : reported
}

/** Breaks lines between words: while bars are drawn the terminal cuts what is wider than it. */
export function wrapped(text: string, columns: number): string {
  return text
    .split('\n')
    .flatMap((line) => {
      const lines: string[] = []
      let rest = line
      while (rest.length > columns) {
        const space = rest.lastIndexOf(' ', columns)
        const at = space > columns / 3 ? space : columns
        lines.push(rest.slice(0, at))
        rest = rest.slice(at).trimStart()
      }
      return [...lines, rest]
    })
    .join('\n')
}

function wholeRun(view: MigrationView): Row {
  const { planName, bytesCopied, bytesTotal, state, estimate } = view
  const moving = state === 'running' && estimate.bytesPerSecond > 0
  return {
    id: 'run',
    label: planName,
    bytesCopied,
    bytesTotal,
    note: moving ? formatRate(estimate.bytesPerSecond) : '',
  }
}

function newBars(output: Output): MultiBar {
  const multi = new MultiBar({
    stream: output,
    // Interrupts are the run's to handle: it cancels and goes on showing the clean-up.
    gracefulExit: false,
    hideCursor: true,
    fps: 8,
    // A line above the bars moves all of them, changed or not.
    forceRedraw: true,
    format: (_options, { value, total }, payload: BarPayload) => {
      const filled = Math.round(fraction(value, total) * BAR_WIDTH)
      const bar = '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled)
      const percent = formatPercent(value, total).padStart(5)
      return `${payload.label} ${bar} ${percent} of ${formatBytes(total)}  ${payload.note}`.trimEnd()
    },
  })
  // The library clears one line before it writes what was said; the rest would show through.
  multi.on('redraw-pre', () => void output.write(CLEAR_BELOW))
  return multi
}

/** ECMA-48 "erase in page" from the cursor on. */
const CLEAR_BELOW = '\u001b[J'
