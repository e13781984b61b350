/** The inventory as a stream of complete updates. */
import { setTimeout as delay } from 'node:timers/promises'
import { createProjector, type ProjectionContext } from '../../shared/inventory/from-vsphere/project.ts'
import type { StoredObject } from '../../shared/inventory/from-vsphere/store.ts'
import { createTagging, type KnownTags } from '../../shared/inventory/from-vsphere/tags.ts'
import type { Inventory } from '../../shared/inventory/model.ts'
import type { Problem } from '../../shared/problem.ts'
import { Topic } from '../../shared/topic.ts'
import { createBreath } from '../breath.ts'
import { untilAborted } from '../until-aborted.ts'
import type { UntilUnlocked } from '../vault/service.ts'
import { problemOf } from './errors.ts'
import { follow } from './follow.ts'
import { followTags } from './follow-tags.ts'
import type { Login } from './login.ts'
import type { InventoryUpdate } from './service.ts'
import type { ReadTags } from './tags.ts'

export interface WatchOptions {
  /** The facts of a projection as of now. */
  readonly context: () => ProjectionContext
  readonly signal: AbortSignal
  /** Tags are read after the first inventory, after a lost connection, and every `tagsEveryMs`. */
  readonly readTags: ReadTags
  /** 15 minutes unless told. */
  readonly tagsEveryMs?: number
  /** What it waits for when a login that is over finds the vault locked. */
  readonly untilUnlocked?: UntilUnlocked
  /** ms before each attempt after a passing problem; the watch ends when they are used up. */
  readonly retryDelaysMs?: readonly number[]
}

/** All that is known so far. */
interface Known {
  /** Until they are read anew. */
  readonly objects?: readonly StoredObject[] | undefined
  /** VMs read so far of a reading that is not complete, else 0. */
  readonly vms: number
  /** ISO 8601. */
  readonly syncedAt?: string
  readonly tags?: KnownTags
  /** Undefined when all is well (again). */
  readonly trouble?: { readonly problem: Problem; readonly ended: boolean } | undefined
}

type Learn = (news: Partial<Known>) => void

/** Four times a second is as fast as a person can follow, and a projection of 10,000 VMs is not free. */
const SPACING_MS = 250
/** Each reading is a login that vCenter logs; tags change when a person changes them. */
const TAGS_EVERY_MS = 15 * 60_000
/** A laptop that changes its network is back within a minute, a vCenter that is patched within ten. */
const RETRY_DELAYS_MS = [1_000, 2_000, 5_000, 10_000, 20_000, 30_000, ...Array<number>(9).fill(60_000)]
/** Problems that may pass by themselves. Everything else ends the watch at once. */
const PASSING = new Set([
  'vsphere.timeout',
  'vsphere.refused',
  'vsphere.unreachable',
  'vsphere.connection-lost',
  'vsphere.name-not-found',
  'vsphere.unavailable',
  'vsphere.answer-broken',
  'vsphere.collector-lost',
  'vsphere.not-found',
])

/**
 * Yields `loading` updates, then a complete inventory at each change, at most four a second. While a
 * passing problem (the network) is being retried, or a locked vault is waited for, it yields `reconnecting` with the
 * last inventory; a problem that lasts is the last update, `failed`. Ends when `signal` aborts.
 */
export async function* watchInventory(login: Login, options: WatchOptions): AsyncGenerator<InventoryUpdate> {
  const stop = new AbortController()
  const signal = AbortSignal.any([options.signal, stop.signal])
  const topic = new Topic<Known>({ vms: 0 })
  // The first inventory is what everybody waits for: it is not kept back for what was told before.
  const complete = new AbortController()
  const learn: Learn = (news) => {
    topic.set({ ...topic.value, ...news })
    if (news.objects) complete.abort()
  }
  const hurried = AbortSignal.any([signal, complete.signal])
  // Kept without a handler here: the loop below ends with the topic, and what comes after awaits it.
  const producing = produce(login, learn, { ...options, signal }).finally(() => topic.close())
  const tags = followTags({
    read: options.readTags,
    everyMs: options.tagsEveryMs ?? TAGS_EVERY_MS,
    untilUnlocked: options.untilUnlocked ?? untilAborted,
    signal,
    onRead: (known) => learn({ tags: known }),
  })
  // A bug there ends the watch, and is thrown below.
  tags.ended.catch(() => stop.abort())
  const projector = createProjector()
  const tagging = createTagging()
  let seen: Known = { vms: 0 }
  let projected: Inventory | undefined
  let inventory: Inventory | undefined
  let vmsRead = 0
  try {
    for await (const now of topic.watch(signal)) {
      const changed = now.objects !== undefined && now.objects !== seen.objects
      if (changed) {
        projected = await projector.project(now.objects, options.context(), createBreath())
        tags.follow(projected.vms)
      }
      if (projected && (changed || now.tags !== seen.tags))
        inventory = now.tags ? tagging.add(projected, now.tags) : projected
      vmsRead = changed && projected ? projected.vms.length : Math.max(vmsRead, now.vms)
      if (seen.trouble && !now.trouble) tags.hurry()
      seen = now
      yield {
        state: stateOf(now.trouble, inventory),
        vmsRead,
        ...(inventory && { inventory }),
        ...(now.syncedAt !== undefined && { syncedAt: now.syncedAt }),
        ...(now.trouble && { problem: now.trouble.problem }),
      }
      const pause = { signal: inventory ? signal : hurried }
      await delay(SPACING_MS, undefined, pause).catch(() => undefined)
    }
  } finally {
    stop.abort()
    await Promise.all([producing, tags.ended])
  }
}

function stateOf(trouble: Known['trouble'], inventory: Inventory | undefined): InventoryUpdate['state'] {
  if (trouble) return trouble.ended ? 'failed' : 'reconnecting'
  // A reading that is made anew does not take back what is shown already.
  return inventory ? 'ready' : 'loading'
}

/** Never rejects for an expected failure. */
async function produce(login: Login, learn: Learn, options: WatchOptions): Promise<void> {
  const { signal, retryDelaysMs = RETRY_DELAYS_MS, untilUnlocked = untilAborted } = options
  for (let attempt = 0; !signal.aborted; attempt++) {
    const problem = await followUntilProblem(login, learn, options, () => (attempt = 0))
    if (!problem) return
    if (problem.code === 'vault.locked') {
      // A person is waited for, however long that takes. Nothing is sent meanwhile.
      learn({ trouble: { problem, ended: false } })
      await untilUnlocked(signal)
      attempt = -1
      continue
    }
    const pause = PASSING.has(problem.code) ? retryDelaysMs[attempt] : undefined
    if (pause === undefined) {
      const gaveUp = attempt > 0 && PASSING.has(problem.code)
      learn({ trouble: { problem: gaveUp ? givenUp(problem, retryDelaysMs) : problem, ended: true } })
      return
    }
    learn({ trouble: { problem, ended: false } })
    await delay(pause, undefined, { signal }).catch(() => undefined)
  }
}

function givenUp(problem: Problem, delaysMs: readonly number[]): Problem {
  const minutes = Math.round(delaysMs.reduce((sum, ms) => sum + ms, 0) / 60_000)
  const time = minutes > 0 ? ` in ${minutes} minutes` : ''
  return {
    ...problem,
    meaning: `It was tried ${delaysMs.length} times${time} and is not tried again by itself. What is shown is as of the last contact.`,
    remedy: `${problem.remedy} Then connect again.`,
  }
}

async function followUntilProblem(
  login: Login,
  learn: Learn,
  { context, signal }: WatchOptions,
  progress: () => void,
): Promise<Problem | undefined> {
  const inStep = () => {
    progress()
    return { syncedAt: context().takenAt, trouble: undefined }
  }
  try {
    await follow(
      login,
      {
        reading: (vms) => learn({ objects: undefined, vms, trouble: undefined }),
        changed: (objects) => learn({ objects, vms: 0, ...inStep() }),
        inStep: () => learn(inStep()),
      },
      signal,
    )
    return undefined
  } catch (error) {
    const problem = problemOf(error, 'Following the inventory')
    if (!problem) throw error
    return problem
  }
}
