/** Takes one inventory with the application's own client, in a process of its own, and prints what that took. */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { json } from 'node:stream/consumers'
import type { Inventory } from '../../shared/inventory/model.ts'
import type { VsphereSession } from '../../electron/vsphere/service.ts'
import { createVsphereService } from '../../electron/vsphere/vsphere-service.ts'
import { lending } from '../../electron/vault/test-support/lending.ts'

interface Request {
  readonly url: string
  readonly username: string
  readonly password: string
  readonly sha256: string
  /** Read once, or the first that is complete of those that a watch yields. */
  readonly how: 'read' | 'watch'
}

const NS_PER_MS = 1e6

const { url, username, password, sha256, how } = (await json(process.stdin)) as Request
const delay = monitorEventLoopDelay({ resolution: 1 })
delay.enable()
const began = performance.now()
const connected = await createVsphereService().connect(
  { url, username, trust: { kind: 'fingerprint', value: sha256 } },
  lending(password),
)
if (!connected.ok) throw new Error(connected.problem.message)
try {
  const inventory = await (how === 'watch' ? watched : read)(connected.value)
  const seconds = (performance.now() - began) / 1000
  delay.disable()
  const result = {
    seconds,
    vms: inventory.vms.length,
    eventLoopP99Ms: delay.percentile(99) / NS_PER_MS,
    eventLoopMaxMs: delay.max / NS_PER_MS,
    // maxRSS is in KiB.
    peakMb: (process.resourceUsage().maxRSS * 1024) / 1e6,
  }
  process.stdout.write(`${JSON.stringify(result)}\n`)
} finally {
  await connected.value.close()
}

async function read(session: VsphereSession): Promise<Inventory> {
  const inventory = await session.inventory()
  if (!inventory.ok) throw new Error(inventory.problem.message)
  return inventory.value
}

async function watched(session: VsphereSession): Promise<Inventory> {
  for await (const { inventory, problem } of session.watchInventory(new AbortController().signal)) {
    if (problem) throw new Error(problem.message)
    if (inventory) return inventory
  }
  throw new Error('The watch ended before it had an inventory')
}
