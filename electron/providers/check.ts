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
import { ok, type Result } from '../../shared/problem.ts'
import type { ClusterSettings, ConnectionCheck } from '../../shared/provider/model.ts'
import { withSettings } from '../../shared/target/with-settings.ts'
import { formatCount } from '../../shared/units.ts'
import type { ClusterAccess, ClusterConnection, ClusterService } from '../cluster/service.ts'
import type { Journal } from '../journal/service.ts'
import type { Vault } from '../vault/service.ts'
import type { VsphereEndpoint, VsphereService, VsphereSession } from '../vsphere/service.ts'
import { needsCredentials } from './problems.ts'
import type { Entry, Registry } from './registry.ts'

export interface ChecksOptions {
  readonly journal: Journal
  readonly registry: Registry
  readonly vault: Vault
  readonly vsphere: VsphereService
  readonly cluster: ClusterService
}

export function createChecks(options: ChecksOptions) {
  return async (id: string): Promise<Result<ConnectionCheck[]>> => {
    const known = options.registry.known(id)
    if (!known.ok) return known
    const { source, target } = known.value.stored
    if (source) return ok(await checkSource(options, known.value, source))
    if (target) return ok(await checkTarget(options, known.value, target))
    return ok([await checkInventory(known.value)])
  }
}

async function checkSource(
  options: ChecksOptions,
  entry: Entry,
  source: VsphereEndpoint,
): Promise<ConnectionCheck[]> {
  const shown = await options.vsphere.certificate(source.url)
  if (!shown.ok) return [failedCheck('address', 'Address', shown.problem)]
  const first: ConnectionCheck[] = [
    { id: 'address', title: 'Address', state: 'ok', message: `${source.url} answers.`, details: [] },
    certificateCheck(shown.value, source.trust, Date.now()),
  ]
  const logIn = await freshLogin(options, entry, source)
  if (!logIn.ok) return [...first, failedCheck('login', 'Login', logIn.problem)]
  const session = logIn.value
  try {
    const [skew, privileges, inventory] = await Promise.all([
      session.clockSkewMs(),
      session.privileges(),
      checkInventory(entry),
    ])
    return [
      ...first,
      { id: 'login', title: 'Login', state: 'ok', message: `${source.username} can log in.`, details: [] },
      skew.ok ? clockCheck(skew.value) : failedCheck('clock', 'Clock', skew.problem),
      inventory,
      ...(privileges.ok
        ? privileges.value.map(privilegeCheck)
        : [failedCheck('privileges', 'Rights', privileges.problem)]),
    ]
  } finally {
    await session.close()
  }
}

/** A session of its own: a check that used the open one would not see that a new login fails. */
function freshLogin(
  { vault, vsphere }: ChecksOptions,
  { stored }: Entry,
  source: VsphereEndpoint,
): Promise<Result<VsphereSession>> {
  if (!vault.has(stored.id)) return Promise.resolve({ ok: false, problem: needsCredentials(stored.name) })
  return vsphere.connect(source, (fn) => vault.use(stored.id, fn))
}

async function checkInventory({ inventory }: Entry): Promise<ConnectionCheck> {
  const base = { id: 'inventory', title: 'Inventory' }
  if (!inventory)
    return skippedCheck(base.id, base.title, 'The inventory is read once the provider is connected.')
  const read = await inventory.ready()
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
  options: ChecksOptions,
  entry: Entry,
  access: ClusterAccess,
): Promise<ConnectionCheck[]> {
  const { vault, cluster } = options
  const { id, name } = entry.stored
  const title = 'Connection'
  if (!vault.has(id)) return [failedCheck('login', title, needsCredentials(name))]
  const connection = await cluster.connect(access, (fn) => vault.use(id, fn))
  if (!connection.ok) return [failedCheck('login', title, connection.problem)]
  try {
    const planned = options.journal.plans().find(({ targetId }) => targetId === id)?.targetNamespace
    const [described, rights] = await Promise.all([
      describeTarget(connection.value, entry.stored.settings, planned),
      checkRights(connection.value, planned),
    ])
    return [...described, ...rights]
  } finally {
    await connection.value.close()
  }
}

/** In the namespace of the newest plan, else in that of the login, else in one that every cluster has. */
async function checkRights(
  connection: ClusterConnection,
  planned: string | undefined,
): Promise<ConnectionCheck[]> {
  const known = planned ?? connection.namespace
  const report = await connection.permissions(known === '' ? 'default' : known)
  if (!report.ok) return [{ ...failedCheck('rights', 'Rights', report.problem), state: 'warning' }]
  return permissionChecks(report.value, { isGuessed: planned === undefined })
}

async function describeTarget(
  connection: ClusterConnection,
  settings: ClusterSettings | undefined,
  planned: string | undefined,
): Promise<ConnectionCheck[]> {
  const described = await connection.describe(planned)
  if (!described.ok) return [failedCheck('login', 'Connection', described.problem)]
  const target = withSettings(described.value, settings)
  const { version, platform, platformVersion } = target
  const what = platform === 'openshift' ? `OpenShift ${platformVersion}` : `Kubernetes ${version}`
  return [
    { id: 'login', title: 'Connection', state: 'ok', message: `${what} answers.`, details: [connection.url] },
    ...targetChecks(target),
  ]
}
