/** Plans and their runs. */
import type { DiskChecksum } from '../../shared/contract/lab.ts'
import type { Answer, MigrationEvent, MigrationSummary, MigrationView } from '../../shared/migration/model.ts'
import type { Drift } from '../../shared/plan/drift-model.ts'
import type { Consequences, Plan, PlanInput, Suggestion } from '../../shared/plan/model.ts'
import type { Result } from '../../shared/problem.ts'
import type { Esxi } from '../esxi/service.ts'

export interface Plans {
  list(): readonly Plan[]
  get(id: string): Result<Plan>
  suggestMappings(input: {
    readonly sourceId: string
    readonly targetId: string
    readonly targetNamespace: string
    readonly vmIds: readonly string[]
  }): Promise<Result<Suggestion>>
  /** Judges a plan or a draft; without a target only its source side. The target may be three seconds old. */
  review(
    draft: Omit<PlanInput, 'targetId'> & {
      readonly targetId?: string | undefined
      readonly planId?: string | undefined
    },
  ): Promise<Result<Consequences>>
  create(input: PlanInput): Promise<Result<Plan>>
  /** As plans.drift of the contract. */
  drift(input: {
    readonly id: string
    readonly vmIds?: readonly string[] | undefined
  }): Promise<Result<Drift>>
  /** As plans.archive, plans.duplicate and plans.remove of the contract. */
  archive(id: string, archived: boolean): Result<Plan>
  duplicate(id: string, name: string): Result<Plan>
  remove(id: string): Promise<Result<{ removed: boolean }>>
}

/** What ESXi hosts bear and how they are read, asked at the moment that it is needed. */
export type SourceHosts = Pick<Esxi, 'copyLimit' | 'directWay' | 'isBeingEdited'>

export interface Migrations {
  watchAll(signal?: AbortSignal): AsyncGenerator<readonly MigrationSummary[]>
  /** Starts a stored plan, or stores one and starts it; where the start is refused, nothing is stored. */
  start(
    input:
      | {
          readonly planId: string
          readonly vmIds?: readonly string[] | undefined
          readonly takeOver?: boolean | undefined
          readonly acceptedDrift?: string | undefined
        }
      | { readonly plan: PlanInput },
  ): Promise<Result<{ migrationId: string }>>
  view(migrationId: string): Result<MigrationView>
  watch(migrationId: string, signal?: AbortSignal): AsyncGenerator<MigrationView>
  events(migrationId: string, after: number, signal?: AbortSignal): AsyncGenerator<MigrationEvent>
  /** As migrations.setCutover of the contract. */
  setCutover(
    id: string,
    vmIds: readonly string[] | undefined,
    at: string | undefined,
  ): Result<{ changed: number }>
  /** As migrations.copyNow of the contract. */
  copyNow(id: string, vmIds: readonly string[] | undefined): Result<{ changed: number }>
  /** As those of the contract. */
  answer(id: string, vmId: string, answer: Answer): Result<{ answered: boolean }>
  pauseStarts(id: string, paused: boolean): Result<{ paused: boolean }>
  retryConversion(id: string, vmIds?: readonly string[]): Promise<Result<{ migrationId: string }>>
  discard(id: string, vmIds?: readonly string[]): Promise<Result<{ discarded: number }>>
  /** The same for all runs of a plan. */
  discardPlan(planId: string): Promise<Result<{ discarded: number }>>
  /** As migrations.takeOver of the contract. */
  takeOver(migrationId: string): Promise<Result<{ taken: boolean }>>
  cancel(migrationId: string, vmIds?: readonly string[]): Promise<Result<{ canceled: number }>>
  /**
   * Disk copies from a host of a source that this process runs now or has admitted, and those of runs that it does
   * not drive: of another process, or left by one. The latter may be a second old unless `fresh`.
   */
  copiesNow(host: { readonly providerId: string; readonly hostId: string }, how?: 'fresh'): number
  /** Stops driving; what runs is journaled and goes on when the process comes back. */
  close(): Promise<void>
}

/** Hashes both sides of a run's disks; only the lab can. */
export interface Checksums {
  checksums(migrationId: string): Promise<Result<DiskChecksum[]>>
}
