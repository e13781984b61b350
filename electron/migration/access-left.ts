/** Privileged conversion that was not taken back when its run ended: noted with the run, and taken back later. */
import { problemLine, ProblemError, type Problem, type Result } from '../../shared/problem.ts'
import type { ClusterConnection } from '../cluster/service.ts'
import type { Journal, StoredMigration } from '../journal/service.ts'
import type { Providers } from '../providers/service.ts'
import { clusterUrl, isNeededElsewhere, notTakenBack, revokeConversion } from './conversion-access.ts'
import { tries } from './withdraw.ts'

/** The note of a run that ends; none without such a consent, or where nobody knows the cluster any more. */
export function accessNote(journal: Journal, { plan }: StoredMigration): Pick<StoredMigration, 'accessLeft'> {
  const url = plan.options.privilegedConversion ? clusterUrl(journal, plan.targetId) : undefined
  return url === undefined ? {} : { accessLeft: url }
}

export interface EndingRun {
  readonly journal: Journal
  readonly stored: StoredMigration
  readonly target: () => Result<ClusterConnection>
  /** Conversion pods of the run needed the consent. */
  readonly isUsed: boolean
  readonly stop: AbortSignal
}

/** What a plan's consent gave to conversion pods goes with the last run that needs it; answers with what is left. */
export async function takeBackAtEnd({
  journal,
  stored,
  target,
  isUsed,
  stop,
}: EndingRun): Promise<{ readonly note: ReturnType<typeof accessNote>; readonly problem?: Problem }> {
  const note = accessNote(journal, stored)
  // Two runs may end at once and each see the other: the note lets the next connection look again.
  if (!stored.plan.options.privilegedConversion || isNeededElsewhere(journal, stored)) return { note }
  const { targetNamespace } = stored.plan
  const access = { isGone: false }
  const problem = await tries(stop, async () => {
    const connection = target()
    const revoked = connection.ok ? await revokeConversion(connection.value, targetNamespace) : connection
    access.isGone = revoked.ok && revoked.value.isGone
    return revoked.ok ? undefined : revoked.problem
  })
  // A consent that was never used gave nothing, so there is nothing to worry about.
  const told = problem && isUsed ? { problem: notTakenBack(targetNamespace, problem) } : {}
  return { note: access.isGone ? {} : note, ...told }
}

/**
 * Takes back what an ended run left on this cluster, unless another run or a pod needs it. Tries once: a failure is
 * logged with the run, and its note stays for the next connection.
 */
export async function takeBackLeft(journal: Journal, target: ClusterConnection, id: string): Promise<void> {
  const stored = journal.migration(id)
  if (!stored?.endedAt || stored.accessLeft !== target.url || isNeededElsewhere(journal, stored)) return
  const { targetNamespace } = stored.plan
  const revoked = await revokeConversion(target, targetNamespace)
  if (!revoked.ok) {
    const problem = notTakenBack(targetNamespace, revoked.problem)
    const at = new Date().toISOString()
    journal.appendEvent(id, { at, type: 'problem', message: problemLine(problem), problem })
  } else if (revoked.value.isGone) {
    const { accessLeft: _gone, ...rest } = stored
    journal.putMigration(rest)
  }
}

export interface AccessOptions {
  readonly journal: Journal
  readonly providers: Pick<Providers, 'watch' | 'target'>
}

/** Takes back what runs left on a cluster each time that it is connected. `stop` waits for what is under way. */
export function takeBackWhenConnected(options: AccessOptions): { stop(): Promise<void> } {
  const stop = new AbortController()
  const ended = follow(options, stop.signal)
  return {
    async stop() {
      stop.abort()
      await ended
    },
  }
}

async function follow({ journal, providers }: AccessOptions, signal: AbortSignal): Promise<void> {
  let known: ReadonlyMap<string, string> = new Map()
  for await (const list of providers.watch(signal)) {
    const connected = new Map(
      list.flatMap(({ id, kind, status }) =>
        kind === 'cluster' && status.state === 'connected' ? [[id, status.since] as const] : [],
      ),
    )
    const fresh = [...connected].filter(([id, since]) => known.get(id) !== since).map(([id]) => id)
    known = connected
    for (const id of fresh) {
      const target = providers.target(id)
      if (!target.ok) continue
      for (const stored of journal.migrations())
        // A journal without room must not end the process; the next connection tries again.
        await takeBackLeft(journal, target.value, stored.id).catch((error: unknown) => {
          if (!(error instanceof ProblemError)) throw error
        })
    }
  }
}
