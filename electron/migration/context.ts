/** What a phase may look at and use. */
import type { Host, Vm } from '../../shared/inventory/model.ts'
import type { DiskView, MigrationEvent, Phase } from '../../shared/migration/model.ts'
import type { VmRecord } from '../../shared/migration/record.ts'
import type { Admission } from '../../shared/migration/scheduler.ts'
import { WAITS_FOR_VAULT } from '../../shared/migration/wait-kind.ts'
import type { PlanContext } from '../../shared/manifests/manifest.ts'
import type { Experience } from '../../shared/migration/downtime.ts'
import type { Plan } from '../../shared/plan/model.ts'
import type { Problem, Result } from '../../shared/problem.ts'
import type { ClusterConnection, KubeObject } from '../cluster/service.ts'
import type { CopyLimit, DirectWay } from '../esxi/service.ts'
import type { UseSecret } from '../vault/service.ts'
import type { VsphereSession } from '../vsphere/service.ts'

/** Source and target as one run sees them. Connections are asked for anew each time: they may come and go. */
export interface RunEnds {
  source(): Result<VsphereSession>
  target(): Result<ClusterConnection>
  /** The source VM as it is now, and its host; undefined when it left the inventory. */
  sourceVm(vmId: string): Promise<Result<{ readonly vm: Vm; readonly host?: Host | undefined } | undefined>>
  /** The vSphere password of the run's source, for the importer's secret. */
  readonly useSourceSecret: UseSecret
  /** The passphrases of a VM's encrypted disks, as the vault keeps them; undefined when none were given. */
  diskPassphrases(vm: Pick<Vm, 'id' | 'name'>): UseSecret | undefined
  /** Disk copies that a host of the source bears now. */
  copyLimit(hostId: string): CopyLimit
  /** Whether the settings of a host of the source are being changed: then no copy from it may begin. */
  isBeingEdited(hostId: string): boolean
  /** Whether, and how, a host of the source can be read directly. */
  directWay(hostId: string): Promise<DirectWay>
  /** DataVolumes of one VM of the plan, and pods of the plan, kept true by a watch. */
  dataVolumes(vmId: string): readonly KubeObject[]
  pods(): readonly KubeObject[]
  /**
   * What the cluster last warned of about a claim that does not come along (its events), in its own words; empty
   * when it says nothing. Asked for at most once a minute per claim.
   */
  claimTrouble(claim: string): Promise<string>
  /** Label values of the VMs of which an earlier run of the plan left something; looked for once per run. */
  leftovers(): Promise<Result<ReadonlySet<string>>>
  /** Makes the target namespace again where it was deleted. */
  ensureNamespace(): Promise<Result<unknown>>
  /** Why the two lists above are not being kept true at the moment; undefined while they are. */
  watchProblem(): Problem | undefined
  /** Resolves after the next change of a watched object, after `ms`, or when `signal` aborts. */
  nextChange(ms: number, signal: AbortSignal): Promise<void>
  /** Wall clock in ms. */
  now(): number
}

export interface PhaseContext {
  readonly plan: Plan
  readonly manifests: PlanContext
  readonly sourceUsername: string
  readonly ends: RunEnds
  /** What VMs of this and earlier runs took. */
  readonly experience: () => Experience
  readonly record: VmRecord
  readonly signal: AbortSignal
  /** Ms since this phase began, counted across restarts, without those in which it waited for the vault. */
  readonly phaseMs: number
  /** Ms since anything of this phase last moved, likewise. */
  readonly stillMs: () => number
  /** Whether the VM's disks may be copied from its host now; who is let in marks them as pending in the same moment. `urgent`: a cutover. */
  readonly admit: (urgent: boolean) => Admission
  /** Journals the record before something is done that rests on it. */
  readonly save: () => void
  /** A disk's bytes, state or reason changed. */
  readonly moved: (disk: DiskView) => void
  /** Appends to the run's event log; the VM's name, phase and step are filled in. */
  readonly log: (event: NewEvent) => void
}

export type NewEvent = Omit<MigrationEvent, 'seq' | 'at'>

/** Every phase looks at source and target, acts only if needed, and ends in one of these. */
export type Outcome =
  | { readonly kind: 'done' }
  /** Goes on with another phase than the next of the itinerary: rounds of a warm migration. */
  | { readonly kind: 'goto'; readonly phase: Phase }
  /**
   * `trouble` is what it waits out; a phase that waits for work to go on has none. `isLocked`: until the vault is
   * unlocked, or the lease of the plan is ours, which has no limit, and no other limit runs meanwhile.
   */
  | {
      readonly kind: 'wait'
      readonly reason: string
      readonly trouble?: Problem
      readonly isLocked?: true
      /** It is looked at so many times in a row; the limit of a trouble only, without it. */
      readonly tries?: number
      /** What comes when the trouble has lasted too long; without it the VM fails with it. */
      readonly otherwise?: () => Outcome
    }
  | { readonly kind: 'fail'; readonly problem: Problem }

export type PhaseFn = (context: PhaseContext) => Promise<Outcome>

export const done: Outcome = { kind: 'done' }
export const goTo = (phase: Phase): Outcome => ({ kind: 'goto', phase })
export const wait = (reason: string): Outcome => ({ kind: 'wait', reason })
/** Until the vault is unlocked. */
export const locked: Extract<Outcome, { kind: 'wait' }> = {
  kind: 'wait',
  reason: WAITS_FOR_VAULT,
  isLocked: true,
}
export const failed = (problem: Problem): Outcome => ({ kind: 'fail', problem })

/**
 * Problems that pass by themselves, or that a person can clear while the run waits: it goes on by itself then. Each
 * has its limit.
 */
const PASSING = new Set([
  'cluster.account-missing',
  'cluster.certificate-expired',
  'cluster.certificate-name',
  'cluster.certificate-untrusted',
  'cluster.denied',
  'cluster.forbidden',
  'cluster.kind-not-served',
  'cluster.limit-range',
  'cluster.namespace-terminating',
  'cluster.not-kubernetes',
  'cluster.not-tls',
  'cluster.pod-security',
  'cluster.quota-exceeded',
  'cluster.unreachable',
  'cluster.timeout',
  'cluster.refused',
  'cluster.unknown-host',
  'cluster.server-error',
  'cluster.busy',
  'cluster.conflict',
  'cluster.unauthorized',
  'vsphere.unreachable',
  'vsphere.timeout',
  'vsphere.refused',
  'vsphere.name-not-found',
  'vsphere.connection-lost',
  'vsphere.host-not-connected',
  'vsphere.unavailable',
  'vsphere.task-in-progress',
])

/** Another Palletjack drives the plan. */
export const LEASE_LOST = 'migration.lease-lost'
/** It is not known whether one does. */
const LEASE_UNKNOWN = 'migration.lease-unknown'

function isLease({ code }: Problem): boolean {
  return code === LEASE_LOST || code === LEASE_UNKNOWN
}

/** Waits a problem out, whatever it is, up to a limit; for a person who has the credentials without one. */
export function waitOut(problem: Problem): Extract<Outcome, { kind: 'wait' }> {
  if (problem.code === 'vault.locked') return locked
  // No other limit runs meanwhile either: nobody here may do anything about the VM.
  if (isLease(problem)) return { kind: 'wait', reason: `waits: ${problem.message}`, isLocked: true }
  // The server's own words name the object and the figure; a person needs both to help.
  const said =
    problem.code.startsWith('cluster.') && problem.detail ? ` The cluster says: ${problem.detail}` : ''
  const reason = `${problem.message} ${problem.remedy}${said}`
  if (problem.code === 'provider.needs-credentials') return { kind: 'wait', reason }
  return { kind: 'wait', reason, trouble: problem }
}

/** What may work a moment later: vSphere could not do it, and did not refuse it. It is tried a few times. */
const WORTH_A_TRY = new Set([
  'vsphere.fault',
  'vsphere.file-fault',
  'vsphere.file-locked',
  'vsphere.no-disk-space',
  'vsphere.no-resources',
  'vsphere.quiesce-failed',
  'vsphere.snapshot-failed',
  'vsphere.task-lost',
  'vsphere.too-many-snapshots',
])
const TRIES = 3

/** Waits on a passing problem or for a person who has the credentials, and fails on any other. */
export function outcomeOf(problem: Problem): Outcome {
  const isForPerson = problem.code === 'provider.needs-credentials' || problem.code === 'vault.locked'
  if (isForPerson || isLease(problem) || PASSING.has(problem.code)) return waitOut(problem)
  if (!WORTH_A_TRY.has(problem.code)) return failed(problem)
  return { kind: 'wait', reason: `${problem.message} It is tried again.`, trouble: problem, tries: TRIES }
}
