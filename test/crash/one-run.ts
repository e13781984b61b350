/** One migration on a lab of its own whose application is killed on the way, as often as it says. */
import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { join } from 'node:path'
import { startLabWorld, type LabWorld } from '../fixtures/lab-backend.ts'
import type { Orders, Told } from './driven.ts'
import { inspect, type Inspection } from './inspect.ts'

export interface RunPlan {
  readonly number: number
  readonly type: 'cold' | 'warm'
  readonly vms: readonly string[]
  readonly deltas: number
  /** Each life of the application ends at one of these; the last one is left alone. */
  readonly kills: readonly Kill[]
}

/** At the first line that tells of a phase, or so many ms after the start. */
export type Kill =
  { readonly at: 'phase'; readonly phase: string } | { readonly at: 'time'; readonly afterMs: number }

export interface RunOutcome extends Inspection {
  readonly number: number
  readonly type: 'cold' | 'warm'
  readonly state: string
  readonly kills: readonly string[]
  /** What went wrong, in words; empty for a run as it should be. */
  readonly failures: readonly string[]
}

const DRIVEN = join(import.meta.dirname, 'driven.ts')
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
    const failures = [...(trouble === '' ? [] : [trouble]), ...inspection.words]
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
  const child = spawn(process.execPath, [DRIVEN], { stdio: ['pipe', 'pipe', 'pipe'] })
  const orders: Orders = {
    home: join(world.home, 'state'),
    endpoints: world.lab.endpoints,
    vms: plan.vms,
    type: plan.type,
    deltas: plan.deltas,
  }
  child.stdin.end(JSON.stringify(orders))
  let errors = ''
  child.stderr.on('data', (text: Buffer) => (errors += text.toString()))
  const watch = watchChild(child, kill)
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  watch.stop()
  if (watch.killedAt() !== undefined) return { killedAt: watch.killedAt() ?? '', trouble: '' }
  const end = watch.end()
  if (end) return { end, trouble: '' }
  return { trouble: `the application ended with ${code ?? 'a signal'}: ${errors.slice(-500)}` }
}

function watchChild(child: ChildProcess, kill: Kill | undefined) {
  let killedAt: string | undefined
  let end: Extract<Told, { end: string }> | undefined
  let last = 'start'
  const end9 = (): void => {
    killedAt = last
    child.kill('SIGKILL')
  }
  const timer = kill?.at === 'time' ? setTimeout(end9, kill.afterMs) : undefined
  const limit = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS)
  const lines = createInterface({ input: child.stdout! })
  lines.on('line', (line) => {
    const told = JSON.parse(line) as Told
    if ('end' in told) end = told
    else {
      last = told.phase
      if (kill?.at === 'phase' && kill.phase === told.phase && killedAt === undefined) end9()
    }
  })
  return {
    killedAt: () => (end ? undefined : killedAt),
    end: () => end,
    stop: () => {
      clearTimeout(timer)
      clearTimeout(limit)
      lines.close()
    },
  }
}
