/** What a vault that is locked and unlocked means for the providers whose secrets it holds. */
import { fail, ok, ProblemError, type Problem, type Result } from '../../shared/problem.ts'
import type { ProviderStatus } from '../../shared/provider/model.ts'
import type { StoredProvider } from '../journal/service.ts'
import type { UseSecret, Vault } from '../vault/service.ts'
import type { Connections } from './connections.ts'
import { vaultLocked } from './problems.ts'
import type { Entry, Registry } from './registry.ts'

type VaultView = Pick<Vault, 'status' | 'list'>

/** Connections that are made at once after an unlocking: a vCenter behind a slow line must not hold up all others. */
const AT_ONCE = 4

/** Whether its secret is in the vault, and that is locked. What is in memory only can be had at any time. */
function isLockedAway(vault: VaultView, id: string): boolean {
  return (
    vault.status().state === 'locked' &&
    vault.list().some((one) => one.id === id && one.fingerprint !== undefined)
  )
}

/** Of a provider without live ends. */
export function statusApart(vault: VaultView, id: string): ProviderStatus {
  return { state: isLockedAway(vault, id) ? 'locked' : 'needsCredentials' }
}

/** How a connection that did not come about is shown. */
export function statusAfter(problem: Problem): ProviderStatus {
  return problem.code === 'vault.locked' ? { state: 'locked' } : { state: 'failed', problem }
}

/** The secret of a live connection: that it could not be had when it was needed is shown with its provider. */
export function tellingLocked(registry: Registry, id: string, useSecret: UseSecret): UseSecret {
  return async (fn) => {
    const used = await useSecret(fn)
    if (!used.ok && used.problem.code === 'vault.locked' && registry.get(id)?.connection)
      registry.setStatus(id, { state: 'locked' })
    return used
  }
}

/** Why nobody can log in to this provider now. */
export function refusedByVault(vault: VaultView, { id, name }: { id: string; name: string }): Result<void> {
  return isLockedAway(vault, id) ? fail(vaultLocked(name)) : ok(undefined)
}

export interface FollowVaultOptions {
  readonly vault: Vault
  readonly registry: Registry
  readonly connect: Connections['connect']
  /** Whether providers whose secret is known are connected without being asked to, once per unlocking. */
  readonly connectsKnown: boolean
}

/** Until `close`, after which nothing is connected any more. */
export function followVault(options: FollowVaultOptions): { close(): void } {
  const stop = new AbortController()
  void follow(options, stop.signal)
  return { close: () => stop.abort() }
}

async function follow(options: FollowVaultOptions, signal: AbortSignal): Promise<void> {
  const { vault, registry, connect } = options
  let openSince: string | undefined
  for await (const status of vault.watch(signal)) {
    const before = openSince
    openSince = status.state === 'open' ? status.since : undefined
    const entries = registry.entries()
    for (const entry of entries.filter(isApart)) showApart(options, entry)
    if (openSince === undefined || openSince === before) continue
    for (const { stored } of entries.filter(isLockedOut)) void connected(connect, stored, signal)
    if (options.connectsKnown) void connectKnown(options, signal)
  }
}

/** Known, and neither connected nor told why not. */
function isApart({ stored, status, session, connection }: Entry): boolean {
  if (stored.inventoryFile || session || connection) return false
  return status.state === 'locked' || status.state === 'needsCredentials'
}

/** Its live connection could not log in again: a new one takes its place. That of a vCenter comes back by itself. */
function isLockedOut({ status, connection }: Entry): boolean {
  return status.state === 'locked' && connection !== undefined
}

function showApart({ vault, registry }: FollowVaultOptions, { stored, status }: Entry): void {
  const next = statusApart(vault, stored.id)
  if (next.state !== status.state) registry.setStatus(stored.id, next)
}

async function connected(
  connect: Connections['connect'],
  stored: StoredProvider,
  signal: AbortSignal,
): Promise<void> {
  try {
    // How it went is in its status.
    await connect(stored, undefined, { signal })
  } catch (error) {
    // A journal without room must not end the process.
    if (!(error instanceof ProblemError)) throw error
  }
}

async function connectKnown(
  { vault, registry, connect }: FollowVaultOptions,
  signal: AbortSignal,
): Promise<void> {
  const waiting = registry
    .entries()
    .filter((entry) => isApart(entry) && vault.has(entry.stored.id))
    .map(({ stored }) => stored.id)
    .values()
  const worker = async (): Promise<void> => {
    for (const id of waiting) {
      const entry = registry.get(id)
      // Somebody may have been faster, or have removed it.
      if (signal.aborted || !entry || !isApart(entry)) continue
      registry.setStatus(id, { state: 'connecting' })
      await connected(connect, entry.stored, signal)
      // Where nothing was even tried, nothing was told.
      if (registry.get(id)?.status.state === 'connecting') registry.setStatus(id, statusApart(vault, id))
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
}
