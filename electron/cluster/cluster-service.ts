import type { Result } from '../../shared/problem.ts'
import { untilAborted } from '../until-aborted.ts'
import type { UntilUnlocked, UseSecret } from '../vault/service.ts'
import { resolveAccess } from './access.ts'
import type { Credentials } from './credentials.ts'
import { createLoginRunner, type LoginRunnerOptions, type RunProgram } from './exec-login.ts'
import type { ClusterAccess, ClusterService } from './service.ts'

export interface ClusterServiceOptions {
  /** Limit of one request, in ms. Default 15 000. */
  readonly requestTimeoutMs?: number
  /** Wait before a broken watch is opened again the first time, in ms; it doubles. Default 500. */
  readonly watchBackOffMs?: number
  /** A watched list is read anew at least this often, in ms, whatever the watch says. Default 10 minutes. */
  readonly watchResyncMs?: number
  /** What a connection waits for whose login is over while the vault is locked. Without it, it stays as it is. */
  readonly untilUnlocked?: UntilUnlocked
  /** Limits of the login programs of kubeconfigs. */
  readonly login?: LoginRunnerOptions
}

/** The door to Kubernetes clusters. What speaks to them is loaded with the first connection, not before. */
export function createClusterService(options: ClusterServiceOptions = {}): ClusterService {
  const timing = {
    requestTimeoutMs: options.requestTimeoutMs ?? 15_000,
    firstBackOffMs: options.watchBackOffMs ?? 500,
    resyncMs: options.watchResyncMs ?? 10 * 60_000,
    untilUnlocked: options.untilUnlocked ?? untilAborted,
  }
  return {
    async contexts(text) {
      const { kubeconfigContexts } = await import('./kubeconfig.ts')
      return kubeconfigContexts(text)
    },
    async connect(access, useSecret) {
      const run = createLoginRunner(options.login)
      const credentials = await useSecret((secret) => resolveAccess(access, secret.toString('utf8'), run))
      if (!credentials.ok) return credentials
      const { openConnection } = await import('./connection.ts')
      return openConnection(credentials.value, () => reread(access, useSecret, run), timing)
    },
  }
}

/** The credentials as they are now. */
function reread(access: ClusterAccess, useSecret: UseSecret, run: RunProgram): Promise<Result<Credentials>> {
  return useSecret((secret) => resolveAccess(access, secret.toString('utf8'), run))
}
