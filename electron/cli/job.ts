/** One migration through the contract, from names to the end of the run. Shows nothing by itself. */
import type { Client } from '../../shared/contract/contract.ts'
import type { DiskChecksum } from '../../shared/contract/lab.ts'
import type { Inventory, Vm } from '../../shared/inventory/model.ts'
import type { MigrationView } from '../../shared/migration/model.ts'
import { planOptionsSchema, type Consequences, type PlanInput } from '../../shared/plan/model.ts'
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'
import type { Ends } from './connect.ts'
import { attempt, INTERRUPTED } from './outcome.ts'
import { withChoices } from './overrides.ts'
import { pickVms } from './pick-vms.ts'
import type { MigrateRequest } from './request.ts'
import type { Reporter } from './reporter.ts'
import { until } from './stream.ts'
import type { Interrupts } from './world.ts'

const INVENTORY_LIMIT_MS = 15 * 60_000
/** Clean-up after a cancel has limits of its own on each object; this one is above their sum. */
const CANCEL_LIMIT_MS = 10 * 60_000

export type JobRequest = Pick<
  MigrateRequest,
  'vms' | 'targetNames' | 'type' | 'namespace' | 'networks' | 'storage' | 'hardPowerOff'
> & { readonly planName: string }

export interface Outcome {
  readonly migrationId: string
  readonly view: MigrationView | undefined
  /** Both sides of each disk; only on the lab. */
  readonly disks: readonly DiskChecksum[]
  readonly interrupted: boolean
  /** Left before the clean-up was done. */
  readonly abandoned: boolean
}

/** Reads the inventory, finds the VMs and completes the plan with suggested mappings. Changes nothing. */
export async function preparePlan(
  client: Client,
  ends: Ends,
  request: JobRequest,
  signal: AbortSignal,
): Promise<Result<PlanInput>> {
  const inventory = await readInventory(client, ends.sourceId, signal)
  if (!inventory.ok) return inventory
  const picked = pickVms(inventory.value.vms, request.vms)
  if (!picked.ok) return picked
  const vms = planVms(picked.value, request.targetNames)
  const { namespace: targetNamespace } = request
  const { sourceId, targetId } = ends
  const vmIds = vms.map((vm) => vm.vmId)
  const suggestion = await attempt(
    client.plans.suggestMappings({ sourceId, targetId, targetNamespace, vmIds }),
    signal,
  )
  if (!suggestion.ok) return suggestion
  const maps = withChoices(suggestion.value, request.networks, request.storage)
  if (!maps.ok) return maps
  return ok({
    name: request.planName,
    description: 'Made on the command line.',
    sourceId,
    targetId,
    targetNamespace,
    type: request.type,
    vms,
    ...maps.value,
    options: planOptionsSchema.parse({ hardPowerOff: request.hardPowerOff }),
  })
}

/** What the plan would do, from live source and target. */
export function reviewPlan(
  client: Client,
  plan: PlanInput,
  signal: AbortSignal,
): Promise<Result<Consequences>> {
  return attempt(client.plans.review(plan), signal)
}

/** Stores the plan and starts it; answers with the run's id. A plan that cannot start is not kept. */
export async function startPlan(
  client: Client,
  plan: PlanInput,
  signal: AbortSignal,
): Promise<Result<string>> {
  if (signal.aborted) return fail(INTERRUPTED)
  const created = await attempt(client.plans.create(plan))
  if (!created.ok) return created
  const planId = created.value.id
  // Not raced against the signal: once it is asked for, the run has to be known to be canceled.
  const started = await attempt(client.migrations.start({ planId }))
  if (started.ok) return ok(started.value.migrationId)
  await attempt(client.plans.remove({ id: planId }))
  return started
}

/**
 * Follows a run to its end and reports it. The first interrupt cancels the run and waits for the clean-up,
 * the second leaves at once.
 */
export async function followRun(
  client: Client,
  migrationId: string,
  lab: boolean,
  reporter: Reporter,
  interrupts: Pick<Interrupts, 'first' | 'second'>,
): Promise<Result<Outcome>> {
  const { first, second } = interrupts
  const gaveUp = new AbortController()
  const leave = AbortSignal.any([second, gaveUp.signal])
  let canceling: Promise<Result<unknown>> | undefined
  const cancel = (): void => {
    reporter.say(
      'Canceling: waiting until what was half made on the target is removed. Ctrl-C again leaves at once.',
    )
    canceling = cancelRun(client, migrationId, second).then((canceled) => {
      if (!canceled.ok) gaveUp.abort()
      return canceled
    })
  }
  if (first.aborted) cancel()
  else first.addEventListener('abort', cancel, { once: true })
  try {
    const [events, view] = await Promise.all([
      attempt(reportEvents(client, migrationId, reporter, leave)),
      attempt(reportViews(client, migrationId, reporter, leave)),
    ])
    const canceled = await canceling
    if (!events.ok) return events
    if (!view.ok) return view
    // A cancel that came too late is refused; that is no failure of a run that has ended.
    if (canceled?.ok === false && !second.aborted && view.value?.endedAt === undefined) return canceled
    const hashable = lab && !leave.aborted && view.value?.vms.some((vm) => vm.state === 'succeeded') === true
    if (hashable) reporter.say('Comparing every byte of the source disks with the target.')
    const disks = hashable ? await attempt(client.lab.checksums({ migrationId }), second) : ok([])
    if (!disks.ok) return disks
    return ok({
      migrationId,
      view: view.value,
      disks: disks.value,
      interrupted: first.aborted,
      abandoned: second.aborted,
    })
  } finally {
    first.removeEventListener('abort', cancel)
  }
}

async function cancelRun(client: Client, migrationId: string, second: AbortSignal): Promise<Result<unknown>> {
  const limit = AbortSignal.timeout(CANCEL_LIMIT_MS)
  const canceled = await attempt(client.migrations.cancel({ migrationId }), AbortSignal.any([second, limit]))
  return limit.aborted && !canceled.ok ? fail(cancelTooLong) : canceled
}

const cancelTooLong: Problem = {
  code: 'cli.cancel-limit',
  message: `The clean-up did not end within ${CANCEL_LIMIT_MS / 60_000} minutes.`,
  meaning: 'The source VMs were only read; objects of the run may be left on the target.',
  remedy: 'Start Palletjack and open the run under Activity; it goes on cleaning up from there.',
}

async function reportEvents(
  client: Client,
  migrationId: string,
  reporter: Reporter,
  leave: AbortSignal,
): Promise<void> {
  const events = await client.migrations.events({ migrationId, after: 0 }, { signal: leave })
  for await (const event of until(events, leave)) reporter.event(event)
}

async function reportViews(
  client: Client,
  migrationId: string,
  reporter: Reporter,
  leave: AbortSignal,
): Promise<MigrationView | undefined> {
  let last: MigrationView | undefined
  const views = await client.migrations.watch({ migrationId }, { signal: leave })
  for await (const view of until(views, leave)) {
    last = view
    reporter.view(view)
  }
  return last
}

async function readInventory(
  client: Client,
  providerId: string,
  signal: AbortSignal,
): Promise<Result<Inventory>> {
  const limit = AbortSignal.timeout(INVENTORY_LIMIT_MS)
  const limited = AbortSignal.any([signal, limit])
  const reading = (async (): Promise<Result<Inventory> | undefined> => {
    const views = await client.inventory.watch({ providerId }, { signal: limited })
    for await (const view of until(views, limited)) {
      if (view.state === 'ready' && view.inventory) return ok(view.inventory)
      if (view.state === 'failed' && view.problem) return fail(view.problem)
    }
    return undefined
  })()
  const read = await attempt(reading)
  if (!read.ok) return read
  if (read.value) return read.value
  return fail(signal.aborted ? INTERRUPTED : inventoryMissing)
}

const inventoryMissing: Problem = {
  code: 'cli.inventory-missing',
  message: 'The inventory of the source could not be read.',
  meaning: 'Nothing was changed.',
  remedy: 'Run the command again; if that does not help, look at the load of the vCenter.',
}

function planVms(
  picked: ReadonlyMap<string, Vm>,
  targetNames: ReadonlyMap<string, string>,
): PlanInput['vms'] {
  const wishes = new Map<string, PlanInput['vms'][number]>()
  for (const [typed, vm] of picked) {
    const targetName = targetNames.get(typed)
    wishes.set(vm.id, { vmId: vm.id, ...(targetName === undefined ? {} : { targetName }) })
  }
  return [...wishes.values()]
}
