/** `npm run bench -- NAME`: compares the application with other clients in one run. */
import { parseArgs } from 'node:util'
import { benchCluster, clusterTable } from './cluster.ts'
import { benchInventory, inventoryTable } from './inventory.ts'
import { benchPreflight, preflightTable } from './preflight.ts'
import { benchWarm, warmTable } from './warm.ts'

const HELP = `Usage: npm run -s bench -- inventory|cluster|preflight|warm [options]

  --vms N     VMs in the vCenter (default 10000), or to migrate (default 5; warm: 1000)
  --runs N    inventory, preflight: how often it is measured (default 3 and 31)
  --json      one JSON object on standard output and nothing else
  --help      this text

cluster migrates VMs of the lab onto a real API server (it needs Go and the CRDs, as the real tier does) and counts
what it is asked, in its own audit log:

  reads, lists, watches, dryRuns, writes
                requests from the start of the run to its end; a dry run keeps nothing and is no write
  objects       the fewest objects that this takes: per VM a secret, a conversion pod and a VirtualMachine, per disk
                a DataVolume and its claim
  ratioWrites   writes / objects
  listsWhileCopying
                lists that were read after the first copy began: 0 when nothing is polled

warm migrates VMs of the lab in one warm run: each is copied once, then all of them are in flight, and each copies one
delta and cuts over. The lab is another process, and its disks are tiny:

  mostInFlight  VMs between their start and their end at one time
  eventsPerSecond
                entries of the run's log per second
  clusterCallsPerVm, clusterWritesPerVm, vcenterCallsPerVm
                requests from the start of the run to its end
  eventLoopP99Ms, eventLoopMaxMs, cpuS, peakMb
                of the process with the backend alone

preflight runs all rules over an invented estate, in a process of its own, and writes its HTML report:

  usPerVm       microseconds per VM for all rules, those about hosts, networks and the rest included
  cpuUsPerVm    the same as time of the processor, on all threads of the process
  totalMs, cpuMs
                both for the whole estate, the medians of the runs
  reportS       seconds for the report, reportMb its size
  peakMb        the most memory that was ever resident: the estate, all findings and the report

inventory reads all properties of a vCenter's inventory, each way several times in turn, and tells the medians.

The vCenter is govmomi's simulator on loopback, on this computer: it needs Go, and curl. The properties and
the size of a page are those that the application asks for.

  oursS         the application, from before it connects to its first complete inventory
  drainS        curl fetching the same pages one after the other, without looking into them. Each page needs
                the token of the one before it, so each is a curl of its own; counted is only the time from
                the end of its TLS handshake to the last byte, as if one connection had served them all
  drainNodeS    Node fetching the same pages over one connection, without looking into them
  govmomiS      a Go program that reads and decodes the same pages with govmomi, from before it connects
  ratioDrain    oursS / drainS
  ratioGovmomi  oursS / govmomiS
  watchS        the application again, but the way it follows a vCenter: to its first complete inventory
  drainUpdatesS Node fetching the same sets of updates over one connection, without looking into them
  ratioWatch    watchS / drainUpdatesS
  eventLoopP99Ms, eventLoopMaxMs, peakMb
                of the processes that run the application's part alone, the worse of reading and watching: the
                delay of the event loop, and the most memory that was ever resident
`

const DEFAULT_VMS: Readonly<Record<string, string>> = { cluster: '5', warm: '1000' }

process.exitCode = await main(process.argv.slice(2))

async function main(args: readonly string[]): Promise<number> {
  const asked = parse(args)
  if (typeof asked === 'string') return complain(asked)
  const { values, positionals } = asked
  if (values.help) {
    process.stdout.write(HELP)
    return 0
  }
  const [name, ...rest] = positionals
  if (name === undefined) return complain('Say which bench to run: inventory, cluster, preflight or warm.')
  if (!['inventory', 'cluster', 'preflight', 'warm'].includes(name) || rest.length > 0)
    return complain(
      `There is no bench "${positionals.join(' ')}"; there are: inventory, cluster, preflight, warm.`,
    )
  const vms = count(values.vms ?? DEFAULT_VMS[name] ?? '10000', 100_000)
  const runs = count(values.runs ?? (name === 'preflight' ? '31' : '3'), 100)
  if (vms === undefined) return complain('--vms takes a whole number from 1 to 100000.')
  if (runs === undefined) return complain('--runs takes a whole number from 1 to 100.')
  const say = (line: string): void => {
    if (!values.json) process.stderr.write(`${line}\n`)
  }
  if (name === 'preflight')
    return print(await benchPreflight({ vms, runs, say }), preflightTable, values.json)
  if (name === 'warm') return print(await benchWarm({ vms, say }), warmTable, values.json)
  return name === 'cluster'
    ? print(await benchCluster({ vms, say }), clusterTable, values.json)
    : print(await benchInventory({ vms, runs, say }), inventoryTable, values.json)
}

/** A text instead of a result says why there is none. */
function print<T extends object>(result: T | string, table: (result: T) => string, asJson: boolean): number {
  if (typeof result === 'string') return complain(result)
  process.stdout.write(asJson ? `${JSON.stringify(result)}\n` : table(result))
  return 0
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        vms: { type: 'string' },
        runs: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function count(text: string, most: number): number | undefined {
  const value = Number(text)
  return Number.isInteger(value) && value >= 1 && value <= most ? value : undefined
}

function complain(sentence: string): number {
  process.stderr.write(`${sentence}\n`)
  return 1
}
