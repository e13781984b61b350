/** One migration on a lab of its own whose application is killed on the way, as often as it says. */
import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { join } from 'node:path'
import { startLabWorld, type LabWorld } from '../fixtures/lab-backend.ts'
import type { Phase, MigrationView } from '../../shared/migration/model.ts'
import type { Boundary, Orders, Told } from './driven.ts'
import { readEnds, type BothEnds } from './ends.ts'
import { inspect, type Inspection } from './inspect.ts'

export interface RunPlan {
  readonly number: number
  readonly type: 'cold' | 'warm'
  readonly vms: readonly string[]
  readonly deltas: number
  /** Each life of the application ends at one of these; the last one is left alone. */
  readonly kills: readonly Kill[]
  /**
   * The first VM is canceled as it comes to this phase, and the application is killed meanwhile. Once the cancel has
   * come to its end the plan is started again, and `kills` are of that.
   */
  readonly cancel?: { readonly phase: Phase; readonly kills: readonly (Kill | KillWhileCanceling)[] }
}

/** At an end of a phase, or so many ms after both ends are connected. */
export type Kill = Boundary | { readonly at: 'time'; readonly afterMs: number }

/** So many ms after the run has heard of the cancel. */
interface KillWhileCanceling {
  readonly at: 'cancel'
  readonly afterMs: number
}

export interface RunOutcome extends Inspection {
  readonly number: number
  readonly type: 'cold' | 'warm'
  readonly state: string
  readonly kills: readonly string[]
  /** What went wrong, in words; empty for a run as it should be. */
  readonly failures: readonly string[]
}

const DRIVEN = join(import.meta.dirname, 'driven.ts')
/** Each life loads the whole application: compiled once only. */
const COMPILED = join(import.meta.dirname, '../../.cache/node')
/** A life of the application may take this long (ms). */
const LIMIT_MS = 120_000
const TIME_SCALE = 200

export async function runOnce(plan: RunPlan): Promise<RunOutcome> {
  const world = await startLabWorld(TIME_SCALE, { vms: 40, hosts: 2 })
  try {
    for (const name of plan.vms) world.lab.startWriting(name)
    const before = await readEnds(world)
    const { number, type, cancel } = plan
    const canceled = cancel && (await canceledRun(world, plan, cancel, before))
    const ended = await lives(world, plan, plan.kills, canceled ? { again: true } : {})
    const over = canceled?.view?.vms.filter((vm) => vm.state === 'succeeded') ?? []
    const view = ended.view && { ...ended.view, vms: [...over, ...ended.view.vms] }
    const inspection = await inspect(world, view, before)
    const end = ended.view?.state ?? 'unknown'
    return {
      number,
      type,
      state: end,
      kills: [...(canceled?.kills ?? []), ...ended.kills],
      hashMismatches: inspection.hashMismatches + (canceled?.hashMismatches ?? 0),
      leftovers: inspection.leftovers + (canceled?.leftovers ?? 0),
      duplicates: inspection.duplicates + (canceled?.duplicates ?? 0),
      words: inspection.words,
      failures: [
        ...(canceled?.failures ?? []),
        ...(end === 'succeeded' ? [] : [`ended ${end}`]),
        ...ended.failures,
        ...inspection.words,
      ],
    }
  } finally {
    await world.close()
  }
}

interface Ended {
  readonly view?: MigrationView | undefined
  readonly kills: readonly string[]
  readonly failures: readonly string[]
}

/** The first VM is canceled, the others come over: and both ends show just that. */
async function canceledRun(
  world: LabWorld,
  plan: RunPlan,
  { phase, kills }: NonNullable<RunPlan['cancel']>,
  before: BothEnds,
): Promise<Ended & Inspection> {
  const ended = await lives(world, plan, kills, { cancelAt: phase })
  const inspection = await inspect(world, ended.view, before)
  const states = plan.vms.map((name) => ended.view?.vms.find((vm) => vm.name === name)?.state)
  const wanted = plan.vms.map((_, index) => (index === 0 ? 'canceled' : 'succeeded'))
  const isWrong = states.join() !== wanted.join()
  return {
    ...ended,
    ...inspection,
    failures: [
      ...(isWrong ? [`canceled in ${phase}, ended ${states.join()}`] : []),
      ...ended.failures,
      ...inspection.words,
    ].map((one) => `canceled: ${one}`),
  }
}

/** One life of the application after the other, until the run is over. */
async function lives(
  world: LabWorld,
  plan: RunPlan,
  all: readonly (Kill | KillWhileCanceling)[],
  orders: Pick<Orders, 'cancelAt' | 'again'>,
): Promise<Ended> {
  const kills: string[] = []
  for (const kill of [...all, undefined]) {
    const life = await oneLife(world, plan, kill, orders)
    if (life.killedAt !== undefined) {
      kills.push(life.killedAt)
      continue
    }
    const missed = kill?.at === 'phase' ? [`was not killed ${kill.when} ${kill.phase}`] : []
    return { view: life.view, kills, failures: [...(life.trouble === '' ? [] : [life.trouble]), ...missed] }
  }
  throw new Error('the last life has no kill')
}

interface Life {
  readonly killedAt?: string
  readonly view?: MigrationView
  /** Why it came to no end; empty otherwise. */
  readonly trouble: string
}

async function oneLife(
  world: LabWorld,
  plan: RunPlan,
  kill: Kill | KillWhileCanceling | undefined,
  more: Pick<Orders, 'cancelAt' | 'again'>,
): Promise<Life> {
  const env = { ...process.env, NODE_COMPILE_CACHE: COMPILED }
  const child = spawn(process.execPath, [DRIVEN], { stdio: ['pipe', 'pipe', 'pipe'], env })
  const orders: Orders = {
    home: join(world.home, 'state'),
    endpoints: world.lab.endpoints,
    vms: plan.vms,
    type: plan.type,
    deltas: plan.deltas,
    ...(kill?.at === 'phase' && { boundary: kill }),
    ...more,
  }
  child.stdin.end(JSON.stringify(orders))
  let errors = ''
  child.stderr.on('data', (text: Buffer) => (errors += text.toString()))
  const watch = watchChild(child, kill)
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  watch.stop()
  const killedAt = watch.killedAt()
  if (killedAt !== undefined) return { killedAt, trouble: '' }
  const end = watch.end()
  if (end) return { view: end.view, trouble: '' }
  return { trouble: `the application ended with ${code ?? 'a signal'}: ${errors.slice(-500)}` }
}

/** Kills the child so many ms after it began to drive, or to cancel, and notes how far it came. */
function watchChild(child: ChildProcess, kill: Kill | KillWhileCanceling | undefined) {
  let timer: NodeJS.Timeout | undefined
  let isLate = false
  let end: Extract<Told, { end: string }> | undefined
  let last = 'start'
  const limit = setTimeout(() => {
    isLate = true
    child.kill('SIGKILL')
  }, LIMIT_MS)
  const lines = createInterface({ input: child.stdout! })
  lines.on('line', (line) => {
    const told = JSON.parse(line) as Told
    if ('end' in told) end = told
    else if ('phase' in told) last = told.phase
    else if (kill && kill.at === ('canceling' in told ? 'cancel' : 'time'))
      timer = setTimeout(() => child.kill('SIGKILL'), (kill as { afterMs: number }).afterMs)
    if ('canceling' in told) last += ', canceling'
  })
  return {
    /** Where it was killed as it should be; undefined where it ended otherwise. */
    killedAt: (): string | undefined => {
      if (child.signalCode !== 'SIGKILL' || isLate || end || !kill) return undefined
      return kill.at === 'phase' ? `${kill.phase} (${kill.when})` : last
    },
    end: () => end,
    stop: () => {
      clearTimeout(timer)
      clearTimeout(limit)
      lines.close()
    },
  }
}
