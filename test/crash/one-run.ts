/** One migration on a lab of its own whose application is killed on the way, as often as it says. */
import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { join } from 'node:path'
import { startLabWorld, type LabWorld } from '../fixtures/lab-backend.ts'
import type { Boundary, Orders, Told } from './driven.ts'
import { inspect, type Inspection } from './inspect.ts'

export interface RunPlan {
  readonly number: number
  readonly type: 'cold' | 'warm'
  readonly vms: readonly string[]
  readonly deltas: number
  /** Each life of the application ends at one of these; the last one is left alone. */
  readonly kills: readonly Kill[]
}

/** At an end of a phase, or so many ms after both ends are connected. */
export type Kill = Boundary | { readonly at: 'time'; readonly afterMs: number }

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
  const world = await startLabWorld(TIME_SCALE, { vms: 24, hosts: 2 })
  try {
    for (const name of plan.vms) world.lab.startWriting(name)
    return await live(world, plan)
  } finally {
    await world.close()
  }
}

async function live(world: LabWorld, plan: RunPlan): Promise<RunOutcome> {
  const kills: string[] = []
  const base = { number: plan.number, type: plan.type }
  for (const kill of [...plan.kills, undefined]) {
    const life = await oneLife(world, plan, kill)
    if (life.killedAt !== undefined) {
      kills.push(life.killedAt)
      continue
    }
    const { end, trouble } = life
    const inspection = await inspect(world, end?.view)
    const missed = kill?.at === 'phase' ? [`was not killed ${kill.when} ${kill.phase}`] : []
    const failures = [...(trouble === '' ? [] : [trouble]), ...missed, ...inspection.words]
    const state = end?.end ?? 'unknown'
    if (state !== 'succeeded') failures.unshift(`ended ${state}`)
    return { ...base, ...inspection, state, kills, failures }
  }
  throw new Error('the last life has no kill')
}

interface Life {
  readonly killedAt?: string
  readonly end?: Extract<Told, { end: string }>
  /** Why it came to no end; empty otherwise. */
  readonly trouble: string
}

async function oneLife(world: LabWorld, plan: RunPlan, kill: Kill | undefined): Promise<Life> {
  const env = { ...process.env, NODE_COMPILE_CACHE: COMPILED }
  const child = spawn(process.execPath, [DRIVEN], { stdio: ['pipe', 'pipe', 'pipe'], env })
  const orders: Orders = {
    home: join(world.home, 'state'),
    endpoints: world.lab.endpoints,
    vms: plan.vms,
    type: plan.type,
    deltas: plan.deltas,
    ...(kill?.at === 'phase' && { boundary: kill }),
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
  if (end) return { end, trouble: '' }
  return { trouble: `the application ended with ${code ?? 'a signal'}: ${errors.slice(-500)}` }
}

/** Kills the child so many ms after it began to drive, and notes how far it came. */
function watchChild(child: ChildProcess, kill: Kill | undefined) {
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
    else if (kill?.at === 'time') timer = setTimeout(() => child.kill('SIGKILL'), kill.afterMs)
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
