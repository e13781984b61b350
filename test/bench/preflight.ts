/** How long all rules take over a large estate, and its report. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'

export interface PreflightBench {
  readonly vms: number
  readonly rules: number
  readonly findings: number
  /** Microseconds for one VM, through all rules. */
  readonly usPerVm: number
  /** All rules over all objects: the median of the runs. */
  readonly totalMs: number
  readonly reportS: number
  /** MB of 10^6 bytes. */
  readonly reportMb: number
  readonly peakMb: number
}

type Measured = Omit<PreflightBench, 'usPerVm'>

const SCRIPT = join(import.meta.dirname, 'judge-estate.ts')

/** In a process of its own, so that its memory is nobody else's. */
export async function benchPreflight(options: {
  readonly vms: number
  readonly runs: number
  readonly say: (line: string) => void
}): Promise<PreflightBench | string> {
  const { vms, runs, say } = options
  say(`Inventing ${vms} VMs and running all rules over them.`)
  const child = spawn(process.execPath, [SCRIPT], { stdio: ['pipe', 'pipe', 'inherit'] })
  const exit = new Promise<number | null>((resolve) => child.on('close', resolve))
  child.stdin.end(JSON.stringify({ vms, runs }))
  const measured = (await json(child.stdout).catch(() => undefined)) as Measured | undefined
  if ((await exit) !== 0 || measured === undefined) return 'The process that is measured failed.'
  return { ...measured, usPerVm: (measured.totalMs * 1000) / measured.vms }
}

export function preflightTable(result: PreflightBench): string {
  const rows = Object.entries(result).map(
    ([name, value]: [string, number]) => `${name.padEnd(10)} ${Math.round(value * 100) / 100}`,
  )
  return `${rows.join('\n')}\n`
}
