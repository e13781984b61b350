/** Connects providers, with a secret that is given or known, and keeps what came of it. */
import { randomUUID } from 'node:crypto'
import { parseVsphereAddress } from '../../shared/provider/address.ts'
import { fail, ok, type Result } from '../../shared/problem.ts'
import { isNameForNow } from '../../shared/provider/for-now.ts'
import type { ClusterInput, Provider, ProviderStatus } from '../../shared/provider/model.ts'
import type { ClusterAccess, ClusterService } from '../cluster/service.ts'
import type { InventorySources } from '../inventory/service.ts'
import type { StoredProvider } from '../journal/service.ts'
import type { UseSecret, Vault } from '../vault/service.ts'
import type { VsphereEndpoint, VsphereService } from '../vsphere/service.ts'
import { followSource } from './follow-source.ts'
import { refusedByVault, statusAfter, tellingLocked } from './locked-out.ts'
import { nameTaken, needsCredentials, unknownProvider, vaultLocked } from './problems.ts'
import type { Entry, Registry } from './registry.ts'

/** A provider as it shall be connected: a source or a target. */
interface Wanted extends Pick<StoredProvider, 'id' | 'name' | 'lab' | 'source'> {
  readonly target?: ClusterAccess
}

interface How {
  /** See SecretOnTrial. */
  readonly isLoose?: boolean | undefined
  /** After an abort nothing that was opened stays, and nothing is told. */
  readonly signal?: AbortSignal
}

export interface Connections {
  /** Without a secret, with the one that is known. If it does not work, all is as it was before. */
  readonly connect: (wanted: Wanted, secret?: string, how?: How) => Promise<Result<Provider>>
  readonly add: (wanted: Omit<Wanted, 'id'>, secret: string) => Promise<Result<Provider>>
}

export interface ConnectionsOptions {
  readonly registry: Registry
  readonly vault: Vault
  readonly vsphere: VsphereService
  readonly cluster: ClusterService
  readonly sources: InventorySources
}

export function createConnections(options: ConnectionsOptions): Connections {
  const { registry, vault } = options
  const connect: Connections['connect'] = async (
    wanted,
    secret,
    { isLoose = isForNow(wanted), signal } = {},
  ) => {
    const { id } = wanted
    const isKnown = registry.get(id) !== undefined
    const open = openerOf(options, wanted)
    if (!open) return fail(unknownProvider(id))
    // Before anything is sent: it could not be kept.
    if (secret !== undefined && !isLoose && vault.status().state === 'locked')
      return fail(vaultLocked(wanted.name))
    const offered =
      secret === undefined
        ? undefined
        : vault.offer({
            id,
            kind: wanted.source ? 'vcenter' : 'cluster',
            secret: Buffer.from(secret, 'utf8'),
            purpose: logInTo(wanted),
            isLoose,
          })
    const useSecret = offered ? ok(offered.use) : knownSecret(vault, wanted)
    if (!useSecret.ok) return useSecret
    const opened = await open(useSecret.value, signal)
    // It may have been removed, or all may end, while it was connected.
    if (signal?.aborted === true || (isKnown && !registry.get(id))) {
      offered?.drop()
      if (opened.ok) await closeAll(opened.value)
      return fail(unknownProvider(id))
    }
    if (!opened.ok) {
      offered?.drop()
      const previous = registry.get(id)
      const isConnected = previous?.session !== undefined || previous?.connection !== undefined
      const isLive = isConnected && previous.status.state === 'connected'
      if (previous && !isLive) registry.setStatus(id, statusAfter(opened.problem))
      return opened
    }
    const kept = await offered?.keep()
    if (kept?.ok === false) {
      await closeAll(opened.value)
      return kept
    }
    const provider = await registry.put(withSettingsOf(registry.get(id), opened.value))
    followSource(registry, opened.value)
    return ok(provider)
  }
  return {
    connect,
    add: (wanted, secret) =>
      registry.isNameTaken(wanted.name)
        ? Promise.resolve(fail(nameTaken(wanted.name)))
        : connect({ ...wanted, id: randomUUID() }, secret),
  }
}

/** The lab, and what one command of the terminal knows: nobody comes back to them. */
function isForNow({ name, lab }: Wanted): boolean {
  return lab || isNameForNow(name)
}

async function closeAll({ inventory, session, connection }: Entry): Promise<void> {
  inventory?.close()
  await session?.close()
  await connection?.close()
}

/** The known secret for whoever logs in, or why it cannot be had. */
export function knownSecret(vault: Vault, provider: Wanted | StoredProvider): Result<UseSecret> {
  const { id, name } = provider
  const refused = refusedByVault(vault, provider)
  if (!refused.ok) return refused
  return vault.has(id) ? ok((fn) => vault.use(id, logInTo(provider), fn)) : fail(needsCredentials(name))
}

/** "to log in to vc.example.com as admin": the server itself, since names of providers change. */
function logInTo({ name, source, target }: Wanted | StoredProvider): string {
  if (source) {
    const address = parseVsphereAddress(source.url)
    return `to log in to ${address.ok ? address.value.host : name} as ${source.username}`
  }
  const url = target?.url
  return `to log in to ${url !== undefined && URL.canParse(url) ? new URL(url).host : name}`
}

/** What of a cluster's access may be remembered, and what only the vault may hold. */
export function splitSecret(access: ClusterInput['access']): { secret: string; target: ClusterAccess } {
  if (access.kind === 'token') {
    const { token, ...target } = access
    return { secret: token, target }
  }
  const { text, ...target } = access
  return { secret: text, target }
}

/** Undefined for an inventory file, to which nobody connects. */
function openerOf(
  options: ConnectionsOptions,
  wanted: Wanted,
): ((useSecret: UseSecret, signal?: AbortSignal) => Promise<Result<Entry>>) | undefined {
  const { source, target } = wanted
  if (source) return (useSecret, signal) => openSource(options, wanted, source, useSecret, signal)
  if (target) return (useSecret) => openTarget(options, wanted, target, useSecret)
  return undefined
}

async function openSource(
  { vsphere, sources }: ConnectionsOptions,
  { id, name, lab }: Wanted,
  endpoint: VsphereEndpoint,
  useSecret: UseSecret,
  signal: AbortSignal | undefined,
): Promise<Result<Entry>> {
  const session = await vsphere.connect(endpoint, useSecret, signal)
  if (!session.ok) return session
  const { url, about, certificate } = session.value
  // What was typed is kept in its normal form, so the list shows what is really spoken to.
  const source = { ...endpoint, url }
  return ok({
    stored: { id, name, lab, source, version: about.version, thumbprint: certificate.sha1, certificate },
    status: connectedNow(),
    session: session.value,
    inventory: sources.live(session.value),
  })
}

async function openTarget(
  { cluster, registry }: ConnectionsOptions,
  { id, name, lab }: Wanted,
  access: ClusterAccess,
  useSecret: UseSecret,
): Promise<Result<Entry>> {
  const connection = await cluster.connect(access, tellingLocked(registry, id, useSecret))
  if (!connection.ok) return connection
  const described = await connection.value.describe()
  if (!described.ok) {
    await connection.value.close()
    return described
  }
  const target = { ...access, url: connection.value.url }
  const version = described.value.platformVersion || described.value.version
  return ok({
    stored: { id, name, lab, target, version, thumbprint: '' },
    status: connectedNow(),
    connection: connection.value,
  })
}

function connectedNow(): ProviderStatus {
  return { state: 'connected', since: new Date().toISOString() }
}

/** What a person decided about a cluster outlives its connections. */
function withSettingsOf(before: Entry | undefined, opened: Entry): Entry {
  const settings = before?.stored.settings
  return settings ? { ...opened, stored: { ...opened.stored, settings } } : opened
}
