/** The inventory as a stream of complete updates. */
import { setTimeout as delay } from 'node:timers/promises'
import { createProjector, type ProjectionContext } from '../../shared/inventory/from-vsphere/project.ts'
import type { StoredObject } from '../../shared/inventory/from-vsphere/store.ts'
import { createTagging, type KnownTags } from '../../shared/inventory/from-vsphere/tags.ts'
import type { Inventory } from '../../shared/inventory/model.ts'
import type { Problem } from '../../shared/problem.ts'
import { createBreath } from '../breath.ts'
import { problemOf } from './errors.ts'
import { follow } from './follow.ts'
import { followTags } from './follow-tags.ts'
import { createLatest, type Latest } from './latest.ts'
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
  /** ms before each attempt after a passing problem; the watch ends when they are used up. */
  readonly retryDelaysMs?: readonly number[]
}

/** What has happened since the last update was yielded. */
interface News {
  readonly objects?: readonly StoredObject[]
  readonly vms?: number
  /** ISO 8601. */
  readonly syncedAt?: string
  readonly tags?: KnownTags
  /** Undefined when all is well (again); left out by who does not know. */
  readonly trouble?: { readonly problem: Problem; readonly ended: boolean } | undefined
}

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
 * passing problem (the network) is being retried it yields `reconnecting` with the last inventory; a problem
 * that lasts is the last update, `failed`. Ends when `signal` aborts.
 */
export async function* watchInventory(login: Login, options: WatchOptions): AsyncGenerator<InventoryUpdate> {
  const stop = new AbortController()
  const signal = AbortSignal.any([options.signal, stop.signal])
  const news = createLatest<News>((waiting, newer) => ({ ...waiting, ...newer }))
  news.put({ vms: 0, trouble: undefined })
  // The first inventory is what everybody waits for: it is not kept back for what was told before.
  const complete = new AbortController()
  const put = (item: News) => {
    news.put(item)
    if (item.objects) complete.abort()
  }
  const hurried = AbortSignal.any([signal, complete.signal])
  // Kept without a handler here: the loop below ends with the mailbox and then awaits it.
  const producing = produce(login, { ...news, put }, { ...options, signal })
  const tags = followTags({
    read: options.readTags,
    everyMs: options.tagsEveryMs ?? TAGS_EVERY_MS,
    signal,
    onRead: (known) => news.put({ tags: known }),
  })
  // A bug there ends the watch, and is thrown below.
  tags.ended.catch(() => stop.abort())
  const projector = createProjector()
  const tagging = createTagging()
  let projected: Inventory | undefined
  let known: KnownTags | undefined
  let inventory: Inventory | undefined
  let trouble: News['trouble']
  let syncedAt: string | undefined
  let vmsRead = 0
  try {
    for (let revision = 1; ; revision++) {
      const item = await news.take()
      if (!item || signal.aborted) break
      if (item.objects) {
        projected = await projector.project(item.objects, options.context(), createBreath())
        vmsRead = projected.vms.length
        tags.follow(projected.vms)
      } else vmsRead = Math.max(vmsRead, item.vms ?? 0)
      syncedAt = item.syncedAt ?? syncedAt
      known = item.tags ?? known
      if (projected && (item.objects || item.tags))
        inventory = known ? tagging.add(projected, known) : projected
      if ('trouble' in item) {
        if (trouble && !item.trouble) tags.hurry()
        trouble = item.trouble
      }
      yield {
        revision,
        state: stateOf(trouble, inventory),
        vmsRead,
        ...(inventory && { inventory }),
        ...(syncedAt !== undefined && { syncedAt }),
        ...(trouble && { problem: trouble.problem }),
      }
      const pause = { signal: inventory ? signal : hurried }
      await delay(SPACING_MS, undefined, pause).catch(() => undefined)
    }
  } finally {
    stop.abort()
    await Promise.all([producing, tags.ended])
  }
}

function stateOf(trouble: News['trouble'], inventory: Inventory | undefined): InventoryUpdate['state'] {
  if (trouble) return trouble.ended ? 'failed' : 'reconnecting'
  // A reading that is made anew does not take back what is shown already.
  return inventory ? 'ready' : 'loading'
}

/** Never rejects for an expected failure; always ends the mailbox. */
async function produce(login: Login, news: Latest<News>, options: WatchOptions): Promise<void> {
  const { signal, retryDelaysMs = RETRY_DELAYS_MS } = options
  const onAbort = () => news.end()
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    for (let attempt = 0; !signal.aborted; attempt++) {
      const problem = await followUntilProblem(login, news, options, () => (attempt = 0))
      if (!problem) return
      const pause = PASSING.has(problem.code) ? retryDelaysMs[attempt] : undefined
      if (pause === undefined) {
        const gaveUp = attempt > 0 && PASSING.has(problem.code)
        news.put({ trouble: { problem: gaveUp ? givenUp(problem, retryDelaysMs) : problem, ended: true } })
        return
      }
      news.put({ trouble: { problem, ended: false } })
      await delay(pause, undefined, { signal }).catch(() => undefined)
    }
  } finally {
    signal.removeEventListener('abort', onAbort)
    news.end()
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
  news: Latest<News>,
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
        reading: (vms) => news.put({ vms, trouble: undefined }),
        changed: (objects) => news.put({ objects, ...inStep() }),
        inStep: () => news.put(inStep()),
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
