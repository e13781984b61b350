/** The contract with invented data behind it: a vCenter with a few VMs and a run that a test scripts. */
import { createRouterClient, implement } from '@orpc/server'
import { contract } from '../../../shared/contract/contract.ts'
import type { DiskChecksum } from '../../../shared/contract/lab.ts'
import { createBrowser } from '../../../shared/inventory/browse.ts'
import type { Vm } from '../../../shared/inventory/model.ts'
import type { MigrationEvent, MigrationView } from '../../../shared/migration/model.ts'
import type { Drift } from '../../../shared/plan/drift-model.ts'
import { planConsequences } from '../../../shared/plan/consequences.ts'
import { suggestMappings } from '../../../shared/plan/mapping.ts'
import type { PlanInput } from '../../../shared/plan/model.ts'
import type { Problem, Result } from '../../../shared/problem.ts'
import type { Provider } from '../../../shared/provider/model.ts'
import type { CliBackend } from '../command-context.ts'
import {
  aProvider,
  inventProviders,
  refusal,
  type Refuse,
  type ProvidersScript,
  type ProvidersSeen,
} from './invented-providers.ts'
import { inventEsxi, type EsxiScript, type EsxiSeen } from './invented-esxi.ts'
import { inventVault, type VaultScript, type VaultSeen } from './invented-vault.ts'
import { inventPreflight, type PreflightScript, type PreflightSeen } from './invented-preflight.ts'
import { inventedTarget, inventedView, inventoryOf } from './invented-data.ts'

export interface Script extends ProvidersScript {
  readonly vms: readonly Vm[]
  readonly events?: readonly MigrationEvent[]
  /** Shown before the run ends. */
  readonly views?: readonly MigrationView[]
  /** The run goes on until it is canceled. */
  readonly untilCanceled?: boolean
  /** The run succeeds once the vault is open. */
  readonly untilVaultIsOpen?: boolean
  /** A cancel never ends. */
  readonly cancelHangs?: boolean
  readonly checksums?: readonly DiskChecksum[]
  /** Of every stored plan, since it was reviewed. */
  readonly drift?: Drift
  /** What the named procedure answers with instead of succeeding. */
  readonly problems?: Partial<Record<Refusable, Problem>>
  readonly preflight?: PreflightScript
  readonly esxi?: EsxiScript
  readonly vault?: VaultScript
  /** What is known of the same vCenter as a file, and is newer. */
  readonly older?: Provider
}

type Refusable =
  Parameters<Refuse>[0] | 'addVsphere' | 'addCluster' | 'start' | 'labStart' | 'openInventoryFile'

export interface InventedBackend extends CliBackend, ProvidersSeen, PreflightSeen, EsxiSeen, VaultSeen {
  readonly plans: PlanInput[]
  /** Starts of stored plans. */
  readonly started: unknown[]
  /** Inputs of addVsphere and addCluster. */
  readonly added: unknown[]
  readonly removed: string[]
  canceled: boolean
  closed: boolean
}

export function inventBackend(script: Script): InventedBackend {
  const canceled = Promise.withResolvers<undefined>()
  const state = {
    ...{ plans: [] as PlanInput[], started: [] as unknown[] },
    ...{ added: [] as unknown[], removed: [] as string[] },
  }
  const seen: ProvidersSeen & PreflightSeen & EsxiSeen & VaultSeen = {
    ...{ unlocked: [], checked: [], settings: [], accounts: [], probes: [], closedProbes: [] },
    ...{ runs: [], reports: [], fixes: [], esxi: [], kept: [], vault: [] },
  }
  const inventory = inventoryOf(script.vms)
  const browser = createBrowser(inventory)
  const vmsOf = (ids: readonly string[]): Vm[] => script.vms.filter((vm) => ids.includes(vm.id))
  const refuse = (what: Refusable): void => {
    const problem = script.problems?.[what]
    if (problem) throw refusal(problem)
  }
  const os = implement(contract)
  const invented = inventProviders(os, script, seen, refuse)
  const vault = inventVault(os, script.vault ?? {}, seen)
  const router = {
    target: invented.target,
    probes: invented.probes,
    preflight: inventPreflight(os, script.preflight ?? {}, seen),
    ...vault.router,
    esxi: inventEsxi(os, script.esxi ?? {}, seen),
    lab: {
      start: os.lab.start.handler(() => {
        refuse('labStart')
        return { running: true, sourceId: 'source', targetId: 'target' }
      }),
      checksums: os.lab.checksums.handler(() => [...(script.checksums ?? [])]),
    },
    providers: {
      ...invented.providers,
      addVsphere: os.providers.addVsphere.handler(({ input }) => {
        refuse('addVsphere')
        state.added.push(input)
        return aProvider({ id: 'source' })
      }),
      addCluster: os.providers.addCluster.handler(({ input }) => {
        refuse('addCluster')
        state.added.push(input)
        return aProvider({ id: 'target', kind: 'cluster' })
      }),
      renewInventoryFile: os.providers.renewInventoryFile.handler(({ input }) => {
        refuse('openInventoryFile')
        state.added.push({ name: input.name, file: input.file.name, origin: input.origin })
        return script.older
          ? { state: 'older', provider: script.older }
          : { state: 'opened', provider: aProvider({ name: input.name, credential: 'none' }) }
      }),
      openInventoryFile: os.providers.openInventoryFile.handler(({ input }) => {
        refuse('openInventoryFile')
        state.added.push({ name: input.name, file: input.file.name })
        return aProvider({ id: 'source', name: input.name ?? input.file.name, credential: 'none' })
      }),
      remove: os.providers.remove.handler(({ input }) => {
        state.removed.push(input.id)
        return { removed: true }
      }),
    },
    inventory: {
      query: os.inventory.query.handler(({ input }) => ({ revision: 1, ...answered(browser.query(input)) })),
      ids: os.inventory.ids.handler(({ input }) => ({ revision: 1, ...answered(browser.ids(input)) })),
      save: os.inventory.save.handler(() => new File(['saved'], 'inventory.json.gz')),
    },
    plans: {
      list: os.plans.list.handler(() => [...(script.storedPlans ?? [])]),
      suggestMappings: os.plans.suggestMappings.handler(({ input }) =>
        suggestMappings(vmsOf(input.vmIds), inventory, inventedTarget, input.targetNamespace),
      ),
      review: os.plans.review.handler(({ input }) =>
        planConsequences({ ...input, targetId: input.targetId ?? '' }, inventory, inventedTarget),
      ),
      drift: os.plans.drift.handler(() => script.drift ?? { unknownVms: 1, items: [] }),
      remove: os.plans.remove.handler(() => ({ removed: state.plans.pop() !== undefined })),
    },
    migrations: {
      start: os.migrations.start.handler(({ input }) => {
        refuse('start')
        if ('plan' in input) state.plans.push(input.plan)
        else {
          if (script.drift?.stamp !== input.acceptedDrift) throw refusal(DRIFTED)
          state.started.push(input)
        }
        return { migrationId: 'run-1' }
      }),
      events: os.migrations.events.handler(async function* () {
        yield* script.events ?? []
        if (script.untilCanceled === true) await canceled.promise
      }),
      watch: os.migrations.watch.handler(async function* () {
        yield* script.views ?? []
        if (script.untilVaultIsOpen === true) {
          for await (const { state } of vault.topic.watch()) if (state === 'open') break
          yield inventedView(script.vms, 'succeeded')
        }
        if (script.untilCanceled !== true) return
        await canceled.promise
        yield inventedView(script.vms, 'canceled')
      }),
      takeOver: os.migrations.takeOver.handler(() => ({ taken: true })),
      report: os.migrations.report.handler(({ input }) => new File(['told'], `run.${input.format}`)),
      cancel: os.migrations.cancel.handler(async () => {
        backend.canceled = true
        if (script.cancelHangs === true) await new Promise(() => undefined)
        canceled.resolve(undefined)
        return { canceled: script.vms.length }
      }),
    },
  }
  const backend: InventedBackend = {
    ...state,
    ...seen,
    canceled: false,
    closed: false,
    // The invented router has the procedures that the command line calls, and no others.
    client: createRouterClient(router) as unknown as CliBackend['client'],
    log: { error: () => undefined },
    logOut: () => Promise.resolve(),
    close: () => {
      backend.closed = true
      return Promise.resolve()
    },
  }
  return backend
}

const DRIFTED: Problem = {
  code: 'plan.drifted',
  message: 'It is no longer what was reviewed.',
  meaning: 'Nothing was started.',
  remedy: 'Look at what has changed.',
}

function answered<T>(result: Result<T>): T {
  if (result.ok) return result.value
  throw refusal(result.problem)
}
