/** A warm run of many VMs: what it costs the process that drives it, and what it asks of both ends. */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import { startLab } from '../../electron/lab/lab.ts'

export interface WarmBench {
  readonly vms: number
  readonly disks: number
  readonly hosts: number
  readonly succeeded: number
  /** VMs between their start and their end at one time. */
  readonly mostInFlight: number
  /** From the start of the run to its end. */
  readonly seconds: number
  /** Until each VM had been copied once. */
  readonly firstCopiesS: number
  /** Entries of the run's log, and per second. */
  readonly events: number
  readonly eventsPerSecond: number
  /** Requests per VM from the start of the run to its end; dry runs count. */
  readonly clusterCallsPerVm: number
  readonly clusterWritesPerVm: number
  readonly vcenterCallsPerVm: number
  /** Of the process with the backend alone. */
  readonly eventLoopP99Ms: number
  readonly eventLoopMaxMs: number
  readonly cpuS: number
  readonly peakMb: number
}

const SCRIPT = join(import.meta.dirname, 'drive-warm.ts')
/** Of one disk: its bytes do not matter here. */
const DISK_MIB = 1
const HOSTS = 50
/** Named VMs of the lab come first, and not all of them can be migrated. */
const MORE = 100

/** The lab is in this process, the backend in one of its own. */
export async function benchWarm(options: {
  readonly vms: number
  readonly say: (line: string) => void
}): Promise<WarmBench | string> {
  const { vms, say } = options
  const dir = mkdtempSync(join(tmpdir(), 'palletjack-bench-'))
  say(`Starting a lab of ${HOSTS} hosts and ${vms + MORE} VMs.`)
  const lab = await startLab({
    ...{ seed: 'bench', vms: vms + MORE + Math.ceil(vms / 2), hosts: HOSTS, diskMib: DISK_MIB },
    ...{ timeScale: 20, dir: join(dir, 'lab') },
  })
  try {
    say(`Migrating ${vms} VMs, warm: one copy, one delta, and the cutover.`)
    const child = spawn(process.execPath, [SCRIPT], { stdio: ['pipe', 'pipe', 'inherit'] })
    const exit = new Promise<number | null>((resolve) => child.on('close', resolve))
    const { vcenter, cluster } = lab.endpoints
    child.stdin.end(JSON.stringify({ vms, home: join(dir, 'state'), vcenter, cluster }))
    const measured = (await json(child.stdout).catch(() => undefined)) as WarmBench | undefined
    if ((await exit) !== 0 || measured === undefined) return 'The process that is measured failed.'
    return { ...measured, hosts: HOSTS }
  } finally {
    await lab.close()
    rmSync(dir, { recursive: true, force: true })
  }
}

export function warmTable(result: WarmBench): string {
  const rows = Object.entries(result).map(
    ([name, value]: [string, number]) => `${name.padEnd(18)} ${Math.round(value * 100) / 100}`,
  )
  return `${rows.join('\n')}\n`
}
