/** `npm run bench -- NAME`: compares the application with other clients in one run. */
import { parseArgs } from 'node:util'
import { benchInventory, inventoryTable } from './inventory.ts'

const HELP = `Usage: npm run -s bench -- inventory [options]

Reads all properties of a vCenter's inventory, each way several times in turn, and tells the medians.

  --vms N     VMs in the vCenter (default 10000)
  --runs N    how often each way is measured (default 3)
  --json      one JSON object on standard output and nothing else
  --help      this text

The vCenter is govmomi's simulator on loopback, on this machine: it needs Go, and curl. The properties and
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
  if (name === undefined) return complain('Say which bench to run: inventory.')
  if (name !== 'inventory' || rest.length > 0)
    return complain(`There is no bench "${positionals.join(' ')}"; there is: inventory.`)
  const [vms, runs] = [count(values.vms, 100_000), count(values.runs, 100)]
  if (vms === undefined) return complain('--vms takes a whole number from 1 to 100000.')
  if (runs === undefined) return complain('--runs takes a whole number from 1 to 100.')
  const say = (line: string): void => {
    if (!values.json) process.stderr.write(`${line}\n`)
  }
  const result = await benchInventory({ vms, runs, say })
  if (typeof result === 'string') return complain(result)
  process.stdout.write(values.json ? `${JSON.stringify(result)}\n` : inventoryTable(result))
  return 0
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        vms: { type: 'string', default: '10000' },
        runs: { type: 'string', default: '3' },
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
