/** A host that is asked for more disk copies than it bears: they take turns, however many plans ask. */
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import {
  connectTo,
  follow,
  planFor,
  readInventory,
  start,
  startLabWorld,
  type Connected,
  type LabWorld,
} from '../fixtures/lab-backend.ts'

let world: LabWorld
let at: Connected

beforeAll(async () => {
  world = await startLabWorld(40, { vms: 60, hosts: 2 })
  at = await connectTo(world)
})

afterAll(async () => {
  await at.backend.close()
  await world.close()
})

/** The most copies that a host was seen with at once, until `signal` aborts; `seen` is told each number. */
async function mostCopies(hostId: string, signal: AbortSignal, seen: (now: number) => void): Promise<number> {
  let most = 0
  const views = await at.client.esxi.watch({ providerId: at.sourceId }, { signal })
  try {
    for await (const hosts of views) {
      const { now } = hosts.find(({ id }) => id === hostId)!.copies
      seen(now)
      most = Math.max(most, now)
    }
  } catch (error) {
    if (!signal.aborted) throw error
  }
  return most
}

it('copies in turns over two plans, and leaves none out', async () => {
  const { client, sourceId } = at
  const { vms, hosts } = await readInventory(client, sourceId)
  const host = hosts[0]!
  const chosen = vms.filter((vm) => vm.hostId === host.id && /^(web|app|db)-\d+$/.test(vm.name)).slice(0, 12)
  expect(chosen.reduce((sum, vm) => sum + vm.disks.length, 0)).toBeGreaterThan(14)
  const names = chosen.map(({ name }) => name)
  const plans = await Promise.all(
    [names.slice(0, 6), names.slice(6)].map((part, index) =>
      planFor(at, part, { name: `part-${index}`, targetNamespace: `part-${index}` }),
    ),
  )
  const goOn = world.lab.hold('copies')
  onTestFinished(goOn)
  const over = new AbortController()
  const isFull = Promise.withResolvers<true>()
  const isAwaited = Promise.withResolvers<true>()
  const most = mostCopies(host.id, over.signal, (now) => {
    if (now > 5) isFull.resolve(true)
  })
  const ends = Promise.all(
    plans.map(async (plan) =>
      follow(client, await start(client, plan), ({ vms: shown }) => {
        const reason = `waits for a slot on ${host.name}`
        if (shown.some((vm) => vm.state === 'waiting' && vm.waitReason.startsWith(reason)))
          isAwaited.resolve(true)
        return false
      }),
    ),
  )
  const both = Promise.all([isFull.promise, isAwaited.promise]).then(() => 'full, and awaited')
  expect(await Promise.race([ends.then(() => 'ended before that'), both])).toBe('full, and awaited')
  goOn()
  expect((await ends).flatMap((end) => end.vms.map(({ state }) => state))).toEqual(
    names.map(() => 'succeeded'),
  )
  over.abort()
  expect(await most).toBeLessThanOrEqual(10)
})
