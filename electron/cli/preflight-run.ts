/** One run of preflight, told on standard error. */
import type { Client } from '../../shared/contract/contract.ts'
import type { PreflightProgress } from '../../shared/contract/preflight.ts'
import { fail, ok, type Result } from '../../shared/problem.ts'
import { attempt, INTERRUPTED } from './outcome.ts'
import { until } from './stream.ts'
import { connectedProvider, type OpenedProvider } from './subjects.ts'
import { printable } from './text.ts'
import type { CommandContext } from './command-context.ts'

/** The backend limits each of its waits; this one is above all of them together (ms). */
const RUN_LIMIT_MS = 30 * 60_000

/** Runs the rules; each step goes to standard error. The id of the run. */
export async function ran(
  context: CommandContext,
  client: Client,
  {
    providers,
    planId,
  }: { readonly providers: readonly OpenedProvider[]; readonly planId: string | undefined },
  signal: AbortSignal,
): Promise<Result<string>> {
  const source = connectedProvider(providers, 'vsphere')
  if (!source.ok) return source
  const hasTarget = providers.some(({ kind }) => kind === 'cluster')
  const target = hasTarget ? connectedProvider(providers, 'cluster') : ok(undefined)
  if (!target.ok) return target
  const limit = AbortSignal.timeout(RUN_LIMIT_MS)
  const ending = AbortSignal.any([signal, limit])
  const input = { providerId: source.value.id, targetId: target.value?.id, planId }
  const last = await attempt(follow(context, client, input, ending))
  if (signal.aborted) return fail(INTERRUPTED)
  if (limit.aborted) return fail(TOO_LONG)
  if (!last.ok) return last
  if (last.value?.problem) return fail(last.value.problem)
  if (last.value?.state !== 'done') throw new Error('a preflight run ended without an end')
  return ok(last.value.runId)
}

async function follow(
  context: CommandContext,
  client: Client,
  input: Parameters<Client['preflight']['run']>[0],
  signal: AbortSignal,
): Promise<PreflightProgress | undefined> {
  let last: PreflightProgress | undefined
  for await (const progress of until(await client.preflight.run(input, { signal }), signal)) {
    if (progress.step !== last?.step && progress.step !== '')
      context.stderr.write(`${printable(progress.step)}\n`)
    last = progress
  }
  return last
}

const TOO_LONG = {
  code: 'cli.preflight-too-long',
  message: `Preflight did not end within ${RUN_LIMIT_MS / 60_000} minutes.`,
  meaning: 'Nothing was changed.',
  remedy: 'Run the command again; if that does not help, look at the load of the vCenter and the cluster.',
}
