/** How long all rules take over a large estate, and its report. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'

export interface PreflightBench {
  readonly vms: number
  readonly rules: number
  readonly findings: number
  /** Microseconds for one VM, through all rules, by the clock: other processes of a busy machine count in it. */
  readonly usPerVm: number
  /** The same as time of the processor, on all threads of the process: those of the garbage collector count too. */
  readonly cpuUsPerVm: number
  /** All rules over all objects: the median of the runs. */
  readonly totalMs: number
  readonly cpuMs: number
  readonly reportS: number
  /** MB of 10^6 bytes. */
  readonly reportMb: number
  readonly peakMb: number
}

type Measured = Omit<PreflightBench, 'usPerVm' | 'cpuUsPerVm'>

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
  const perVm = (ms: number): number => (ms * 1000) / measured.vms
  return { ...measured, usPerVm: perVm(measured.totalMs), cpuUsPerVm: perVm(measured.cpuMs) }
}

export function preflightTable(result: PreflightBench): string {
  const rows = Object.entries(result).map(
    ([name, value]: [string, number]) => `${name.padEnd(10)} ${Math.round(value * 100) / 100}`,
  )
  return `${rows.join('\n')}\n`
}
