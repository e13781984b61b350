/** One migration through the contract, from names to the end of the run. Shows nothing by itself. */
import type { Client } from '../../shared/contract/contract.ts'
import type { DiskChecksum } from '../../shared/contract/lab.ts'
import type { MigrationView } from '../../shared/migration/model.ts'
import { planOptionsSchema, type PlanInput } from '../../shared/plan/model.ts'
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'
import { formatCount } from '../../shared/units.ts'
import type { Ends } from './connect.ts'
import { attempt, inputFault, inputProblem } from './outcome.ts'
import { withChoices } from './overrides.ts'
import { pickVms, type NamedVm } from './pick-vms.ts'
import { readNames } from './read-rows.ts'
import type { MigrateRequest } from './migrate-request.ts'
import type { Reporter } from './reporter.ts'
import { until } from './stream.ts'
import type { Interrupts } from '../interrupts.ts'

/** Clean-up after a cancel has limits of its own on each object; this one is above their sum. */
const CANCEL_LIMIT_MS = 10 * 60_000

export type JobRequest = Pick<
  MigrateRequest,
  | 'vms'
  | 'where'
  | 'targetNames'
  | 'type'
  | 'namespace'
  | 'networks'
  | 'storage'
  | 'transferNetwork'
  | 'hardPowerOff'
  | 'privilegedConversion'
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
  const found = await chooseVms(client, ends.sourceId, request, signal)
  if (!found.ok) return found
  const vms = planVms(found.value.named, found.value.chosen, request.targetNames)
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
    ...(request.transferNetwork === undefined ? {} : { transferNetwork: request.transferNetwork }),
    options: planOptionsSchema.parse({
      hardPowerOff: request.hardPowerOff,
      privilegedConversion: request.privilegedConversion,
    }),
  })
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

/** The VMs by name, then those that the query chooses; each once. */
async function chooseVms(
  client: Client,
  providerId: string,
  { vms: names, where }: Pick<JobRequest, 'vms' | 'where'>,
  signal: AbortSignal,
): Promise<Result<{ named: ReadonlyMap<string, NamedVm>; chosen: readonly NamedVm[] }>> {
  const all = await readNames(client, { providerId, kind: 'vms', where: '' }, signal)
  if (!all.ok) return all
  const named = pickVms(all.value, names)
  if (!named.ok) return named
  if (where === undefined) return ok({ named: named.value, chosen: [] })
  const matched = await attempt(client.inventory.ids({ providerId, kind: 'vms', where }), signal)
  if (!matched.ok) return matched
  const { ids, migratable } = matched.value
  if (ids.length === 0)
    return inputFault(
      'where-none',
      `No VM matches --where "${where}".`,
      'Try it first with palletjack inventory vms --where.',
    )
  const wanted = new Set(migratable)
  const refused = new Set(ids.filter((id) => !wanted.has(id)))
  if (refused.size > 0) return fail(cannotMigrate(all.value.filter((vm) => refused.has(vm.id))))
  return ok({ named: named.value, chosen: all.value.filter((vm) => wanted.has(vm.id)) })
}

const NAMED = 5

function cannotMigrate(vms: readonly NamedVm[]): Problem {
  const more = vms.length - NAMED
  const names = vms.slice(0, NAMED).map((vm) => vm.name)
  return inputProblem(
    'where-refused',
    `${formatCount(vms.length, 'VM')} that --where matches cannot be migrated as they are: ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}.`,
    'Add "and migratable" to leave them out; palletjack inventory vms --fields name,refusal shows why.',
  )
}

function planVms(
  picked: ReadonlyMap<string, NamedVm>,
  chosen: readonly NamedVm[],
  targetNames: ReadonlyMap<string, string>,
): PlanInput['vms'] {
  const wishes = new Map<string, PlanInput['vms'][number]>(chosen.map((vm) => [vm.id, { vmId: vm.id }]))
  for (const [typed, vm] of picked) {
    const targetName = targetNames.get(typed)
    wishes.set(vm.id, { vmId: vm.id, ...(targetName === undefined ? {} : { targetName }) })
  }
  return [...wishes.values()]
}
