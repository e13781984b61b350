/** Contract to service, one line each. No logic lives here. */
import { implement, ORPCError } from '@orpc/server'
import { contract } from '../../shared/contract/contract.ts'
import type { Hello, Shows } from '../../shared/contract/session.ts'
import { fail, ProblemError, type Problem, type Result } from '../../shared/problem.ts'
import { accountYaml } from '../../shared/target/account-manifests.ts'
import type { Audit } from '../audit/service.ts'
import type { Esxi } from '../esxi/service.ts'
import type { Inventories } from '../inventory/service.ts'
import type { LabHost } from '../lab/service.ts'
import type { Checksums, Migrations, Plans } from '../migration/service.ts'
import type { RunReports } from '../report/service.ts'
import type { Preflight } from '../preflight/service.ts'
import type { Probes } from '../probes/service.ts'
import type { Providers } from '../providers/service.ts'
import type { SettingsStore } from '../settings/service.ts'
import type { ClusterConnection } from '../cluster/service.ts'
import type { Credentials, Locking, Vault } from '../vault/service.ts'
import type { VaultStatus } from '../../shared/vault/model.ts'

export interface ApiServices {
  readonly hello: () => Hello
  readonly shows: (signal?: AbortSignal) => AsyncGenerator<Shows>
  readonly settings: SettingsStore
  readonly vault: Vault
  readonly credentials: Credentials
  readonly locking: Locking
  readonly audit: Audit
  readonly providers: Providers
  readonly probes: Probes
  readonly inventories: Inventories
  readonly esxi: Esxi
  readonly preflight: Preflight
  readonly plans: Plans
  readonly migrations: Migrations
  readonly checksums: Checksums
  readonly runReports: RunReports
  readonly lab: LabHost
}

export function createRouter(services: ApiServices) {
  const os = implement(contract)
  const { providers, probes, inventories, esxi, preflight, plans, migrations, settings, lab } = services
  const { vault, credentials, locking, audit } = services
  return os.router({
    session: {
      hello: os.session.hello.handler(() => services.hello()),
      shows: os.session.shows.handler(({ signal }) => services.shows(signal)),
      settings: os.session.settings.handler(() => settings.get()),
      saveSettings: os.session.saveSettings.handler(({ input }) => settings.save(input)),
    },
    vault: {
      watch: os.vault.watch.handler(({ signal }) => vault.watch(signal)),
      entries: os.vault.entries.handler(() => credentials.entries()),
      create: os.vault.create.handler(({ input }) => then(vault, vault.create(input))),
      device: os.vault.device.handler(() => answer(vault.device())),
      useMemory: os.vault.useMemory.handler(() => then(vault, vault.useMemory())),
      unlock: os.vault.unlock.handler(({ input }) => then(vault, vault.unlock(input))),
      lock: os.vault.lock.handler(() => then(vault, locking.lockAll())),
      setPassphrase: os.vault.setPassphrase.handler(({ input }) =>
        then(vault, vault.setPassphrase(input.proof, input.passphrase)),
      ),
      setRecoveryCode: os.vault.setRecoveryCode.handler(({ input }) =>
        then(vault, vault.setRecoveryCode(input.proof, input.code)),
      ),
      setDevice: os.vault.setDevice.handler(({ input }) => then(vault, vault.setDevice(input.proof))),
      removeWay: os.vault.removeWay.handler(({ input }) =>
        then(vault, vault.removeSlots(input.proof, input.kind)),
      ),
      rotate: os.vault.rotate.handler(({ input }) =>
        then(vault, vault.rotate(input.proof, input.recoveryCode)),
      ),
      forget: os.vault.forget.handler(({ input }) => then(vault, vault.forget(...input.ids))),
      setDiskPassphrases: os.vault.setDiskPassphrases.handler(({ input }) =>
        then(vault, credentials.setDiskPassphrases(input.providerId, input.vmId, input.passphrases)),
      ),
      active: os.vault.active.handler(() => {
        locking.active()
        return {}
      }),
      exportCopy: os.vault.exportCopy.handler(({ input }) =>
        answer(credentials.exportCopy(input.passphrase, input.providerIds)),
      ),
      importCopy: os.vault.importCopy.handler(({ input }) =>
        answer(credentials.importCopy(input.file, input.passphrase)),
      ),
      restorePrevious: os.vault.restorePrevious.handler(() => answer(vault.restorePrevious())),
      forgetAll: os.vault.forgetAll.handler(() => then(vault, vault.forgetAll())),
    },
    audit: {
      list: os.audit.list.handler(({ input }) => audit.list(input)),
      verify: os.audit.verify.handler(({ input }) => audit.verify(input?.head)),
      export: os.audit.export.handler(() => audit.export()),
    },
    providers: {
      list: os.providers.list.handler(() => [...providers.list()]),
      watch: os.providers.watch.handler(({ signal }) => mutable(providers.watch(signal))),
      certificate: os.providers.certificate.handler(({ input }) => answer(providers.certificate(input.url))),
      addVsphere: os.providers.addVsphere.handler(({ input }) => answer(providers.addVsphere(input))),
      addCluster: os.providers.addCluster.handler(({ input }) => answer(providers.addCluster(input))),
      editVsphere: os.providers.editVsphere.handler(({ input }) =>
        answer(whileIdle(services, input.id, () => providers.editVsphere(input))),
      ),
      editCluster: os.providers.editCluster.handler(({ input }) => answer(providers.editCluster(input))),
      contexts: os.providers.contexts.handler(({ input }) => answer(providers.contexts(input.text))),
      saveClusterSettings: os.providers.saveClusterSettings.handler(({ input }) =>
        answer(providers.saveClusterSettings(input.id, input.settings)),
      ),
      check: os.providers.check.handler(({ input, signal }) => answer(providers.check(input, signal))),
      reconnect: os.providers.reconnect.handler(({ input }) =>
        answer(providers.reconnect(input.id, input.secret, input.kept)),
      ),
      openInventoryFile: os.providers.openInventoryFile.handler(({ input }) =>
        answer(providers.openInventoryFile(input.file, input.name)),
      ),
      renewInventoryFile: os.providers.renewInventoryFile.handler(({ input }) =>
        answer(providers.renewInventoryFile(input)),
      ),
      remove: os.providers.remove.handler(({ input }) =>
        answer(whileIdle(services, input.id, () => providers.remove(input.id))),
      ),
    },
    inventory: {
      watch: os.inventory.watch.handler(({ input, signal }) => inventories.watch(input.providerId, signal)),
      query: os.inventory.query.handler(({ input }) => answer(inventories.query(input))),
      ids: os.inventory.ids.handler(({ input }) => answer(inventories.ids(input))),
      vm: os.inventory.vm.handler(({ input }) => answer(inventories.vm(input.providerId, input.id))),
      tree: os.inventory.tree.handler(({ input }) => answer(inventories.tree(input.providerId, input.tree))),
      save: os.inventory.save.handler(({ input }) => answer(inventories.save(input.providerId))),
    },
    esxi: {
      watch: os.esxi.watch.handler(({ input, signal }) =>
        stream(mutable(esxi.watch(input.providerId, signal))),
      ),
      setLogin: os.esxi.setLogin.handler(({ input }) =>
        answer(esxi.setLogin(input.providerId, input.hostIds, input.login)),
      ),
      forgetLogin: os.esxi.forgetLogin.handler(({ input }) =>
        answer(esxi.forgetLogin(input.providerId, input.hostIds)),
      ),
      hostKey: os.esxi.hostKey.handler(({ input }) => answer(esxi.hostKey(input))),
      trustHostKey: os.esxi.trustHostKey.handler(({ input }) => answer(esxi.trustHostKey(input))),
      forgetHostKey: os.esxi.forgetHostKey.handler(({ input }) => answer(esxi.forgetHostKey(input))),
      read: os.esxi.read.handler(({ input }) => answer(esxi.read(input))),
      edit: os.esxi.edit.handler(({ input, signal }) => stream(esxi.edit(input, signal))),
      restore: os.esxi.restore.handler(({ input, signal }) => stream(esxi.restore(input, signal))),
      history: os.esxi.history.handler(({ input }) => answer(esxi.history(input.providerId, input.hostId))),
      watchRun: os.esxi.watchRun.handler(({ input, signal }) =>
        stream(esxi.watchRun(input.providerId, input.runId, signal)),
      ),
      cancel: os.esxi.cancel.handler(({ input }) => answer(esxi.cancel(input.providerId, input.runId))),
      closeSsh: os.esxi.closeSsh.handler(({ input }) =>
        answer(esxi.closeSsh(input.providerId, input.hostIds)),
      ),
      setMigrationNetwork: os.esxi.setMigrationNetwork.handler(({ input, signal }) =>
        stream(mutable(esxi.setMigrationNetwork(input, signal))),
      ),
      checkMigrationNetwork: os.esxi.checkMigrationNetwork.handler(({ input, signal }) =>
        stream(mutable(esxi.checkMigrationNetwork(input.providerId, input.hostIds, signal))),
      ),
    },
    target: {
      describe: os.target.describe.handler(({ input }) => answer(providers.describe(input.providerId))),
      permissions: os.target.permissions.handler(({ input }) =>
        answer(onTarget(providers, input.providerId, (cluster) => cluster.permissions(input.namespace))),
      ),
      createNamespace: os.target.createNamespace.handler(({ input }) =>
        answer(providers.createNamespace(input.providerId, input.name)),
      ),
      accountManifests: os.target.accountManifests.handler(async ({ input }) => ({
        yaml: await accountYaml(input),
      })),
      createAccount: os.target.createAccount.handler(({ input }) => answer(providers.createAccount(input))),
    },
    probes: {
      network: os.probes.network.handler(({ input, signal }) => stream(probes.network(input, signal))),
      vddk: os.probes.vddk.handler(({ input, signal }) => stream(probes.vddk(input, signal))),
    },
    preflight: {
      rules: os.preflight.rules.handler(() => preflight.rules()),
      run: os.preflight.run.handler(({ input, signal }) => stream(preflight.run(input, signal))),
      runs: os.preflight.runs.handler(({ input }) => preflight.runs(input.providerId)),
      summary: os.preflight.summary.handler(({ input }) => answer(preflight.summary(input.runId))),
      findings: os.preflight.findings.handler(({ input }) => answer(preflight.findings(input))),
      findingIds: os.preflight.findingIds.handler(({ input }) =>
        answer(preflight.findingIds(input.runId, input.filter)),
      ),
      byRule: os.preflight.byRule.handler(({ input }) => answer(preflight.byRule(input.runId, input.filter))),
      verdicts: os.preflight.verdicts.handler(({ input }) => answer(preflight.verdicts(input))),
      recheck: os.preflight.recheck.handler(({ input }) => answer(preflight.recheck(input))),
      fixPreview: os.preflight.fixPreview.handler(({ input }) =>
        answer(preflight.fixPreview(input.runId, input.findingIds)),
      ),
      fix: os.preflight.fix.handler(({ input, signal }) => stream(preflight.fix(input, signal))),
      fixes: os.preflight.fixes.handler(({ input }) =>
        preflight.fixes(input.providerId, input.limit, input.objectId),
      ),
      waive: os.preflight.waive.handler(({ input }) => answer(preflight.waive(input))),
      unwaive: os.preflight.unwaive.handler(({ input }) =>
        answer(preflight.unwaive(input.runId, input.findingIds)),
      ),
      acknowledgements: os.preflight.acknowledgements.handler(({ input }) =>
        answer(preflight.acknowledgements(input.runId)),
      ),
      acknowledge: os.preflight.acknowledge.handler(({ input }) => answer(preflight.acknowledge(input))),
      forecast: os.preflight.forecast.handler(({ input }) => answer(preflight.forecast(input.runId))),
      groupWaves: os.preflight.groupWaves.handler(({ input }) =>
        answer(preflight.groupWaves(input.runId, input.grouping)),
      ),
      report: os.preflight.report.handler(({ input, signal }) =>
        answer(preflight.report(input.runId, input.format, signal)),
      ),
    },
    plans: {
      list: os.plans.list.handler(() => [...plans.list()]),
      get: os.plans.get.handler(({ input }) => answer(plans.get(input.id))),
      suggestMappings: os.plans.suggestMappings.handler(({ input }) => answer(plans.suggestMappings(input))),
      review: os.plans.review.handler(({ input }) => answer(plans.review(input))),
      drift: os.plans.drift.handler(({ input }) => answer(plans.drift(input))),
      create: os.plans.create.handler(({ input }) => answer(plans.create(input))),
      archive: os.plans.archive.handler(({ input }) => answer(plans.archive(input.id, input.archived))),
      duplicate: os.plans.duplicate.handler(({ input }) => answer(plans.duplicate(input.id, input.name))),
      remove: os.plans.remove.handler(({ input }) => answer(plans.remove(input.id))),
    },
    migrations: {
      watchAll: os.migrations.watchAll.handler(({ signal }) => mutable(migrations.watchAll(signal))),
      start: os.migrations.start.handler(({ input }) => answer(migrations.start(input))),
      watch: os.migrations.watch.handler(({ input, signal }) =>
        stream(migrations.watch(input.migrationId, signal)),
      ),
      events: os.migrations.events.handler(({ input, signal }) =>
        stream(migrations.events(input.migrationId, input.after, signal)),
      ),
      setCutover: os.migrations.setCutover.handler(({ input }) =>
        answer(migrations.setCutover(input.migrationId, input.vmIds, input.at)),
      ),
      copyNow: os.migrations.copyNow.handler(({ input }) =>
        answer(migrations.copyNow(input.migrationId, input.vmIds)),
      ),
      answer: os.migrations.answer.handler(({ input }) =>
        answer(migrations.answer(input.migrationId, input.vmId, input.answer)),
      ),
      pauseStarts: os.migrations.pauseStarts.handler(({ input }) =>
        answer(migrations.pauseStarts(input.migrationId, input.paused)),
      ),
      retryConversion: os.migrations.retryConversion.handler(({ input }) =>
        answer(migrations.retryConversion(input.migrationId, input.vmIds)),
      ),
      discard: os.migrations.discard.handler(({ input }) =>
        answer(migrations.discard(input.migrationId, input.vmIds)),
      ),
      takeOver: os.migrations.takeOver.handler(({ input }) => answer(migrations.takeOver(input.migrationId))),
      report: os.migrations.report.handler(({ input, signal }) =>
        answer(services.runReports.report(input.migrationId, input.format, signal)),
      ),
      cancel: os.migrations.cancel.handler(({ input }) =>
        answer(migrations.cancel(input.migrationId, input.vmIds)),
      ),
    },
    lab: {
      status: os.lab.status.handler(() => lab.status()),
      start: os.lab.start.handler(() => answer(lab.start())),
      checksums: os.lab.checksums.handler(({ input }) =>
        answer(services.checksums.checksums(input.migrationId)),
      ),
    },
  })
}

export type Router = ReturnType<typeof createRouter>

/** Turns an expected failure into the contract's typed error. */
async function answer<T>(result: Result<T> | Promise<Result<T>>): Promise<T> {
  const settled = await result
  if (settled.ok) return settled.value
  throw typedError(settled.problem)
}

/** What became of the vault. */
async function then(vault: Vault, done: Result<void> | Promise<Result<void>>): Promise<VaultStatus> {
  await answer(done)
  return vault.status()
}

/** What work with a host began, an SSH service for example, only its own source can put back. */
function whileIdle<T>(
  { esxi }: Pick<ApiServices, 'esxi'>,
  id: string,
  fn: () => Promise<Result<T>>,
): Promise<Result<T>> | Result<T> {
  if (!esxi.isAtWork(id)) return fn()
  return fail({
    code: 'provider.in-use',
    message: 'Work with an ESXi host of this provider is under way.',
    meaning: 'The provider stays as it is.',
    remedy: 'Wait for the end, or cancel it first.',
  })
}

function typedError(problem: Problem) {
  return new ORPCError('PROBLEM', { status: 422, message: problem.message, data: problem })
}

async function* stream<T>(source: AsyncGenerator<T>): AsyncGenerator<T> {
  try {
    yield* source
  } catch (error) {
    throw error instanceof ProblemError ? typedError(error.problem) : error
  }
}

function onTarget<T>(
  providers: Providers,
  id: string,
  fn: (cluster: ClusterConnection) => Promise<Result<T>>,
): Promise<Result<T>> | Result<T> {
  const target = providers.target(id)
  return target.ok ? fn(target.value) : target
}

async function* mutable<T>(source: AsyncGenerator<readonly T[]>): AsyncGenerator<T[]> {
  for await (const items of source) yield [...items]
}
