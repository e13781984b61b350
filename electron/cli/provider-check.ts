/** `palletjack provider check`: all that a connection needs, step by step. */
import type { Client } from '../../shared/contract/contract.ts'
import { failedCheck } from '../../shared/provider/checks.ts'
import type { ConnectionCheck } from '../../shared/provider/model.ts'
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'
import { checksText, worstOf, type CheckedProvider } from './check-text.ts'
import { guarded, printJson } from './command.ts'
import { EXIT, type ExitCode } from './exit-codes.ts'
import { attempt, INTERRUPTED } from './outcome.ts'
import { checkNamespace, subject, type RawSubjectOptions } from './subject-request.ts'
import { loadSubject } from './load-subjects.ts'
import { withSubjects, type OpenedProvider } from './subjects.ts'
import type { CommandContext } from './command-context.ts'

export interface RawCheckOptions extends RawSubjectOptions {
  readonly namespace?: string
  readonly json?: boolean
}

/** Ends with 1 when a step failed; warnings do not count. */
export function checkProviders(
  context: CommandContext,
  name: string | undefined,
  raw: RawCheckOptions,
): Promise<ExitCode> {
  return guarded(context, raw.json === true, async (interrupts) => {
    const asked = subject(name, raw)
    if (!asked.ok) return asked
    const namespace = raw.namespace === undefined ? ok(undefined) : checkNamespace(raw.namespace)
    if (!namespace.ok) return namespace
    const loaded = loadSubject(asked.value)
    if (!loaded.ok) return loaded
    return withSubjects(context, raw.home, [loaded.value], interrupts, async (client, providers) => {
      const checked: CheckedProvider[] = []
      for (const provider of providers) {
        const checks = await checksOf(client, provider, namespace.value, interrupts.first)
        if (!checks.ok) return checks
        checked.push({ name: provider.name, kind: provider.kind, checks: checks.value })
      }
      const worst = worstOf(checked)
      if (raw.json === true) printJson(context, { providers: checked, worst })
      else context.stdout.write(checksText(checked, context.stdout.columns))
      return ok(worst === 'failed' ? EXIT.failed : EXIT.ok)
    })
  })
}

async function checksOf(
  client: Client,
  { id, problem }: OpenedProvider,
  namespace: string | undefined,
  signal: AbortSignal,
): Promise<Result<ConnectionCheck[]>> {
  if (id === undefined) return ok(problem ? [failedCheck('login', 'Connection', problem)] : [])
  const checked = await attempt(client.providers.check({ id, namespace }, { signal }), signal)
  if (!checked.ok) return checkless(checked.problem)
  return problem ? ok(withReason(checked.value, problem)) : checked
}

function checkless(problem: Problem): Result<ConnectionCheck[]> {
  return problem.code === INTERRUPTED.code ? fail(problem) : ok([failedCheck('login', 'Connection', problem)])
}

/** After a login that was refused the check itself has no credentials; why they were refused says more. */
function withReason(checks: readonly ConnectionCheck[], problem: Problem): ConnectionCheck[] {
  const reason = (title: string): ConnectionCheck => failedCheck('login', title, problem)
  const isTold = checks.some(({ id, state }) => id === 'login' || state === 'failed')
  return [
    ...checks.map((check) => (check.id === 'login' ? reason(check.title) : check)),
    ...(isTold ? [] : [reason('Login')]),
  ]
}
