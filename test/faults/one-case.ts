/** One migration on a lab of its own with one fault on the way. */
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { createBackend } from '../../electron/backend.ts'
import type { MigrationEvent, MigrationView } from '../../shared/migration/model.ts'
import { NAMESPACE } from '../crash/namespace.ts'
import { readEnds, type BothEnds } from '../crash/ends.ts'
import { inspect } from '../crash/inspect.ts'
import {
  addEnds,
  follow,
  planFor,
  readInventory,
  start,
  startLabWorld,
  type Connected,
  type LabWorld,
} from '../fixtures/lab-backend.ts'
import type { Expected, FaultCase, Scene, TestClock } from './case.ts'
import { atPhase } from './at-phase.ts'
import { kept } from './kept.ts'

export interface CaseOutcome {
  readonly fault: string
  readonly type: 'cold' | 'warm'
  readonly phase: string
  readonly expected: string
  /** What it came to: "succeeded", "failed migration.copy-failed". */
  readonly state: string
  /** Reasons that it waited with while the fault lasted. */
  readonly waits: readonly string[]
  readonly hashMismatches: number
  readonly leftovers: number
  readonly ms: number
  /** What is not as it should be, in words. */
  readonly failures: readonly string[]
}

const TIME_SCALE = 200
const VM = 'web-01'
const LIMIT_MS = 240_000
/** A fault that nobody notices ends after this long (ms), and that is told. */
const UNNOTICED_MS = 25_000

export async function runCase(one: FaultCase): Promise<CaseOutcome> {
  const began = performance.now()
  const world = await startLabWorld(TIME_SCALE, { vms: 24, hosts: 2 })
  const clock = createClock()
  const backend = await createBackend({
    home: join(world.home, 'state'),
    shell: 'test',
    now: () => clock.now(),
  })
  try {
    const { client } = backend
    const ends: Connected = { backend, client, ...(await addEnds(client, world.lab.endpoints)) }
    const result = await migrate(world, ends, clock, one)
    return { ...result, ms: Math.round(performance.now() - began) }
  } finally {
    await backend.close()
    await world.close()
  }
}

async function migrate(
  world: LabWorld,
  ends: Connected,
  clock: TestClock,
  one: FaultCase,
): Promise<Omit<CaseOutcome, 'ms'>> {
  const { client } = ends
  world.lab.startWriting(VM)
  const before = await readEnds(world)
  const inventory = await readInventory(client, ends.sourceId)
  const vm = inventory.vms.find(({ name }) => name === VM)
  const host = inventory.hosts.find(({ id }) => id === vm?.hostId)?.name ?? ''
  const name = `fault-${randomUUID()}`
  const plan = await planFor(ends, [VM], { name, targetNamespace: NAMESPACE, type: one.type })
  const scene: Scene = { world, clock, namespace: NAMESPACE, vm: VM, host }
  const told = createTold(one, scene)
  atPhase(name, one.phase, told.begin)
  const migrationId = await start(client, plan)
  const limit = setTimeout(() => void told.end(), LIMIT_MS)
  const heard = (async () => {
    for await (const event of await client.migrations.events({ migrationId })) await told.hear(event)
  })()
  const view = await Promise.race([
    follow(client, migrationId, (now) => drive(ends, migrationId, now, told)),
    late(),
  ])
  clearTimeout(limit)
  if (view) await heard
  await told.end()
  const { fault, type, phase } = one
  const base = { fault, type, phase, expected: inWords(one.expected), waits: told.waits }
  if (!view) {
    const failures = [`did not end within ${LIMIT_MS / 1000} s`, ...told.failures()]
    return { ...base, state: 'unknown', hashMismatches: 0, leftovers: 0, failures }
  }
  return { ...base, ...(await judge(scene, view, one.expected, told, before)) }
}

async function late(): Promise<undefined> {
  await new Promise((resolve) => setTimeout(resolve, LIMIT_MS + 1_000).unref())
  return undefined
}

/** One delta, then the cutover. */
function drive({ client }: Connected, migrationId: string, view: MigrationView, told: Told): boolean {
  for (const vm of view.vms) {
    // A person who looks at a delta that is put off waits for what is wrong to be over.
    if (vm.phase !== 'CopyingPaused' || told.lasts()) continue
    const one = { migrationId, vmIds: [vm.vmId] }
    const call =
      (vm.precopies?.length ?? 0) > 1
        ? client.migrations.setCutover({ ...one, at: new Date(Date.now() - 86_400_000).toISOString() })
        : client.migrations.copyNow(one)
    // It may have moved on in the meantime.
    call.catch(() => undefined)
  }
  return false
}

type Told = ReturnType<typeof createTold>

/** Begins the fault, and ends it once the run has said what it was to say. */
function createTold({ phase, begin, expected }: FaultCase, scene: Scene) {
  const waits: string[] = []
  const problems: string[] = []
  let stop: (() => Promise<void>) | undefined
  let hasBegun = false
  let isSeen = false
  let metBefore = 0
  const met = (): number => scene.world.lab.failuresMet() + scene.clock.met()
  let unnoticed: NodeJS.Timeout | undefined
  const end = async (): Promise<void> => {
    clearTimeout(unnoticed)
    const now = stop
    stop = undefined
    await now?.()
  }
  const isAwaited = (event: MigrationEvent): boolean => {
    if (expected.outcome === 'waits')
      return event.type === 'wait' && expected.reason.test(event.message ?? '')
    if (expected.outcome === 'goes on') return false
    if (event.type !== 'problem' || event.problem?.code !== expected.code) return false
    return expected.outcome === 'fails' || expected.words.test(event.message ?? '')
  }
  return {
    waits,
    problems,
    /** It is not over, and the run is to say something first. */
    lasts: () => stop !== undefined && expected.outcome === 'waits' && phase !== 'CopyingPaused',
    end,
    begin: async (): Promise<void> => {
      hasBegun = true
      metBefore = met()
      stop = await begin(scene)
      if (expected.outcome !== 'goes on') unnoticed = setTimeout(() => void end(), UNNOTICED_MS)
    },
    hear: async (event: MigrationEvent): Promise<void> => {
      if (hasBegun && event.type === 'wait') waits.push(event.message ?? '')
      if (event.type === 'problem') problems.push(`${event.problem?.code ?? ''}: ${event.message ?? ''}`)
      if (!hasBegun || !isAwaited(event)) return
      isSeen = true
      await end()
    },
    failures: (): string[] => {
      if (!hasBegun) return [`never came to ${phase}`]
      if (expected.outcome === 'goes on') return met() > metBefore ? [] : ['nobody came across the fault']
      const says = `did not say so: waited with ${JSON.stringify(waits)}, told ${JSON.stringify(problems)}`
      return isSeen ? [] : [says]
    },
  }
}

async function judge(
  { world }: Scene,
  view: MigrationView,
  expected: Expected,
  told: Told,
  before: BothEnds,
): Promise<Pick<CaseOutcome, 'state' | 'hashMismatches' | 'leftovers' | 'failures'>> {
  const problem = view.vms[0]?.problem
  const state = problem ? `${view.state} ${problem.code}` : view.state
  const wanted = expected.outcome === 'fails' ? `failed ${expected.code}` : 'succeeded'
  const failures = state === wanted ? told.failures() : [`ended ${state}: ${problem?.message ?? ''}`]
  if (expected.outcome === 'fails' && !expected.words.test(JSON.stringify(problem)))
    failures.push(`says: ${JSON.stringify(problem)}`)
  if (view.state !== 'succeeded') {
    const isKept = expected.outcome === 'fails' && expected.keepsDisks === true
    const left = isKept ? await kept(world, view, before) : (await inspect(world, view, before)).words
    return { state, hashMismatches: 0, leftovers: left.length, failures: [...failures, ...left] }
  }
  const { hashMismatches, leftovers, words } = await inspect(world, view, before)
  const isLeft = expected.outcome === 'tells' && words.length === 1 && words[0]?.startsWith('left: snapshot ')
  return {
    state,
    hashMismatches,
    leftovers: isLeft ? 0 : leftovers,
    failures: [...failures, ...(isLeft ? [] : words)],
  }
}

function createClock(): TestClock {
  let ahead = 0
  let looks = 0
  return {
    now: () => {
      if (ahead !== 0) looks += 1
      return Date.now() + ahead
    },
    jump: (ms) => void (ahead += ms),
    met: () => looks,
  }
}

/** What is expected, for a reader. */
export function inWords(expected: Expected): string {
  switch (expected.outcome) {
    case 'goes on':
      return 'goes on by itself'
    case 'waits':
      return `waits, saying ${expected.reason.source}; then goes on`
    case 'tells':
      return `succeeds, and tells ${expected.code}`
    case 'fails':
      return `fails with ${expected.code}`
  }
}
