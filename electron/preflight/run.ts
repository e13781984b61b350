/** One run: gathers, judges, compares with the run before, keeps. */
import { randomUUID } from 'node:crypto'
import type { PreflightProgress } from '../../shared/contract/preflight.ts'
import { planStamp } from '../../shared/plan/stamp.ts'
import type { PreflightSummary } from '../../shared/preflight/model.ts'
import { Topic } from '../../shared/topic.ts'
import type { Journal } from '../journal/service.ts'
import type { Providers } from '../providers/service.ts'
import { createBreath } from '../breath.ts'
import { unlessAborted } from '../unless-aborted.ts'
import { gather, type Gathered } from './gather.ts'
import { runRules, type Judged } from './judge.ts'
import type { RuleSet } from './preflights.ts'
import { compare, knownIds } from './previous.ts'
import type { Preflight, PreflightRequest } from './service.ts'
import type { RunShelf } from './shelf.ts'

export interface RunOptions {
  readonly journal: Journal
  readonly providers: Providers
  readonly shelf: RunShelf
  readonly ruleSet: () => Promise<RuleSet>
}

export interface Runner {
  readonly run: Preflight['run']
  /** Stops what runs and waits for that. */
  close(): Promise<void>
}

export function createRunner(options: RunOptions): Runner {
  const stops = new Map<AbortController, Promise<void>>()
  return {
    run: async function* (request, signal) {
      const topic = new Topic<PreflightProgress>({
        runId: randomUUID(),
        step: 'Begins',
        done: 0,
        total: 0,
        state: 'running',
      })
      const stop = new AbortController()
      const working = work(request, options, topic, stop.signal).finally(() => topic.close())
      // It is awaited below; until then nobody would hear a bug.
      stops.set(
        stop,
        working.catch(() => undefined),
      )
      try {
        yield* topic.watch(signal)
      } finally {
        stop.abort()
        stops.delete(stop)
        await working
      }
    },
    async close() {
      for (const stop of stops.keys()) stop.abort()
      await Promise.all(stops.values())
    },
  }
}

async function work(
  request: PreflightRequest,
  options: RunOptions,
  topic: Topic<PreflightProgress>,
  signal: AbortSignal,
): Promise<void> {
  const { runId } = topic.value
  const tell = (step: string, done: number, total: number) =>
    topic.set({ runId, step, done, total, state: 'running' })
  const gathered = await unlessAborted(gather(request, { ...options, signal, onStep: tell }), signal)
  if (!gathered || signal.aborted) return
  if (!gathered.ok) {
    topic.set({ ...topic.value, state: 'failed', problem: gathered.problem })
    return
  }
  const judged = await judge(runId, request, gathered.value, options, tell, signal)
  if (!judged) return
  tell('Keeps the findings', judged.findings.length, judged.findings.length)
  const { shown } = await options.shelf.put(judged)
  topic.set({ runId, step: 'Done', done: shown.summary.objects, total: shown.summary.objects, state: 'done' })
}

async function judge(
  runId: string,
  { providerId, planId }: PreflightRequest,
  gathered: Gathered,
  { journal, shelf, ruleSet }: RunOptions,
  tell: (step: string, done: number, total: number) => void,
  signal: AbortSignal,
): Promise<Judged | undefined> {
  const { facts, source, sourceKind, target, plan, factsAt } = gathered
  const { rules, infos } = await ruleSet()
  const breathe = createBreath()
  const raw = await runRules(rules, facts, breathe, (done, total) => tell('Runs the rules', done, total), {
    signal,
  })
  if (!raw) return undefined
  // A run about a plan looks at other objects than one about the whole source.
  const before = journal.preflightRuns(providerId).find((one) => one.planId === planId)
  const previous = before && (await knownIds(before.runId, shelf, breathe))
  const { findings, resolved } = await compare(raw, previous, breathe)
  if (signal.aborted) return undefined
  const summary: PreflightSummary = {
    runId,
    providerId,
    source: source.name,
    sourceKind,
    ...(target && { targetId: target.id, target: target.name }),
    ...(plan && { planId: plan.id, plan: { name: plan.name, stamp: planStamp(plan) } }),
    at: new Date().toISOString(),
    factsAt,
    rules: rules.length,
    ...NOT_COUNTED,
    ...(before && previous && { previousRunId: before.runId, resolved }),
  }
  return { summary, facts, rules: infos, findings, factsAt: {} }
}

const NOT_COUNTED = {
  objects: 0,
  vms: 0,
  counts: { Critical: 0, Warning: 0, Information: 0, unknown: 0, waived: 0, isNew: 0 },
  cold: { ready: 0, attention: 0, blocked: 0, unknown: 0 },
  warm: { ready: 0, attention: 0, blocked: 0, unknown: 0 },
}
