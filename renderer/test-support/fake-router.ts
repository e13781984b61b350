/** The real contract over invented data: what a test of a screen talks to. */
import { createRouterClient, implement, ORPCError, type Router } from '@orpc/server'
import { CONTRACT_VERSION, contract, type Client, type Contract } from '../../shared/contract/contract.ts'
import type { DiskChecksum, LabStatus } from '../../shared/contract/lab.ts'
import type { Settings } from '../../shared/contract/session.ts'
import type { MigrationEvent, MigrationSummary, MigrationView } from '../../shared/migration/model.ts'
import { planConsequences } from '../../shared/plan/consequences.ts'
import { suggestMappings } from '../../shared/plan/mapping.ts'
import type { Plan, PlanInput } from '../../shared/plan/model.ts'
import type { Problem } from '../../shared/problem.ts'
import type { NetworkProbe, VddkProbe } from '../../shared/probe/model.ts'
import type {
  Certificate,
  ConnectionCheck,
  KubeconfigContext,
  Provider,
} from '../../shared/provider/model.ts'
import type { Target } from '../../shared/target/model.ts'
import type { PermissionGroup } from '../../shared/target/permissions.ts'
import { Topic } from '../../shared/topic.ts'
import { fakeEsxi, inventedEsxi, type FakeEsxi } from './fake-esxi.ts'
import { type FakeEstate, fakeInventory, viewOf } from './fake-inventory.ts'
import { inventedInventory, inventedTarget } from './invented.ts'
import { inventedContexts, inventedReport, YAML } from './invented-cluster.ts'
import {
  findingIds,
  findingsPage,
  fixPreview,
  fixStream,
  groups,
  inventedPreflight,
  setGrouping,
  setTick,
  setWaiver,
  verdictsPage,
  type FakePreflight,
} from './invented-preflight.ts'
import { inventedCertificate, inventedFile } from './invented-providers.ts'

/** Everything behind the contract, for a test to set up and to look at. */
export interface FakeWorld {
  readonly providers: Topic<Provider[]>
  readonly inventory: Topic<FakeEstate>
  readonly runs: Topic<MigrationSummary[]>
  readonly run: Topic<MigrationView | undefined>
  target: Target
  plans: Plan[]
  events: MigrationEvent[]
  settings: Settings
  lab: LabStatus
  checksums: DiskChecksum[]
  /** What every server shows. */
  certificate: Certificate
  checks: ConnectionCheck[]
  /** Of every kubeconfig. */
  contexts: KubeconfigContext[]
  rights: PermissionGroup[]
  /** What a probe shows; its stream ends once it is over and cleaned up. */
  readonly networkProbe: Topic<NetworkProbe | undefined>
  readonly vddkProbe: Topic<VddkProbe | undefined>
  readonly esxi: FakeEsxi
  preflight: FakePreflight
  openMigrationId: string | undefined
  /** Refusals by procedure, "plans.create" for example. */
  readonly refusals: Map<string, Problem>
  /** Calls that change something, with their input. */
  readonly calls: { readonly name: string; readonly input: unknown }[]
}

export function fakeWorld(change: Partial<FakeWorld> = {}): FakeWorld {
  return {
    providers: new Topic<Provider[]>([]),
    inventory: new Topic<FakeEstate>({ inventory: inventedInventory(30) }),
    runs: new Topic<MigrationSummary[]>([]),
    run: new Topic<MigrationView | undefined>(undefined),
    target: inventedTarget(),
    plans: [],
    events: [],
    settings: { theme: 'system' },
    lab: { running: false },
    checksums: [],
    certificate: inventedCertificate(),
    checks: [],
    contexts: inventedContexts(),
    rights: inventedReport().groups,
    networkProbe: new Topic<NetworkProbe | undefined>(undefined),
    vddkProbe: new Topic<VddkProbe | undefined>(undefined),
    esxi: inventedEsxi(),
    preflight: inventedPreflight(),
    openMigrationId: undefined,
    refusals: new Map(),
    calls: [],
    ...change,
  }
}

export function fakeClient(world: FakeWorld): Client {
  return createRouterClient(fakeRouter(world))
}

/** The router itself, for a door in front of it. */
function fakeRouter(world: FakeWorld): Router<Contract, Record<string, never>> {
  const os = implement(contract)
  const call = <T>(name: string, input: unknown, answer: () => T): T => {
    world.calls.push({ name, input })
    const problem = world.refusals.get(name)
    if (problem) refuse(problem)
    return answer()
  }
  const nothing = inventedInventory(0)
  const inventory = () => world.inventory.value.inventory ?? nothing
  const browse = fakeInventory(() => world.inventory.value, nothing, refuse)
  const known = (id: string) => world.providers.value.find((one) => one.id === id) ?? missing(id)
  const change = (id: string, parts: Partial<Provider>) => {
    const status = { state: 'connected' as const, since: new Date(0).toISOString() }
    const provider: Provider = { ...known(id), status, ...parts }
    world.providers.set(world.providers.value.map((one) => (one.id === id ? provider : one)))
    return provider
  }
  const unlock = (id: string) => change(id, {})
  const run = (id: string) => world.preflight.runs.find((one) => one.runId === id) ?? missing(id)
  return os.router({
    session: {
      hello: os.session.hello.handler(() => ({
        product: 'Palletjack' as const,
        version: '0.1.0',
        contract: CONTRACT_VERSION,
        shell: 'test' as const,
        openMigrationId: world.openMigrationId,
      })),
      settings: os.session.settings.handler(() => world.settings),
      saveSettings: os.session.saveSettings.handler(({ input }) =>
        call('session.saveSettings', input, () => (world.settings = { ...world.settings, ...input })),
      ),
    },
    providers: {
      list: os.providers.list.handler(() => world.providers.value),
      watch: os.providers.watch.handler(({ signal }) => world.providers.watch(signal)),
      certificate: os.providers.certificate.handler(({ input }) =>
        call('providers.certificate', input, () => world.certificate),
      ),
      addVsphere: os.providers.addVsphere.handler(({ input }) =>
        call('providers.addVsphere', input, () => known('src')),
      ),
      addCluster: os.providers.addCluster.handler(({ input }) =>
        call('providers.addCluster', input, () => known('dst')),
      ),
      editVsphere: os.providers.editVsphere.handler(({ input: { id, password, trust, ...rest } }) =>
        call(
          'providers.editVsphere',
          { id, ...rest, ...(trust ? { trust } : {}), ...(password ? { password } : {}) },
          () =>
            change(id, { ...rest, ...(trust ? { trust: trust.kind, certificate: world.certificate } : {}) }),
        ),
      ),
      editCluster: os.providers.editCluster.handler(({ input }) =>
        call('providers.editCluster', input, () => change(input.id, { name: input.name })),
      ),
      contexts: os.providers.contexts.handler(({ input }) =>
        call('providers.contexts', input, () => world.contexts),
      ),
      saveClusterSettings: os.providers.saveClusterSettings.handler(({ input }) =>
        call('providers.saveClusterSettings', input, () => change(input.id, { settings: input.settings })),
      ),
      check: os.providers.check.handler(({ input }) => call('providers.check', input, () => world.checks)),
      reconnect: os.providers.reconnect.handler(({ input }) =>
        call('providers.reconnect', input, () => unlock(input.id)),
      ),
      openInventoryFile: os.providers.openInventoryFile.handler(({ input }) =>
        call('providers.openInventoryFile', input, () => {
          const provider = inventedFile({ name: input.name ?? input.file.name })
          world.providers.set([...world.providers.value, provider])
          return provider
        }),
      ),
      // No screen asks for it.
      renewInventoryFile: os.providers.renewInventoryFile.handler(() => missing('renewInventoryFile')),
      remove: os.providers.remove.handler(({ input }) =>
        call('providers.remove', input, () => {
          world.providers.set(world.providers.value.filter((one) => one.id !== input.id))
          return { removed: true }
        }),
      ),
    },
    inventory: {
      watch: os.inventory.watch.handler(async function* ({ signal }) {
        for await (const estate of world.inventory.watch(signal)) yield viewOf(estate)
      }),
      query: os.inventory.query.handler(({ input }) =>
        call('inventory.query', input, () => browse.query(input)),
      ),
      ids: os.inventory.ids.handler(({ input }) => call('inventory.ids', input, () => browse.ids(input))),
      vm: os.inventory.vm.handler(({ input }) => browse.vm(input.id) ?? missing(input.id)),
      tree: os.inventory.tree.handler(({ input }) => browse.tree(input.tree)),
      save: os.inventory.save.handler(({ input }) =>
        call('inventory.save', input, () => new File([JSON.stringify(inventory())], 'inventory.json')),
      ),
    },
    target: {
      describe: os.target.describe.handler(({ input }) => call('target.describe', input, () => world.target)),
      permissions: os.target.permissions.handler(({ input }) =>
        call('target.permissions', input, () => ({
          ...inventedReport(input.namespace),
          groups: world.rights,
        })),
      ),
      createNamespace: os.target.createNamespace.handler(({ input }) =>
        call('target.createNamespace', input, () => {
          const { namespaces } = world.target
          world.target = { ...world.target, namespaces: [...namespaces, input.name] }
          return { name: input.name, created: true }
        }),
      ),
      accountManifests: os.target.accountManifests.handler(({ input }) =>
        call('target.accountManifests', input, () => ({ yaml: YAML })),
      ),
      createAccount: os.target.createAccount.handler(({ input }) =>
        call('target.createAccount', input, () => ({
          applied: [
            `ServiceAccount ${input.name} in namespace ${input.accountNamespace}`,
            ...input.targetNamespaces.map((one) => `Role ${input.name} in namespace ${one}`),
          ],
          tokenExpiresAt: '2027-01-02T00:00:00.000Z',
          provider: change(input.providerId, { credential: 'token' }),
        })),
      ),
    },
    esxi: fakeEsxi(os.esxi, world, call, missing),
    probes: {
      network: os.probes.network.handler(({ input, signal }) =>
        call('probes.network', input, () => untilClean(world.networkProbe, signal)),
      ),
      vddk: os.probes.vddk.handler(({ input, signal }) =>
        call('probes.vddk', input, () => untilClean(world.vddkProbe, signal)),
      ),
    },
    preflight: {
      rules: os.preflight.rules.handler(() =>
        call('preflight.rules', undefined, () => ({
          rules: world.preflight.rules,
          folder: '/home/ada/.local/state/palletjack/rules',
          problems: world.preflight.problems,
        })),
      ),
      run: os.preflight.run.handler(({ input }) =>
        call('preflight.run', input, async function* () {
          for (const progress of world.preflight.progress) {
            await (progress.state === 'running' ? undefined : world.preflight.gate)
            yield progress
          }
        }),
      ),
      runs: os.preflight.runs.handler(() => world.preflight.runs),
      summary: os.preflight.summary.handler(({ input }) => run(input.runId)),
      findings: os.preflight.findings.handler(({ input }) =>
        call('preflight.findings', input, () => findingsPage(world.preflight, input)),
      ),
      findingIds: os.preflight.findingIds.handler(({ input }) =>
        call('preflight.findingIds', input, () => findingIds(world.preflight, input.filter)),
      ),
      byRule: os.preflight.byRule.handler(({ input }) =>
        call('preflight.byRule', input, () => groups(world.preflight, input.filter)),
      ),
      verdicts: os.preflight.verdicts.handler(({ input }) =>
        call('preflight.verdicts', input, () => verdictsPage(world.preflight, input)),
      ),
      recheck: os.preflight.recheck.handler(({ input }) =>
        call('preflight.recheck', input, () => run(input.runId)),
      ),
      fixPreview: os.preflight.fixPreview.handler(({ input }) =>
        call('preflight.fixPreview', input, () => fixPreview(world.preflight, input.findingIds)),
      ),
      fix: os.preflight.fix.handler(({ input }) =>
        call('preflight.fix', input, () => fixStream(world.preflight)),
      ),
      fixes: os.preflight.fixes.handler(() => world.preflight.fixes),
      waive: os.preflight.waive.handler(({ input }) =>
        call('preflight.waive', input, () => {
          const { by, reason } = input
          const waiver = { by, reason, at: new Date(0).toISOString() }
          setWaiver(world.preflight, input.findingIds, waiver)
          return run(input.runId)
        }),
      ),
      unwaive: os.preflight.unwaive.handler(({ input }) =>
        call('preflight.unwaive', input, () => {
          setWaiver(world.preflight, input.findingIds, undefined)
          return run(input.runId)
        }),
      ),
      acknowledgements: os.preflight.acknowledgements.handler(() => world.preflight.acknowledgements),
      acknowledge: os.preflight.acknowledge.handler(({ input }) =>
        call('preflight.acknowledge', input, () => setTick(world.preflight, input)),
      ),
      forecast: os.preflight.forecast.handler(() => world.preflight.forecast),
      groupWaves: os.preflight.groupWaves.handler(({ input }) =>
        call('preflight.groupWaves', input, () => setGrouping(world.preflight, input.grouping)),
      ),
      report: os.preflight.report.handler(({ input }) =>
        call('preflight.report', input, () => new File(['report'], `preflight.${input.format}`)),
      ),
    },
    plans: {
      list: os.plans.list.handler(() => world.plans),
      get: os.plans.get.handler(
        ({ input }) => world.plans.find((one) => one.id === input.id) ?? missing(input.id),
      ),
      suggestMappings: os.plans.suggestMappings.handler(({ input }) => {
        const vms = inventory().vms.filter((vm) => input.vmIds.includes(vm.id))
        return suggestMappings(vms, inventory(), world.target, input.targetNamespace)
      }),
      review: os.plans.review.handler(({ input }) =>
        call('plans.review', input, () =>
          planConsequences(
            { ...input, targetId: input.targetId ?? '' },
            inventory(),
            input.targetId === undefined ? undefined : world.target,
          ),
        ),
      ),
      create: os.plans.create.handler(({ input }) =>
        call('plans.create', input, () => storePlan(world, input)),
      ),
      remove: os.plans.remove.handler(({ input }) =>
        call('plans.remove', input, () => {
          world.plans = world.plans.filter((one) => one.id !== input.id)
          return { removed: true }
        }),
      ),
    },
    migrations: {
      watchAll: os.migrations.watchAll.handler(({ signal }) => world.runs.watch(signal)),
      start: os.migrations.start.handler(({ input }) =>
        call('migrations.start', input, () => {
          if ('plan' in input) storePlan(world, input.plan)
          return { migrationId: 'run-1' }
        }),
      ),
      watch: os.migrations.watch.handler(async function* ({ input, signal }) {
        for await (const view of world.run.watch(signal)) yield view ?? missing(input.migrationId)
      }),
      events: os.migrations.events.handler(async function* ({ input }) {
        for (const event of world.events) {
          await Promise.resolve()
          if (event.seq > input.after) yield event
        }
      }),
      cancel: os.migrations.cancel.handler(({ input }) =>
        call('migrations.cancel', input, () => ({
          canceled: input.vmIds?.length ?? world.run.value?.vmCount ?? 0,
        })),
      ),
    },
    lab: {
      status: os.lab.status.handler(() => world.lab),
      start: os.lab.start.handler(() => call('lab.start', undefined, () => world.lab)),
      checksums: os.lab.checksums.handler(({ input }) => call('lab.checksums', input, () => world.checksums)),
    },
  })
}

async function* untilClean<T extends { state: string; cleanedUp: boolean }>(
  topic: Topic<T | undefined>,
  signal: AbortSignal | undefined,
) {
  for await (const value of topic.watch(signal)) {
    if (value) yield value
    if (value && value.state !== 'running' && value.cleanedUp) return
  }
}

function storePlan(world: FakeWorld, input: PlanInput): Plan {
  const plan = { ...input, id: `plan-${world.plans.length + 1}`, createdAt: new Date(0).toISOString() }
  world.plans = [...world.plans, plan]
  return plan
}

function missing(id: string): never {
  const data: Problem = {
    code: 'fake.not-found',
    message: `${id} is not known.`,
    meaning: 'Nothing was changed.',
    remedy: 'Load the page again.',
  }
  return refuse(data)
}

function refuse(data: Problem): never {
  throw new ORPCError('PROBLEM', { status: 422, message: data.message, data })
}
