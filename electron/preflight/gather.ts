/** Everything that rules look at, read once from the source, the target and the journal. */
import type { Inventory } from '../../shared/inventory/model.ts'
import type { Plan } from '../../shared/plan/model.ts'
import { factsSteps } from '../../shared/preflight/engine.ts'
import type { PreflightSummary } from '../../shared/preflight/model.ts'
import type { Facts } from '../../shared/preflight/rule.ts'
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'
import { isNameForNow } from '../../shared/provider/for-now.ts'
import type { Provider } from '../../shared/provider/model.ts'
import { inTurns } from '../breath.ts'
import type { Journal } from '../journal/service.ts'
import type { Providers } from '../providers/service.ts'
import { gatherTarget } from './gather-target.ts'
import { notOfPlan } from './problems.ts'
import type { PreflightRequest } from './service.ts'

export type Parts = Omit<Facts, 'inventory' | 'index' | 'unknown'>

export interface Gathered {
  readonly source: Provider
  readonly sourceKind: PreflightSummary['sourceKind']
  readonly target: Provider | undefined
  readonly plan: Plan | undefined
  /** ISO 8601. */
  readonly factsAt: string
  readonly facts: Facts
}

export interface GatherOptions {
  readonly providers: Providers
  readonly journal: Journal
  /** Tells what is being read, and of an inventory how far it is. */
  readonly onStep?: (step: string, done: number, total: number) => void
  /** Reads the inventory from the server instead of taking what was read and followed. */
  readonly fresh?: boolean
  readonly signal?: AbortSignal | undefined
}

export async function gather(request: PreflightRequest, options: GatherOptions): Promise<Result<Gathered>> {
  const { providers, journal, onStep = () => undefined } = options
  const ends = readEnds(request, providers, journal)
  if (!ends.ok) return ends
  const { source, target, plan } = ends.value
  onStep('Reads the inventory', 0, 1)
  const inventory = await readInventory(source, options)
  if (!inventory.ok) return inventory
  onStep('Reads the target cluster and the rights', 0, 1)
  const { value, factsAt } = inventory
  const now = Date.now()
  const [offered, privileges] = await Promise.all([
    target && gatherTarget({ source, target, plan, inventory: value, now }, { providers, probes: journal }),
    readPrivileges(source.id, providers),
  ])
  if (offered && !offered.ok) return offered
  const { namespace, missing, ...ofTarget } = offered?.value ?? { missing: NO_TARGET }
  const parts: Parts = {
    now,
    plans: journal.plans(),
    nfc: nfcOf(source.id, journal),
    ...ofTarget,
    ...(privileges.ok && { privileges: privileges.value }),
    ...(plan && { plan }),
    missing: { ...missing, ...(!privileges.ok && { privileges: privileges.problem.message }) },
    ...(isLasting(source) && { ends: endsOf(source, target, namespace) }),
  }
  return ok({
    source,
    sourceKind: sourceKindOf(source, value),
    target,
    plan,
    factsAt,
    facts: await inTurns(factsSteps(value, parts)),
  })
}

interface Ends {
  readonly source: Provider
  readonly target: Provider | undefined
  readonly plan: Plan | undefined
}

function readEnds(request: PreflightRequest, providers: Providers, journal: Journal): Result<Ends> {
  const { providerId, planId } = request
  const plan = planId === undefined ? undefined : journal.plan(planId)
  if (planId !== undefined && !plan) return fail(unknownPlan(planId))
  const targetId = request.targetId ?? plan?.targetId
  if (plan && (plan.sourceId !== providerId || plan.targetId !== targetId)) return fail(notOfPlan(plan.name))
  const known = providers.list()
  const source = known.find((one) => one.id === providerId && one.kind === 'vsphere')
  if (!source) return fail(unknownProvider(providerId))
  const target = targetId === undefined ? undefined : known.find((one) => one.id === targetId)
  if (targetId !== undefined && !target) return fail(unknownProvider(targetId))
  return ok({ source, target, plan })
}

type ReadInventory =
  | { readonly ok: true; readonly value: Inventory; readonly factsAt: string }
  | { readonly ok: false; readonly problem: Problem }

async function readInventory(source: Provider, options: GatherOptions): Promise<ReadInventory> {
  const { providers, onStep, fresh, signal } = options
  const session = fresh ? providers.source(source.id) : undefined
  if (session?.ok) {
    const read = await session.value.inventory(signal)
    return read.ok ? { ...read, factsAt: read.value.takenAt } : read
  }
  const found = providers.inventorySource(source.id)
  if (!found.ok) return found
  const stop = new AbortController()
  const following = followProgress(found.value.watch(stop.signal), onStep)
  const read = await found.value.ready()
  stop.abort()
  await following
  return read.ok ? { ...read, factsAt: found.value.view.syncedAt ?? read.value.takenAt } : read
}

async function followProgress(
  views: AsyncGenerator<{ readonly vmsRead: number; readonly available: boolean }>,
  onStep: GatherOptions['onStep'],
): Promise<void> {
  for await (const { vmsRead, available } of views) {
    if (available) return
    onStep?.('Reads the inventory', vmsRead, Math.max(vmsRead, 1))
  }
}

const NO_TARGET = Object.fromEntries(
  ['target', 'permissions', 'networkProbe', 'vddkProbe'].map((part) => [part, 'no target cluster is chosen']),
)

/** What cannot be asked is not known, and rules say why. */
async function readPrivileges(sourceId: string, providers: Providers) {
  const session = providers.source(sourceId)
  return session.ok ? session.value.privileges() : session
}

function nfcOf(sourceId: string, journal: Journal): NonNullable<Parts['nfc']> {
  return Object.fromEntries(
    journal.esxiHosts(sourceId).flatMap(({ hostId, nfc }) => (nfc ? [[hostId, nfc]] : [])),
  )
}

/** The demo lab's ends and those of a command are known to this process only. */
function isLasting({ lab, name }: Provider): boolean {
  return !lab && !isNameForNow(name)
}

function endsOf(source: Provider, target: Provider | undefined, namespace: string | undefined) {
  return {
    source: source.name,
    ...(target && isLasting(target) && { target: target.name }),
    ...(namespace !== undefined && { namespace }),
  }
}

/** Of all sources only a workbook has parts that it cannot tell. */
function sourceKindOf(source: Provider, inventory: Inventory): PreflightSummary['sourceKind'] {
  if (inventory.unknown) return 'rvtools'
  return source.status.state === 'offline' ? 'file' : 'live'
}

function unknownProvider(id: string): Problem {
  return {
    code: 'provider.unknown',
    message: `There is no provider ${id}.`,
    meaning: 'Nothing was judged.',
    remedy: 'Look at the list of providers; it may have been removed.',
  }
}

function unknownPlan(id: string): Problem {
  return {
    code: 'plan.unknown',
    message: `There is no plan ${id}.`,
    meaning: 'Nothing was judged.',
    remedy: 'Look at the list of plans; it may have been removed.',
  }
}
