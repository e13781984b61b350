/** `palletjack provider rights`: what the credentials may do on a cluster, and what not. */
import { ok } from '../../shared/problem.ts'
import { guarded, printJson } from './command.ts'
import { EXIT, type ExitCode } from './exit-codes.ts'
import { attempt } from './outcome.ts'
import { mayMigrate, rightsText } from './rights-text.ts'
import { checkNamespace, targetSubject, type RawSubjectOptions } from './subject-request.ts'
import { loadSubject } from './load-subjects.ts'
import { connectedProvider, withSubjects } from './subjects.ts'
import type { CommandContext } from './command-context.ts'

export interface RawRightsOptions extends RawSubjectOptions {
  readonly namespace?: string
  readonly json?: boolean
}

/** Ends with 1 when a right that a migration needs is denied or could not be asked for. */
export function providerRights(
  context: CommandContext,
  name: string | undefined,
  raw: RawRightsOptions,
): Promise<ExitCode> {
  return guarded(context, raw.json === true, async (interrupts) => {
    const asked = targetSubject(name, raw)
    if (!asked.ok) return asked
    const namespace = checkNamespace(raw.namespace)
    if (!namespace.ok) return namespace
    const loaded = loadSubject(asked.value)
    if (!loaded.ok) return loaded
    return withSubjects(context, raw.home, [loaded.value], interrupts, async (client, providers) => {
      const cluster = connectedProvider(providers, 'cluster')
      if (!cluster.ok) return cluster
      const report = await attempt(
        client.target.permissions({ providerId: cluster.value.id, namespace: namespace.value }),
        interrupts.first,
      )
      if (!report.ok) return report
      if (raw.json === true) printJson(context, report.value)
      else context.stdout.write(rightsText(report.value, context.stdout.columns))
      return ok(mayMigrate(report.value) ? EXIT.ok : EXIT.failed)
    })
  })
}
