import type { AuditEntry, AuditVerdict } from '../../shared/audit/model.ts'
import type { CopyOutcome, VaultEntry, VaultStatus } from '../../shared/vault/model.ts'
import type { implement } from '@orpc/server'
import type { contract } from '../../shared/contract/contract.ts'
import type { DiskChecksum, LabStatus } from '../../shared/contract/lab.ts'
import type { Settings, Shows } from '../../shared/contract/session.ts'
import type { MigrationEvent, MigrationSummary, MigrationView } from '../../shared/migration/model.ts'
import type { Drift } from '../../shared/plan/drift-model.ts'
import type { Plan } from '../../shared/plan/model.ts'
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
import { inventedContexts, inventedReport } from '../features/cluster/test-support/invented-cluster.ts'
import { type FakeEsxi, inventedEsxi } from '../features/esxi/test-support/fake-esxi.ts'
import type { FakeEstate } from '../features/inventory/test-support/fake-inventory.ts'
import {
  type FakePreflight,
  inventedPreflight,
} from '../features/preflight/test-support/invented-preflight.ts'
import { inventedCertificate } from '../features/providers/test-support/invented-providers.ts'
import { inventedInventory, inventedTarget } from './invented.ts'

/** Everything behind the contract, for a test to set up and to look at. */
export interface FakeWorld {
  readonly providers: Topic<Provider[]>
  readonly inventory: Topic<FakeEstate>
  readonly runs: Topic<MigrationSummary[]>
  readonly run: Topic<MigrationView | undefined>
  target: Target
  plans: Plan[]
  /** Ids of the VMs that runs of the plans brought over. */
  migrated: readonly string[]
  /** Of each plan, since it was reviewed. */
  drift: Drift
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
  readonly vault: Topic<VaultStatus>
  /** Which run the process wants to be shown. */
  readonly shows: Topic<Shows>
  vaultEntries: VaultEntry[]
  /** Of each copy that is imported. */
  copyOutcome: CopyOutcome
  /** Newest first. */
  audit: AuditEntry[]
  auditVerdict: AuditVerdict
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
    migrated: [],
    drift: { reviewedAt: new Date(0).toISOString(), unknownVms: 0, items: [] },
    events: [],
    vault: new Topic<VaultStatus>({ state: 'session' }),
    shows: new Topic<Shows>({ times: 0 }),
    vaultEntries: [],
    copyOutcome: { added: ['vc-far'], left: [] },
    audit: [],
    auditVerdict: { state: 'whole', entries: 0, head: '' },
    settings: { theme: 'system', lockAfterMinutes: 15, lockWithScreen: true, openAtStart: true },
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

/** What each part of the fake contract is made with. */
export interface Backstage {
  readonly os: ReturnType<typeof implement<typeof contract>>
  readonly world: FakeWorld
  /** Notes the call, then refuses or answers. */
  readonly call: <T>(name: string, input: unknown, answer: () => T) => T
}
