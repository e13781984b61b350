/**
 * Who of those that wait for slots of a host goes next. In the order in which they came, cutovers first; one that fits
 * may pass one that does not, but only so often: then the host is left to empty until the one that waits fits.
 */
import {
  admit,
  copiesOn,
  type Admission,
  type HeldSlots,
  type HostNow,
  type SlotRequest,
} from './scheduler.ts'

/**
 * How many times a host's limit may be let past one that waits. Each wait for a host to empty leaves some of its slots
 * idle for the length of a copy: rare enough, it costs little.
 */
const PASSES = 20
/** Who has not asked for this long (ms) waits no more: its cutover was withdrawn, or it is not driven here now. */
const ASKS_WITHIN_MS = 10_000

/** What waits, under a name of its own. */
export interface Waiting {
  readonly key: string
  readonly request: SlotRequest
  /** A cutover, whose guest is about to go off, goes before copies that nobody waits for. */
  readonly urgent: boolean
  /** Disk copies that were let past it. */
  readonly passed: number
  /** ms of the clock: when it asked last. */
  readonly askedAt: number
}

export type SlotQueue = readonly Waiting[]

export interface Answer {
  readonly queue: SlotQueue
  readonly admission: Admission
}

/** Asks for `asker` at a time of the clock (ms), who joins the queue unless it is there; who is admitted leaves it. */
export function ask(
  queue: SlotQueue,
  asker: Omit<Waiting, 'passed' | 'askedAt'>,
  held: readonly HeldSlots[],
  now: HostNow,
  at: number,
): Answer {
  const waiting = queue.filter((one) => at - one.askedAt <= ASKS_WITHIN_MS)
  const joined = waiting.some((one) => one.key === asker.key)
    ? waiting.map((one) => (one.key === asker.key ? { ...asker, passed: one.passed, askedAt: at } : one))
    : [...waiting, { ...asker, passed: 0, askedAt: at }]
  const admission = admit(asker.request, held, now)
  if (!admission.admitted) return { queue: joined, admission }
  const earlier = inOrder(joined, asker.request)
  const before = earlier.slice(
    0,
    earlier.findIndex((one) => one.key === asker.key),
  )
  const first = before.find(
    (one) => admit(one.request, held, now).admitted || one.passed >= PASSES * now.limit,
  )
  if (first)
    return { queue: joined, admission: { admitted: false, reason: waitsFor(first, asker, held, now) } }
  const passed = new Set(before.map((one) => one.key))
  return {
    queue: joined
      .filter((one) => one.key !== asker.key)
      .map((one) => (passed.has(one.key) ? { ...one, passed: one.passed + asker.request.disks } : one)),
    admission,
  }
}

/** Forgets one that no longer waits: canceled, or not driven any more. */
export function leave(queue: SlotQueue, key: string): SlotQueue {
  return queue.filter((one) => one.key !== key)
}

function inOrder(queue: SlotQueue, { sourceId, hostId }: SlotRequest): Waiting[] {
  const here = queue.filter(({ request }) => request.sourceId === sourceId && request.hostId === hostId)
  return [...here.filter((one) => one.urgent), ...here.filter((one) => !one.urgent)]
}

function waitsFor(
  first: Waiting,
  { request }: Pick<Waiting, 'request'>,
  held: readonly HeldSlots[],
  now: HostNow,
): string {
  const busy = copiesOn(request, held)
  return (
    `waits for its turn on ${request.hostName}: a VM with ${first.request.disks} disks came before, ` +
    `${busy} of ${now.limit} disk copies running`
  )
}
