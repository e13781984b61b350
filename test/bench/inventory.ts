/** How long the inventory of a large vCenter takes: ours, a plain download, and govmomi. */
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PAGE_OBJECTS } from '../../electron/vsphere/property-collector.ts'
import { SET_OBJECTS } from '../../electron/vsphere/update-collector.ts'
import { propertySets } from '../../shared/inventory/from-vsphere/properties.ts'
import { LARGE_ESTATE } from '../real/estates.ts'
import { findGo, NEEDS_GO } from '../real/go-program.ts'
import { buildVcsim, startVcsim, type Vcsim } from '../real/vcsim.ts'
import { drainUpdatesWithNode, drainWithCurl, drainWithNode, haveCurl, type DrainTarget } from './drain.ts'

export interface InventoryBench {
  readonly vms: number
  /** Seconds; medians. */
  readonly oursS: number
  readonly drainS: number
  readonly drainNodeS: number
  readonly govmomiS: number
  readonly ratioDrain: number
  readonly ratioGovmomi: number
  /** Seconds: the first complete inventory of a watch, and the same sets of updates only downloaded. */
  readonly watchS: number
  readonly drainUpdatesS: number
  readonly ratioWatch: number
  /** ms; of reading or watching, whichever is worse. */
  readonly eventLoopP99Ms: number
  readonly eventLoopMaxMs: number
  /** MB of 10^6 bytes; the worse of the two as well. */
  readonly peakMb: number
}

export interface InventoryBenchOptions {
  readonly vms: number
  readonly runs: number
  /** Told what goes on. */
  readonly say: (line: string) => void
}

/** What the child processes print; each also tells how many VMs it saw. */
interface Ours {
  readonly seconds: number
  readonly vms: number
  readonly eventLoopP99Ms: number
  readonly eventLoopMaxMs: number
  readonly peakMb: number
}
type Govmomi = Pick<Ours, 'seconds' | 'vms'>

interface Measured {
  readonly ours: Ours
  readonly watch: Ours
  readonly updates: number
  readonly govmomi: Govmomi
  readonly curl: number
  readonly node: number
}

const API_VERSION = '8.0.3.0'
const CHILD_LIMIT_MS = 10 * 60_000

/** Measures; answers with a sentence where a program is missing. */
export async function benchInventory(options: InventoryBenchOptions): Promise<InventoryBench | string> {
  const go = findGo()
  if (go === undefined) return `The bench ${NEEDS_GO}.`
  if (!(await haveCurl())) return 'The bench needs curl, which is not on the PATH.'
  const { vms, runs, say } = options
  say('Building and starting the simulator...')
  const program = await buildVcsim(go)
  const server = await startVcsim(go, { estate: { ...LARGE_ESTATE, vms } })
  const folder = await mkdtemp(join(tmpdir(), 'palletjack-bench-'))
  try {
    const caFile = join(folder, 'ca.pem')
    await writeFile(caFile, server.pem)
    const measured: Measured[] = []
    for (let run = 1; run <= runs; run++) {
      const one = await measureOnce({ server, program, folder, caFile })
      for (const seen of [one.ours.vms, one.watch.vms, one.govmomi.vms])
        if (seen !== vms) throw new Error(`One of the clients saw ${seen} of ${vms} VMs`)
      const { ours, watch, updates, govmomi, curl, node } = one
      say(
        `Run ${run} of ${runs}: ours ${seconds(ours.seconds)}, curl ${seconds(curl)}, Node ${seconds(node)}, ` +
          `govmomi ${seconds(govmomi.seconds)}; watch ${seconds(watch.seconds)}, its updates ${seconds(updates)}`,
      )
      measured.push(one)
    }
    return summary(vms, measured)
  } finally {
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

interface Bench {
  readonly server: Vcsim
  /** Path of the simulator, which has govmomi's client in it too. */
  readonly program: string
  readonly folder: string
  readonly caFile: string
}

async function measureOnce({ server, program, folder, caFile }: Bench): Promise<Measured> {
  const { url, username, password, sha256 } = server
  const sets = propertySets(API_VERSION)
  const target: DrainTarget = { url, username, password, caFile, folder, sets, maxObjects: PAGE_OBJECTS }
  const take = async (how: 'read' | 'watch') =>
    (await child(process.execPath, [join(import.meta.dirname, 'read-inventory.ts')], {
      url,
      username,
      password,
      sha256,
      how,
    })) as Ours
  const curl = await drainWithCurl(target)
  const ours = await take('read')
  const node = await drainWithNode(target)
  const watch = await take('watch')
  const updates = await drainUpdatesWithNode({ ...target, maxObjectUpdates: SET_OBJECTS })
  const govmomi = (await child(program, ['collect'], {
    url,
    username,
    password,
    sha256,
    sets,
    maxObjects: PAGE_OBJECTS,
  })) as Govmomi
  return { curl, ours, node, watch, updates, govmomi }
}

function summary(vms: number, measured: readonly Measured[]): InventoryBench {
  const middle = (of: (one: Measured) => number) => median(measured.map(of))
  const worse = (of: (one: Ours) => number) =>
    Math.max(
      middle(({ ours }) => of(ours)),
      middle(({ watch }) => of(watch)),
    )
  const oursS = middle(({ ours }) => ours.seconds)
  const drainS = middle(({ curl }) => curl)
  const drainNodeS = middle(({ node }) => node)
  const govmomiS = middle(({ govmomi }) => govmomi.seconds)
  const watchS = middle(({ watch }) => watch.seconds)
  const drainUpdatesS = middle(({ updates }) => updates)
  const eventLoopP99Ms = worse((one) => one.eventLoopP99Ms)
  const eventLoopMaxMs = worse((one) => one.eventLoopMaxMs)
  return {
    vms,
    oursS: rounded(oursS, 2),
    drainS: rounded(drainS, 2),
    drainNodeS: rounded(drainNodeS, 2),
    govmomiS: rounded(govmomiS, 2),
    ratioDrain: rounded(oursS / drainS, 2),
    ratioGovmomi: rounded(oursS / govmomiS, 2),
    watchS: rounded(watchS, 2),
    drainUpdatesS: rounded(drainUpdatesS, 2),
    ratioWatch: rounded(watchS / drainUpdatesS, 2),
    eventLoopP99Ms: rounded(eventLoopP99Ms, 1),
    eventLoopMaxMs: rounded(eventLoopMaxMs, 1),
    peakMb: Math.round(worse((one) => one.peakMb)),
  }
}

export function inventoryTable(result: InventoryBench): string {
  const rows: readonly (readonly [string, string])[] = [
    ['VMs', String(result.vms)],
    ['ours', seconds(result.oursS)],
    ['curl', `${seconds(result.drainS)}  (ours takes ${result.ratioDrain} times as long)`],
    ['Node, download only', seconds(result.drainNodeS)],
    ['govmomi', `${seconds(result.govmomiS)}  (ours takes ${result.ratioGovmomi} times as long)`],
    ['watch', seconds(result.watchS)],
    [
      'updates, download only',
      `${seconds(result.drainUpdatesS)}  (watch takes ${result.ratioWatch} times as long)`,
    ],
    ['event loop delay', `${result.eventLoopP99Ms} ms (p99), ${result.eventLoopMaxMs} ms (most)`],
    ['peak memory', `${result.peakMb} MB`],
  ]
  return rows.map(([name, value]) => `${name.padEnd(24)}${value}\n`).join('')
}

/** Runs a program that reads JSON and prints JSON. */
function child(program: string, args: readonly string[], input: object): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>()
  const running = execFile(program, [...args], { timeout: CHILD_LIMIT_MS }, (error, stdout, stderr) => {
    if (error) reject(new Error(stderr === '' ? error.message : stderr))
    else resolve(JSON.parse(stdout))
  })
  // A program that does not read has ended, and says why itself.
  running.stdin?.on('error', () => undefined)
  running.stdin?.end(JSON.stringify(input))
  return promise
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const half = sorted.length / 2
  return ((sorted[Math.ceil(half) - 1] ?? NaN) + (sorted[Math.floor(half)] ?? NaN)) / 2
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits))
}

function seconds(value: number): string {
  return `${value.toFixed(2)} s`
}
