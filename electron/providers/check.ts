/** "Check connection": looks at each thing that a connection needs, and changes nothing. */
import {
  certificateCheck,
  clockCheck,
  failedCheck,
  privilegeCheck,
  skippedCheck,
} from '../../shared/provider/checks.ts'
import { permissionChecks } from '../../shared/provider/permission-checks.ts'
import { targetChecks } from '../../shared/provider/target-checks.ts'
import { ok, type Problem } from '../../shared/problem.ts'
import type { Certificate, ClusterSettings, ConnectionCheck } from '../../shared/provider/model.ts'
import { withSettings } from '../../shared/target/with-settings.ts'
import { formatCount } from '../../shared/units.ts'
import type { ClusterAccess, ClusterConnection, ClusterService } from '../cluster/service.ts'
import type { Journal } from '../journal/service.ts'
import type { Vault } from '../vault/service.ts'
import type { VsphereEndpoint, VsphereService } from '../vsphere/service.ts'
import { knownSecret } from './connections.ts'
import type { Entry, Registry } from './registry.ts'
import type { Providers } from './service.ts'

export interface ChecksOptions {
  readonly journal: Journal
  readonly registry: Registry
  readonly vault: Vault
  readonly vsphere: VsphereService
  readonly cluster: ClusterService
}

/**
 * Logs in anew each time: a check that used the open connection would not see that a new login fails. With `signal`
 * that connection is closed, which ends all that waits for its answers.
 */
export function createChecks(options: ChecksOptions): Providers['check'] {
  return async ({ id, namespace }, signal) => {
    const known = options.registry.known(id)
    if (!known.ok) return known
    const { source, target } = known.value.stored
    if (source) return ok(await checkSource(options, known.value, source, signal))
    if (target) return ok(await checkTarget(options, known.value, target, namespace, signal))
    return ok([await checkInventory(known.value, signal)])
  }
}

async function checkSource(
  { vault, vsphere }: ChecksOptions,
  entry: Entry,
  source: VsphereEndpoint,
  signal: AbortSignal | undefined,
): Promise<ConnectionCheck[]> {
  const secret = knownSecret(vault, entry.stored)
  const login = secret.ok ? await vsphere.connect(source, secret.value, signal) : secret
  if (!login.ok) return signal?.aborted ? [] : withoutLogin(vsphere, source, login.problem)
  const session = login.value
  return closing(session, signal, async () => {
    const [skew, privileges, inventory] = await Promise.all([
      session.clockSkewMs(),
      session.privileges(),
      checkInventory(entry, signal),
    ])
    return [
      ...reached(source, session.certificate),
      { id: 'login', title: 'Login', state: 'ok', message: `${source.username} can log in.`, details: [] },
      skew.ok ? clockCheck(skew.value) : failedCheck('clock', 'Clock', skew.problem),
      inventory,
      ...(privileges.ok
        ? privileges.value.map(privilegeCheck)
        : [failedCheck('privileges', 'Rights', privileges.problem)]),
    ]
  })
}

/** How far one comes without a login: to the certificate that is shown, whether or not it is trusted. */
async function withoutLogin(
  vsphere: VsphereService,
  source: VsphereEndpoint,
  problem: Problem,
): Promise<ConnectionCheck[]> {
  const shown = await vsphere.certificate(source.url)
  if (!shown.ok) return [failedCheck('address', 'Address', shown.problem)]
  return [...reached(source, shown.value), failedCheck('login', 'Login', problem)]
}

function reached({ url, trust }: VsphereEndpoint, certificate: Certificate): ConnectionCheck[] {
  return [
    { id: 'address', title: 'Address', state: 'ok', message: `${url} answers.`, details: [] },
    certificateCheck(certificate, trust, Date.now()),
  ]
}

async function checkInventory(
  { inventory }: Entry,
  signal: AbortSignal | undefined,
): Promise<ConnectionCheck> {
  const base = { id: 'inventory', title: 'Inventory' }
  if (!inventory)
    return skippedCheck(base.id, base.title, 'The inventory is read once the provider is connected.')
  const read = await inventory.ready(signal)
  if (!read.ok) return failedCheck(base.id, base.title, read.problem)
  const { view } = inventory
  if (view.problem) return { ...failedCheck(base.id, base.title, view.problem), state: 'warning' }
  const { vms, unreachable } = view.counts
  return {
    ...base,
    state: 'ok',
    message: `${formatCount(vms, 'VM')} on ${formatCount(view.counts.hosts, 'host')}${view.offline ? `, as of ${read.value.takenAt}` : ', followed live'}.`,
    details:
      unreachable === 0 ? [] : [`${formatCount(unreachable, 'VM')} cannot be reached by vSphere itself`],
  }
}

async function checkTarget(
  { vault, cluster, journal }: ChecksOptions,
  { stored }: Entry,
  access: ClusterAccess,
  asked: string | undefined,
  signal: AbortSignal | undefined,
): Promise<ConnectionCheck[]> {
  const secret = knownSecret(vault, stored)
  const connection = secret.ok ? await cluster.connect(access, secret.value) : secret
  if (!connection.ok) return [failedCheck('login', 'Connection', connection.problem)]
  const planned = journal.plans().find(({ targetId }) => targetId === stored.id)?.targetNamespace
  return closing(connection.value, signal, async () => {
    const [described, rights] = await Promise.all([
      describeTarget(connection.value, stored.settings, asked ?? planned),
      checkRights(connection.value, asked, planned),
    ])
    return [...described, ...rights]
  })
}

/** Where no namespace is known: in that of the login, else in one that every cluster has. */
async function checkRights(
  connection: ClusterConnection,
  asked: string | undefined,
  planned: string | undefined,
): Promise<ConnectionCheck[]> {
  const known = asked ?? planned
  const report = await connection.permissions(known ?? (connection.namespace || 'default'))
  if (report.ok) return permissionChecks(report.value, { isGuessed: known === undefined })
  const failed = failedCheck('rights', 'Rights', report.problem)
  return [asked === undefined ? { ...failed, state: 'warning' } : failed]
}

async function describeTarget(
  connection: ClusterConnection,
  settings: ClusterSettings | undefined,
  namespace: string | undefined,
): Promise<ConnectionCheck[]> {
  const described = await connection.describe(namespace)
  if (!described.ok) return [failedCheck('login', 'Connection', described.problem)]
  const target = withSettings(described.value, settings)
  const { version, platform, platformVersion } = target
  const what = platform === 'openshift' ? `OpenShift ${platformVersion}` : `Kubernetes ${version}`
  return [
    { id: 'login', title: 'Connection', state: 'ok', message: `${what} answers.`, details: [connection.url] },
    ...targetChecks(target),
  ]
}

/** Closes what was opened for `work` after it, or as soon as `signal` aborts. */
async function closing<T>(
  opened: { close(): Promise<void> },
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  const close = () => void opened.close()
  if (signal?.aborted) close()
  signal?.addEventListener('abort', close, { once: true })
  try {
    return await work()
  } finally {
    signal?.removeEventListener('abort', close)
    await opened.close()
  }
}
