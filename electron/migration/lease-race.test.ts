/** Desktops that take a plan from each other over slow and broken lines: never do two of them drive it. */
import fc from 'fast-check'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'
import type { ClusterConnection, KubeObject } from '../cluster/service.ts'
import { PlanLease } from './lease.ts'
import { identityOf, readLease, type Holder } from './lease-object.ts'

const plan = { id: 'plan-1', name: 'wave-1', targetNamespace: 'demo' }
const COMPUTERS = ['host-a', 'host-b', 'host-c'] as const
/** How long people are at it, and how long it takes until all has settled after them (ms). */
const BUSY_MS = 90_000
const CALM_MS = 90_000
const MOST = 12

const problem = (code: string): Problem => ({ code, message: code, remedy: 'Wait.' })

beforeEach(() => void vi.useFakeTimers({ now: Date.parse('2026-01-01T02:00:00Z') }))
afterEach(() => void vi.useRealTimers())

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const after = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** One lease, as an API server keeps it; who had it, in order. */
function server() {
  let lease: KubeObject | undefined
  let version = 0
  const owners: string[] = []
  const put = (object: KubeObject): KubeObject => {
    version += 1
    lease = { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } }
    const { identity } = readLease(lease)
    if (owners.at(-1) !== identity) owners.push(identity)
    return lease
  }
  const isOld = (asked?: string): boolean => asked !== lease?.metadata.resourceVersion
  return {
    owners,
    get: () => ok(lease),
    create: (object: KubeObject) => (lease ? fail(problem('cluster.already-exists')) : ok(put(object))),
    patch: ({ metadata, spec }: Pick<KubeObject, 'metadata' | 'spec'>) => {
      if (!lease) return fail(problem('cluster.not-found'))
      return isOld(metadata.resourceVersion) ? fail(problem('cluster.conflict')) : ok(put({ ...lease, spec }))
    },
    delete: (version?: string) => {
      if (lease && isOld(version)) return fail(problem('cluster.conflict'))
      lease = undefined
      return ok(undefined)
    },
  }
}

interface Line {
  /** Until then (ms) nothing comes through. */
  cutUntil: number
  readonly latency: () => number
}

/** What is asked may be lost on its way there, or its answer on the way back. */
function over(line: Line, api: ReturnType<typeof server>): ClusterConnection {
  const send = async <T>(ask: () => Result<T>): Promise<Result<T>> => {
    const isCut = (): boolean => Date.now() < line.cutUntil
    await after(line.latency())
    if (isCut()) return fail(problem('cluster.unreachable'))
    const answer = ask()
    await after(line.latency())
    return isCut() ? fail(problem('cluster.timeout')) : answer
  }
  return {
    get: ({ kind }: KubeObject) => send(() => (kind === 'Namespace' ? ok({ kind }) : api.get())),
    create: (object: KubeObject) => send(() => api.create(object)),
    mergePatch: (_ref: unknown, _namespace: unknown, _name: unknown, patch: KubeObject) =>
      send(() => api.patch(patch)),
    delete: (
      _ref: unknown,
      _namespace: unknown,
      _name: unknown,
      { resourceVersion }: KubeObject['metadata'],
    ) => send(() => api.delete(resourceVersion)),
  } as unknown as ClusterConnection
}

const action = fc.record({
  /** Ms after the action before. */
  gap: fc.integer({ min: 0, max: BUSY_MS / MOST }),
  who: fc.nat({ max: COMPUTERS.length - 1 }),
  does: fc.oneof(
    { weight: 3, arbitrary: fc.constant('takes over' as const) },
    { weight: 1, arbitrary: fc.constant('ends' as const) },
    { weight: 1, arbitrary: fc.record({ cutMs: fc.integer({ min: 100, max: 20_000 }) }) },
  ),
})
const world = fc.record({
  actions: fc.array(action, { minLength: 1, maxLength: MOST }),
  seed: fc.nat(),
  slowestMs: fc.constantFrom(50, 800, 3_000, 9_000),
  /** Clocks of desktops differ, by hours if need be. */
  skews: fc.tuple(...COMPUTERS.map(() => fc.integer({ min: -3_600_000, max: 3_600_000 }))),
})

it(
  'of desktops that take a plan from each other, none writes after another one has',
  { timeout: 120_000 },
  () =>
    fc.assert(
      fc.asyncProperty(world, async ({ actions, seed, slowestMs, skews }) => {
        const random = createRandom(seed)
        const api = server()
        const ends = Date.now() + BUSY_MS + CALM_MS
        let newest = -1
        let hasEnded = false
        const found: string[] = []
        const desktops = COMPUTERS.map((computer, index) => {
          const isBusy = (): boolean => Date.now() < ends - CALM_MS
          const line: Line = { cutUntil: 0, latency: () => (isBusy() ? random() * slowestMs : 5) }
          const connection: { -readonly [K in keyof ClusterConnection]: ClusterConnection[K] } = over(
            line,
            api,
          )
          const holder: Holder = { computer, pid: 1, start: computer, seat: computer }
          const now = (): number => Date.now() + (skews[index] ?? 0)
          const lease = new PlanLease({ plan, holder, wasHeld: index > 0, target: () => ok(connection), now })
          const identity = identityOf(holder)
          const one = { line, lease, computer, hasEnded: false, isAsked: 0 }
          const make = connection.create
          connection.create = (object) => {
            if (hasEnded && one.isAsked === 0) found.push(`${computer} goes on with what has ended`)
            return make(object)
          }
          const writes = async (): Promise<void> => {
            while (Date.now() < ends && !one.hasEnded) {
              if ((await lease.confirm()) === undefined) {
                const tenure = api.owners.lastIndexOf(identity)
                if (tenure < newest) found.push(`${computer} writes after ${api.owners[newest]}`)
                newest = Math.max(newest, tenure)
              }
              await after(100 + random() * 900)
            }
          }
          void lease.start(() => undefined).then(writes)
          return one
        })
        const take = async (one: (typeof desktops)[number]): Promise<void> => {
          one.isAsked += 1
          await one.lease.takeOver()
          one.isAsked -= 1
        }
        /** The run, where it is driven; the first desktop has to be there for the end. */
        const end = async (one: (typeof desktops)[number]): Promise<void> => {
          if (one === desktops[0] || !one.lease.isHeld() || (await one.lease.confirm()) !== undefined) return
          one.hasEnded = true
          hasEnded = (await one.lease.release()) === undefined || hasEnded
        }
        const begins = Date.now()
        let at = 0
        for (const { gap, who, does } of actions)
          setTimeout(
            () => {
              const one = desktops[who]!
              if (does === 'takes over') void take(one)
              else if (does === 'ends') void end(one)
              else one.line.cutUntil = Math.min(Date.now() + does.cutMs, ends - CALM_MS)
            },
            (at += gap),
          )
        // Somebody drives in the end, whatever happened.
        setTimeout(() => void take(desktops[0]!), BUSY_MS + CALM_MS / 2)
        await vi.advanceTimersByTimeAsync(ends - begins - 1)
        const drive = desktops.filter(
          ({ lease, hasEnded: isOver }) => !isOver && lease.problem() === undefined,
        )
        desktops.forEach(({ lease }) => lease.close())
        await vi.advanceTimersByTimeAsync(20_000)
        expect(found).toEqual([])
        expect(drive.map(({ computer }) => computer)).toEqual([COMPUTERS[0]])
      }),
      { numRuns: 300, endOnFailure: true },
    ),
)
