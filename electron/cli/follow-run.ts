/** Follows a run through the contract to its end, and cancels it when interrupted. */
import type { Client } from '../../shared/contract/contract.ts'
import type { DiskChecksum } from '../../shared/contract/lab.ts'
import type { MigrationView } from '../../shared/migration/model.ts'
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'
import type { Interrupts } from '../interrupts.ts'
import { attempt } from './outcome.ts'
import type { Reporter } from './reporter.ts'
import type { Steering } from './steer-run.ts'
import { until } from './stream.ts'
import { waitForVault, type WaitForVault } from './wait-for-vault.ts'
import type { CommandContext } from './command-context.ts'

/** Clean-up after a cancel has limits of its own on each object; this one is above their sum. */
const CANCEL_LIMIT_MS = 10 * 60_000

export interface Outcome {
  readonly migrationId: string
  readonly view: MigrationView | undefined
  /** Both sides of each disk; only on the lab. */
  readonly disks: readonly DiskChecksum[]
  readonly interrupted: boolean
  /** Left before the clean-up was done. */
  readonly abandoned: boolean
  /** The report that was asked for could not be written. */
  readonly reportFailed?: true
}

/**
 * Follows a run to its end and reports it. The first interrupt cancels the run and waits for the clean-up,
 * the second leaves at once. `terminal`: where the vault's passphrase is asked for when the run waits for it.
 */
export async function followRun(
  client: Client,
  migrationId: string,
  lab: boolean,
  reporter: Reporter,
  interrupts: Pick<Interrupts, 'first' | 'second'>,
  {
    terminal,
    steering,
  }: { readonly terminal?: Pick<CommandContext, 'stdin' | 'stderr'>; readonly steering?: Steering } = {},
): Promise<Result<Outcome>> {
  const { second } = interrupts
  const typed = new AbortController()
  const first = AbortSignal.any([interrupts.first, typed.signal])
  const vault = terminal && waitForVault(client, terminal, reporter, () => typed.abort())
  const gaveUp = new AbortController()
  const leave = AbortSignal.any([second, gaveUp.signal])
  let canceling: Promise<Result<unknown>> | undefined
  const cancel = (): void => {
    reporter.say(
      'Canceling: waiting until what was half made on the target is removed and sources that ran are powered on again. Ctrl-C again leaves at once.',
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
      attempt(reportViews(client, migrationId, { reporter, vault, steering }, leave)),
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
    vault?.end()
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
  {
    reporter,
    vault,
    steering,
  }: {
    readonly reporter: Reporter
    readonly vault: WaitForVault | undefined
    readonly steering: Steering | undefined
  },
  leave: AbortSignal,
): Promise<MigrationView | undefined> {
  let last: MigrationView | undefined
  const views = await client.migrations.watch({ migrationId }, { signal: leave })
  for await (const view of until(views, leave)) {
    last = view
    reporter.view(view)
    // First, since it leaves the keyboard to the question of the passphrase.
    steering?.view(view)
    vault?.look(view.waitsForVault === true && view.endedAt === undefined)
  }
  return last
}
