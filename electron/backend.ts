/**
 * The composition root: reads top to bottom, builds every service once and hands each what it needs.
 * All three doors (Electron, web, CLI) start here.
 */
import { hostname } from 'node:os'
import { join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import type { Client } from '../shared/contract/contract.ts'
import { CONTRACT_VERSION } from '../shared/contract/version.ts'
import type { Hello, Shows } from '../shared/contract/session.ts'
import { acknowledgements } from '../shared/preflight/acknowledgements.ts'
import { builtInRules } from '../shared/preflight/rules/index.ts'
import { ProblemError } from '../shared/problem.ts'
import { LAB_DEFAULTS } from '../shared/lab-defaults.ts'
import { Topic } from '../shared/topic.ts'
import { prepareHome } from './home.ts'
import { createRouter, type Router } from './api/router.ts'
import { createClusterService } from './cluster/cluster-service.ts'
import type { EditLimits } from './esxi/edit-limits.ts'
import { createEsxi } from './esxi/esxi.ts'
import type { Reach } from './esxi/service.ts'
import { createInventories } from './inventory/inventories.ts'
import { decodeInventory, encodeInventory } from './inventory/inventory-file.ts'
import { createInventoryFileStore } from './inventory/inventory-file-store.ts'
import { createInventorySources } from './inventory/sources.ts'
import { isOtherAlive } from './is-alive.ts'
import { openJournal } from './journal/sqlite-journal.ts'
import type { Lab, LabOptions } from './lab/service.ts'
import { createLog, type Log } from './log.ts'
import { createChecksums } from './migration/checksums.ts'
import { withStarter } from './migration/started-by.ts'
import { seatOf } from './migration/lease-object.ts'
import { createMigrations } from './migration/migrations.ts'
import { createPlans } from './migration/plans.ts'
import { createReviews } from './migration/plan-drift.ts'
import { createPreflight } from './preflight/preflights.ts'
import { createProbes } from './probes/probes.ts'
import { createLabHost } from './providers/lab-host.ts'
import { createProviders } from './providers/providers.ts'
import type { PrintPdf, Reports, RunReports } from './report/service.ts'
import { createSettings } from './settings/conf-settings.ts'
import { VERSION } from './version.ts'
import { accountName } from './audit/account-name.ts'
import { createAudit } from './audit/audit.ts'
import { audited } from './vault/audited.ts'
import { createCredentials } from './vault/credentials.ts'
import { createLocking } from './vault/locking.ts'
import { createVault } from './vault/vault.ts'
import { inTime, NO_DEVICE } from './vault/device.ts'
import { openAtStart } from './vault/open-at-start.ts'
import type { DeviceKeys } from './vault/service.ts'
import { untilUnlocked } from './vault/until-unlocked.ts'
import { createVsphereService } from './vsphere/vsphere-service.ts'

export interface BackendOptions {
  /** State directory; made when missing, for this user only. */
  readonly home: string
  readonly shell: Hello['shell']
  /** Size and seed of the demo lab, should it be started. */
  readonly lab?: Partial<Pick<LabOptions, 'seed' | 'vms' | 'hosts' | 'timeScale'>>
  /** Goes on with runs that an earlier process left, once both ends are connected. Default true. */
  readonly resumeRuns?: boolean
  /** Where addresses of ESXi hosts are really reached, for a lab that this process did not start. */
  readonly reach?: Reach | undefined
  /** Waits of edits of ESXi hosts (ms), where they shall be other than usual. */
  readonly esxiLimits?: Partial<EditLimits> | undefined
  /** Wall clock in ms for runs, which a test can set; this computer's when left out. */
  readonly now?: (() => number) | undefined
  /** Name of this computer, as leases on a cluster show it; of the operating system when left out. */
  readonly computer?: string | undefined
  /** Prints reports; a Chromium of this computer when left out. */
  readonly printPdf?: PrintPdf | undefined
  /** Keys that the operating system keeps; none when left out. */
  readonly device?: DeviceKeys | undefined
}

export interface Backend {
  /** For the doors' RPC handlers. */
  readonly router: Router
  /** The contract as in-process calls. */
  readonly client: Client
  readonly log: Log
  /** From now on `session.hello` tells the page to open this run. */
  openAt(migrationId: string): void
  /** Pages show this migration now. */
  show(migrationId: string): void
  lab(): Lab | undefined
  /** Locks the vault here. What runs goes on until it has to log in again. `because`: a sentence. */
  lockVault(because: string): void
  /** The computer sleeps or its screen is locked: locks the vault here, unless the settings say otherwise. */
  away(because: string): void
  /** Logs out of every vCenter within 5 s, for a process that ends at once. Never throws. */
  logOut(): Promise<void>
  /** Stops runs (the journal holds them), logs out everywhere, ends the lab. */
  close(): Promise<void>
}

/** Throws a ProblemError when `home` cannot be used or its journal cannot be opened. */
export async function createBackend(options: BackendOptions): Promise<Backend> {
  const { home, shell } = options
  const prepared = prepareHome(home)
  if (!prepared.ok) throw new ProblemError(prepared.problem)
  const log = createLog(home)
  const startedBy = { user: accountName(), computer: options.computer ?? hostname() }
  const journal = withStarter(openJournal(home), startedBy)
  const settings = createSettings(home)
  const audit = createAudit({ journal, shell })
  const vaultPath = join(home, 'vault.json')
  const device = inTime(options.device ?? NO_DEVICE)
  const onLocked = (because: string): void => {
    try {
      audit.record({ action: 'locked', purpose: because })
    } catch (error) {
      // It is locked, and what runs must not end for a journal that is out of order.
      log.error(`Noting that the vault was locked: ${String(error)}`)
    }
  }
  const vault = audited(await createVault({ path: vaultPath, device, onLocked }), audit)
  const locking = createLocking({ vault, settings, path: vaultPath, hasPages: shell !== 'cli' })
  // A keychain may ask for its own password, and nobody waits for that. A command opens the vault where it needs it.
  if (shell !== 'cli')
    openAtStart(vault, settings.get()).catch((error: unknown) =>
      log.error(`Opening the vault: ${String(error)}`),
    )

  const waits = { untilUnlocked: untilUnlocked(vault) }
  const vsphere = createVsphereService(waits)
  const inventoryFiles = createInventoryFileStore(join(home, 'inventories'))
  const providers = createProviders({
    journal,
    vault,
    vsphere,
    cluster: createClusterService(waits),
    sources: createInventorySources(inventoryFiles),
    inventoryFiles,
    mayWriteFiles: shell === 'cli',
    // A command connects what it names.
    connectsKnown: shell !== 'cli',
  })
  const credentials = createCredentials({ vault, journal, audit, providers })
  const inventories = createInventories({
    source: (id) => providers.inventorySource(id),
    encode: encodeInventory,
  })
  const esxi = createEsxi({
    ...{ journal, vault, providers, vsphere, isAlive: isOtherAlive, limits: options.esxiLimits },
    reach: (providerId, host, port) => {
      // Addresses of the lab's hosts are served on other ports of this computer.
      const its = lab.status().sourceId === providerId ? lab.current() : undefined
      return its?.reach(host, port) ?? options.reach?.(providerId, host, port) ?? { host, port }
    },
    copies: {
      now: (host) => migrations.copiesNow(host),
      surely: (host) => migrations.copiesNow(host, 'fresh'),
      changes: (signal) => migrations.watchAll(signal),
    },
  })
  const reviews = createReviews()
  const migrations = createMigrations({
    ...{ journal, providers, hosts: esxi, reviews },
    now: options.now ?? Date.now,
    computer: options.computer ?? hostname(),
    seat: seatOf(home),
    resumeRuns: options.resumeRuns ?? true,
  })
  const probes = createProbes({ providers, results: journal, hosts: journal })
  const plans = createPlans({
    ...{ journal, providers, reviews },
    discardKept: (planId) => migrations.discardPlan(planId),
  })
  const reports: Reports = {
    async render(...report) {
      const { createReports } = await import('./report/reports.ts')
      return createReports({ version: VERSION, printPdf: options.printPdf }).render(...report)
    },
  }
  const checksums = createChecksums(journal, () => lab.current())
  const runReports: RunReports = {
    async report(...asked) {
      const { createRunReports } = await import('./report/run-reports.ts')
      return createRunReports({
        version: VERSION,
        journal,
        view: (id) => migrations.view(id),
        nameOf: (id) => providers.list().find((one) => one.id === id)?.name ?? '',
        checksums: async ({ id, plan }) => {
          if (lab.status().targetId !== plan.targetId || !lab.current()) return []
          const both = await checksums.checksums(id)
          return both.ok ? both.value : []
        },
      }).report(...asked)
    },
  }
  const preflight = createPreflight({
    journal,
    providers,
    reports,
    codec: { encode: encodeInventory, decode: decodeInventory },
    rules: builtInRules,
    acknowledgements,
    folder: join(home, 'rules'),
  })
  const lab = createLabHost(
    providers,
    async () => {
      const { startLab } = await import('./lab/lab.ts')
      return startLab({ ...LAB_DEFAULTS, ...options.lab, dir: join(home, 'lab') })
    },
    (id, hostIds, login) => esxi.setLogin(id, hostIds, login),
  )

  let openMigrationId: string | undefined
  const shows = new Topic<Shows>({ times: 0 })
  const router = createRouter({
    hello: () => ({
      product: 'Palletjack',
      version: VERSION,
      contract: CONTRACT_VERSION,
      shell,
      openMigrationId,
    }),
    shows: (signal) => shows.watch(signal),
    settings,
    vault,
    credentials,
    locking,
    audit,
    providers,
    probes,
    inventories,
    esxi,
    preflight,
    plans,
    migrations,
    checksums,
    runReports,
    lab,
  })
  return {
    router,
    client: createRouterClient(router),
    log,
    openAt: (id) => {
      openMigrationId = id
    },
    show: (migrationId) => shows.set({ times: shows.value.times + 1, migrationId }),
    lab: () => lab.current(),
    lockVault: (because) => vault.lock(because),
    away: (because) => locking.away(because),
    logOut: () => vsphere.closeAll(),
    async close() {
      shows.close()
      await Promise.all([migrations.close(), esxi.close(), probes.close(), preflight.close()])
      await providers.close()
      await lab.close()
      locking.close()
      vault.close()
      journal.close()
      await log.close()
    },
  }
}
