/** What is remembered across restarts: providers without secrets, plans, runs, preflight, the audit log. */
import type { ChainEntry } from '../../shared/audit/chain.ts'
import type { AuditAction } from '../../shared/audit/model.ts'
import type { EditRun, EditStepId, EsxiHost, HostKey, SshLogin } from '../../shared/esxi/model.ts'
import type { ToldEta } from '../../shared/migration/eta.ts'
import type { MigrationEvent, MigrationState } from '../../shared/migration/model.ts'
import type { VmRecord } from '../../shared/migration/record.ts'
import type { Certificate, ClusterSettings } from '../../shared/provider/model.ts'
import type { Plan } from '../../shared/plan/model.ts'
import type { PlanReview } from '../../shared/plan/reviewed.ts'
import type { FixEvent } from '../../shared/preflight/fix-model.ts'
import type { WaveGrouping } from '../../shared/preflight/estimate-model.ts'
import type { PreflightSummary } from '../../shared/preflight/model.ts'
import type { KeptImageProbe, KeptLook } from '../../shared/probe/kept.ts'
import type { StartedBy } from '../../shared/report/run/model.ts'
import type { ClusterAccess } from '../cluster/service.ts'
import type { VsphereEndpoint } from '../vsphere/service.ts'

/** A provider as stored: enough to connect again once its secret is given. */
export interface StoredProvider {
  readonly id: string
  readonly name: string
  readonly lab: boolean
  readonly source?: VsphereEndpoint
  readonly target?: ClusterAccess & { readonly url: string }
  /** Of a cluster. */
  readonly settings?: ClusterSettings
  /** An opened inventory file, kept by the store of inventory files under the provider's id. */
  readonly inventoryFile?: {
    readonly takenAt: string
    readonly url: string
    /** How much is in it, for display: the file itself is not read before somebody looks. */
    readonly vms: number
    readonly hosts: number
    /** `rvtools`: an RVTools workbook; left out, and by an earlier version: a saved inventory. */
    readonly kind?: 'rvtools'
    /** Path that it was opened from, where a newer file may take its place. */
    readonly origin?: string
    /** Of its vCenter, where the file tells it; with `origin` only. */
    readonly instanceUuid?: string
  }
  /** What the last connection told, for display while there is none. */
  readonly version: string
  readonly thumbprint: string
  /** What the server showed then; entries of an earlier version have none. */
  readonly certificate?: Certificate
}

export interface StoredMigration {
  readonly id: string
  readonly plan: Plan
  readonly state: MigrationState
  readonly startedAt: string
  readonly endedAt?: string
  /** The run made the target namespace, so a run that leaves nothing behind removes it. */
  readonly createdNamespace: boolean
  /** No VM of it begins until a person says so. */
  readonly startsPaused?: boolean
  /** Address of the cluster on which its privileged conversion may not be taken back yet; only of an ended run. */
  readonly accessLeft?: string
  /** Process that drives it; another process goes on with it only when this one is gone. */
  readonly ownerPid: number
  /** It had the lease of its plan at some time. */
  readonly leased?: true
  /** Left out by an earlier version. */
  readonly startedBy?: StartedBy
  /** It has ended, and not all of it could be withdrawn: VmRecord.left says of which VMs. */
  readonly left?: true
  /** When it was to be over, as it was said once. */
  readonly eta?: ToldEta
}

export interface Waiver {
  readonly by: string
  /** ISO 8601. */
  readonly at: string
  readonly reason: string
}

export interface StoredAcknowledgement {
  readonly id: string
  readonly by: string
  /** ISO 8601. */
  readonly at: string
}

/** What a run found and what it was judged by, each packed by its service. */
export interface StoredPreflightBody {
  readonly findings: Uint8Array
  readonly facts: Uint8Array
}

/** Preflight: the last ten runs of each provider, what people said about findings, and what was fixed. */
export interface PreflightJournal {
  /** Newest first; all providers' without one. */
  preflightRuns(providerId?: string): readonly PreflightSummary[]
  preflightRun(runId: string): PreflightSummary | undefined
  preflightBody(runId: string): StoredPreflightBody | undefined
  /** What was changed in a run since it was put, packed by its service, oldest first. */
  preflightChanges(runId: string): readonly Uint8Array[]
  /** Adds a change to a run and replaces its summary. */
  putPreflightChange(summary: PreflightSummary, change: Uint8Array): void
  /** Adds or replaces, without its changes; forgets the provider's oldest runs beyond the tenth. */
  putPreflightRun(summary: PreflightSummary, body: StoredPreflightBody): void
  putPreflightSummary(summary: PreflightSummary): void
  /** By finding, in the order of their ids: those after `after`, at most `limit`. */
  waivers(providerId: string, after: string, limit: number): Map<string, Waiver>
  putWaivers(providerId: string, findingIds: readonly string[], waiver: Waiver): void
  removeWaivers(providerId: string, findingIds: readonly string[]): void
  acknowledgements(providerId: string): readonly StoredAcknowledgement[]
  putAcknowledgement(providerId: string, ticked: StoredAcknowledgement): void
  removeAcknowledgement(providerId: string, id: string): void
  /** What waves are grouped by; undefined: nobody decided. */
  waveGrouping(providerId: string): WaveGrouping | undefined
  putWaveGrouping(providerId: string, grouping: WaveGrouping): void
  /** Appends to the log of what was fixed. */
  appendFixEvent(providerId: string, event: FixEvent): void
  /** Newest first, at most `limit`; only those about one object, or all. */
  fixEvents(providerId: string, limit: number, objectId?: string): readonly FixEvent[]
}

/** What is known of a host that is reached directly; its secrets are in the vault. */
export interface StoredEsxiHost {
  readonly hostId: string
  /** Whose host it is, since another vCenter gives the same ids: its instance UUID, or the name of a lone host. */
  readonly vcenter?: string
  readonly login?: { readonly kind: SshLogin['kind']; readonly username: string }
  readonly hostKey?: HostKey & { readonly pinnedAt: string }
  /** The last reading. */
  readonly nfc?: NonNullable<EsxiHost['nfc']>
  readonly network?: { readonly device: string; readonly address: string; readonly username: string }
  /** An edit of its settings that is under way, or that its process did not live to see the end of. */
  readonly unfinished?: {
    readonly runId: string
    readonly ownerPid: number
    /** ISO 8601: when the step began. */
    readonly at: string
    readonly step: EditStepId
  }
  /** How SSH was before it was opened for some work; there until it was put back. */
  readonly sshBefore?: {
    /** ISO 8601. */
    readonly at: string
    /** The process that opened it: another one puts it back only when this one is gone. */
    readonly ownerPid: number
    /** Others whose work came while it was open: the last of all puts it back. */
    readonly alsoPids?: readonly number[]
    readonly running: boolean
    readonly policy: string
    readonly rulesets: readonly { readonly key: string; readonly enabled: boolean }[]
  }
}

/** An edit, and the process that drives it. */
export type StoredEditRun = EditRun & { readonly ownerPid: number }

export interface EsxiJournal {
  esxiHosts(providerId: string): readonly StoredEsxiHost[]
  esxiHost(providerId: string, hostId: string): StoredEsxiHost | undefined
  putEsxiHost(providerId: string, host: StoredEsxiHost): void
  /** Newest first; the last hundred of a provider are kept. */
  esxiRuns(providerId: string): readonly StoredEditRun[]
  esxiRun(providerId: string, id: string): StoredEditRun | undefined
  putEsxiRun(run: StoredEditRun): void
}

/** The looks of one network probe. */
interface ProbedServers {
  readonly targetId: string
  readonly sourceId: string
  /** From one namespace and over one network. */
  readonly looks: readonly KeptLook[]
  /** All servers of the source were looked at: what is kept of any other is forgotten. */
  readonly all: boolean
}

/** What probes saw last: of each server by target, source, namespace and way; of each image by target and namespace. */
export interface ProbeJournal {
  probeLooks(targetId: string, sourceId: string): readonly KeptLook[]
  putProbeLooks(probed: ProbedServers): void
  imageProbes(targetId: string): readonly KeptImageProbe[]
  putImageProbe(targetId: string, probe: KeptImageProbe): void
}

/** Plans, runs, the state of their VMs, and their event log. */
export interface MigrationJournal {
  plans(): readonly Plan[]
  plan(id: string): Plan | undefined
  /** Without a review, the one that is kept stays. */
  putPlan(plan: Plan, review?: PlanReview): void
  /** What its VMs were when it was reviewed; undefined for a plan of an earlier version. */
  planReview(id: string): PlanReview | undefined
  /** With its review. */
  removePlan(id: string): void
  /** Newest first. */
  migrations(): readonly StoredMigration[]
  migration(id: string): StoredMigration | undefined
  putMigration(migration: StoredMigration): void
  /** All of a start or nothing of it; `plan` is one that is not stored yet. */
  putStart(start: {
    readonly plan?: Plan
    /** In the place of the one that is kept. */
    readonly review?: PlanReview
    readonly migration: StoredMigration
    readonly records: readonly VmRecord[]
    /** Records of other runs that gave something up for it. */
    readonly freed?: readonly { readonly migrationId: string; readonly record: VmRecord }[]
  }): void
  vmRecords(migrationId: string): readonly VmRecord[]
  putVmRecord(migrationId: string, record: VmRecord): void
  /** Appends and answers with the event's position. */
  appendEvent(migrationId: string, event: Omit<MigrationEvent, 'seq'>): MigrationEvent
  /** Events after position `seq`, oldest first, at most `limit`. */
  events(migrationId: string, seq: number, limit: number): readonly MigrationEvent[]
}

/** An entry of the audit log as it lies in the file, where anything may have been written into it. */
export type StoredAuditEntry = ChainEntry

export interface AuditQuery {
  /** Only entries before this number. */
  readonly before?: number | undefined
  readonly limit: number
  readonly actions?: readonly AuditAction[] | undefined
  /** Id of a secret: entries about it and those below it. */
  readonly subject?: string | undefined
}

/** The audit log: entries are added, and never changed or removed. */
export interface AuditJournal {
  /** Adds all or none, while no other process adds any. `follow` makes them from the last one so far. */
  appendAudit(follow: (last: StoredAuditEntry | undefined) => readonly StoredAuditEntry[]): void
  lastAudit(): StoredAuditEntry | undefined
  /** Newest first. `total`: of all pages. */
  auditPage(query: AuditQuery): { readonly entries: readonly StoredAuditEntry[]; readonly total: number }
  /** Oldest first: those after `seq`, from the first one without it, at most `limit`. */
  auditAfter(seq: number | undefined, limit: number): readonly StoredAuditEntry[]
  /** The last entry of this action about each secret. */
  lastAuditOf(action: AuditAction): readonly StoredAuditEntry[]
}

/** Every write throws the problem journal.disk-full when there is no room; a later one may succeed. */
export interface Journal extends MigrationJournal, PreflightJournal, ProbeJournal, EsxiJournal, AuditJournal {
  providers(): readonly StoredProvider[]
  putProvider(provider: StoredProvider): void
  /** With its preflight runs, waivers and acknowledgements, and what probes saw of it or from it. */
  removeProvider(id: string): void
  close(): void
}
