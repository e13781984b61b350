/**
 * vSphere tags. They are not part of the SOAP API and do not come with its updates: they are asked for with a
 * session of the REST API that is ended afterwards.
 */
import * as z from 'zod'
import { nextTags, type KnownTags } from '../../shared/inventory/from-vsphere/tags.ts'
import type { Inventory, VmTag } from '../../shared/inventory/model.ts'
import type { Trust } from '../../shared/provider/model.ts'
import { createBreath } from '../breath.ts'
import { problemOf, VsphereError } from './errors.ts'
import { createRestClient, REST_CONNECTIONS, type RestLimits } from './rest-client.ts'
import { openRestSession, unwrapped, type RestLogin, type RestSession } from './rest-session.ts'
import { brokenAnswer } from './soap-answer.ts'
import { noVcenter, restStatus, tookTooLong, tooMany } from './tag-problems.ts'

/** Reads the tags of these VMs. Never rejects for an expected failure: that is in the reading. */
export type ReadTags = (vmIds: readonly string[], signal: AbortSignal) => Promise<KnownTags>

export interface TagsOptions extends RestLogin {
  readonly trust: Trust
  readonly apiType: Inventory['about']['apiType']
  readonly clock: { now(): number }
  /** For tests. */
  readonly limits?: RestLimits & { readonly wholeMs?: number; readonly tags?: number }
}

/** VMs of one question. */
const BATCH = 500
/** For all questions of one reading: 10,000 VMs with 1,000 tags take some seconds. */
const WHOLE_LIMIT_MS = 180_000
const MAX_TAGS = 20_000
/** Answers with 404: some VMs that are gone take 20 each; more means that nobody is there to ask. */
const MAX_MISSED = 200

/**
 * A failed reading keeps what an earlier one told. After a refused login no other is tried: a second attempt with
 * the same password could lock the account.
 */
export function createTagReader(options: TagsOptions): ReadTags {
  let known: KnownTags | undefined
  let refused: KnownTags | undefined
  return async (vmIds, signal) => {
    const attempt = refused ?? (await attemptToRead(options, vmIds, signal))
    if (attempt.reading.problem?.code === 'vsphere.tags-login') refused = attempt
    known = nextTags(known, attempt)
    return known
  }
}

async function attemptToRead(
  options: TagsOptions,
  vmIds: readonly string[],
  signal: AbortSignal,
): Promise<KnownTags> {
  const byVm = new Map<string, readonly VmTag[]>()
  if (options.apiType === 'HostAgent') return { byVm, reading: { problem: noVcenter } }
  const at = new Date(options.clock.now()).toISOString()
  try {
    return { byVm: await readAll(options, vmIds, signal), reading: { at } }
  } catch (error) {
    const problem = problemOf(error, 'Reading the tags')
    if (!problem) throw error
    return { byVm, reading: { problem } }
  }
}

async function readAll(
  options: TagsOptions,
  vmIds: readonly string[],
  signal: AbortSignal,
): Promise<Map<string, VmTag[]>> {
  const { address, trust, limits = {} } = options
  const wholeMs = limits.wholeMs ?? WHOLE_LIMIT_MS
  const whole = AbortSignal.timeout(wholeMs)
  const client = createRestClient(address, trust, limits)
  try {
    const both = AbortSignal.any([signal, whole])
    const session = await openRestSession(client, options, both)
    try {
      return await readWith(createQuestions(session, options, both), vmIds, limits.tags ?? MAX_TAGS)
    } finally {
      await session.end()
    }
  } catch (error) {
    if (whole.aborted && !signal.aborted) throw tookTooLong(address, wholeMs)
    throw error
  } finally {
    await client.destroy()
  }
}

interface Questions {
  /** Ids of tags by VM; VMs that are gone are left out. */
  readonly attached: (vmIds: readonly string[]) => Promise<Map<string, readonly string[]>>
  /** Undefined for one that is gone. */
  readonly tag: (id: string) => Promise<{ readonly name: string; readonly categoryId: string } | undefined>
  readonly category: (id: string) => Promise<{ readonly name: string } | undefined>
  readonly tooMany: (limit: number) => Error
}

async function readWith(
  questions: Questions,
  vmIds: readonly string[],
  maxTags: number,
): Promise<Map<string, VmTag[]>> {
  const attached = new Map<string, readonly string[]>()
  await inParallel(batchesOf(vmIds), async (batch) => {
    for (const [id, tagIds] of await questions.attached(batch)) attached.set(id, tagIds)
  })
  const tagIds = new Set([...attached.values()].flat())
  if (tagIds.size > maxTags) throw questions.tooMany(maxTags)
  const tags = await askEach(tagIds, questions.tag)
  const categories = await askEach(
    new Set([...tags.values()].map((tag) => tag.categoryId)),
    questions.category,
  )
  const breathe = createBreath()
  const byVm = new Map<string, VmTag[]>()
  for (const [id, ids] of attached) {
    const named = [...new Set(ids)].flatMap((tagId): VmTag[] => {
      const tag = tags.get(tagId)
      const category = tag && categories.get(tag.categoryId)
      return category ? [{ category: category.name, name: tag.name }] : []
    })
    byVm.set(id, named.sort(byText))
    await breathe()
  }
  return byVm
}

/** The same order in every reading, whatever order the server told them in. */
function byText(a: VmTag, b: VmTag): number {
  const [first, second] = [`${a.category}\0${a.name}`, `${b.category}\0${b.name}`]
  return first < second ? -1 : first > second ? 1 : 0
}

function batchesOf(ids: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(ids.length / BATCH) }, (_, at) =>
    ids.slice(at * BATCH, (at + 1) * BATCH),
  )
}

async function askEach<T>(
  ids: ReadonlySet<string>,
  ask: (id: string) => Promise<T | undefined>,
): Promise<Map<string, T>> {
  const found = new Map<string, T>()
  await inParallel([...ids], async (id) => {
    const value = await ask(id)
    if (value !== undefined) found.set(id, value)
  })
  return found
}

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const rest = items.values()
  const failures: unknown[] = []
  const worker = async () => {
    for (const item of rest) {
      if (failures.length > 0) return
      await work(item).catch((error: unknown) => failures.push(error))
    }
  }
  await Promise.all(Array.from({ length: REST_CONNECTIONS }, worker))
  if (failures.length > 0) throw failures[0]
}

/** vCenter's own limit is 256; ids are "urn:vmomi:InventoryServiceTag:<uuid>:GLOBAL". */
const idSchema = z.string().regex(/^\w[\w:.-]{0,511}$/)
const nameSchema = z.string().min(1).max(1_000)
const attachedSchema = z.array(
  z.object({
    object_id: z.object({ type: z.string(), id: z.string() }),
    /** The simulator of govmomi says null for none. */
    tag_ids: z.array(idSchema).nullish(),
  }),
)
const tagSchema = z.object({ name: nameSchema, category_id: idSchema })
const categorySchema = z.object({ name: nameSchema })

const PATHS = {
  api: {
    tag: (id: string) => `/api/cis/tagging/tag/${id}`,
    category: (id: string) => `/api/cis/tagging/category/${id}`,
    attached: '/api/cis/tagging/tag-association?action=list-attached-tags-on-objects',
  },
  rest: {
    tag: (id: string) => `/rest/com/vmware/cis/tagging/tag/id:${id}`,
    category: (id: string) => `/rest/com/vmware/cis/tagging/category/id:${id}`,
    attached: '/rest/com/vmware/cis/tagging/tag-association?~action=list-attached-tags-on-objects',
  },
} as const

function createQuestions(
  session: RestSession,
  { address }: Pick<TagsOptions, 'address'>,
  signal: AbortSignal,
): Questions {
  const paths = PATHS[session.dialect]
  /** Undefined for 404. */
  const ask = async <T>(schema: z.ZodType<T>, what: string, path: string, body?: object) => {
    const method = body ? 'POST' : 'GET'
    const answer = await session.request({ method, path, what, signal, ...(body && { body }) })
    if (answer.status === 404) return undefined
    if (answer.status < 200 || answer.status > 299) throw restStatus(address, answer.status)
    const read = schema.safeParse(unwrapped(session.dialect, answer.value))
    if (read.success) return read.data
    const where = read.error.issues[0]?.path.join('.') ?? ''
    throw new VsphereError(brokenAnswer(address, `${what} have another shape than expected (${where})`))
  }
  let missed = 0
  const attached: Questions['attached'] = async (vmIds) => {
    const objects = vmIds.map((id) => ({ type: 'VirtualMachine', id }))
    const found = await ask(attachedSchema, 'the tags of VMs', paths.attached, { object_ids: objects })
    if (found) return ofThese(found, vmIds)
    // One of them is gone since it was listed. Halves find out which.
    if (++missed > MAX_MISSED) throw restStatus(address, 404)
    if (vmIds.length < 2) return new Map()
    const half = Math.ceil(vmIds.length / 2)
    const [first, second] = [await attached(vmIds.slice(0, half)), await attached(vmIds.slice(half))]
    return new Map([...first, ...second])
  }
  return {
    attached,
    tag: async (id) => {
      const tag = await ask(tagSchema, 'the facts of a tag', paths.tag(id))
      return tag && { name: tag.name, categoryId: tag.category_id }
    },
    category: (id) => ask(categorySchema, 'the facts of a tag category', paths.category(id)),
    tooMany: (limit) => tooMany(address, limit),
  }
}

/** A VM that is not mentioned has none: servers may leave those out. */
function ofThese(
  found: z.infer<typeof attachedSchema>,
  vmIds: readonly string[],
): Map<string, readonly string[]> {
  const told = new Map<string, readonly string[]>(vmIds.map((id) => [id, []]))
  for (const { object_id, tag_ids } of found)
    if (object_id.type === 'VirtualMachine' && told.has(object_id.id)) told.set(object_id.id, tag_ids ?? [])
  return told
}
