/** What both probes need: the cluster, what it offers, and the pieces of their views. */
import type { ProbeJob } from '../../shared/manifests/probe-job.ts'
import { transferAnnotations } from '../../shared/manifests/transfer-network.ts'
import type { TransferNetwork } from '../../shared/plan/model.ts'
import { chosenTransferNetwork } from '../../shared/plan/transfer-network.ts'
import type { PodStage } from '../../shared/probe/pod-stage.ts'
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'
import type { Target } from '../../shared/target/model.ts'
import type { ClusterConnection } from '../cluster/service.ts'
import type { EsxiJournal } from '../journal/service.ts'
import type { Providers } from '../providers/service.ts'
import type { ProbeResults } from './keep.ts'
import type { ProbeLimits } from './limits.ts'
import { removeCommand } from './problems.ts'

/** Beyond the waits that are watched from here; the cluster ends the Job when nobody is left to. */
const DEADLINE_SPARE_SECONDS = 60

/** What probes ask of the known providers. */
export type ProbeProviders = Pick<Providers, 'list' | 'target' | 'describe' | 'inventory'>

export interface ProbeParts {
  readonly providers: ProbeProviders
  /** Where what they saw is kept. */
  readonly results: ProbeResults
  /** Which adapters copies of hosts are read through; left out: none is chosen. */
  readonly hosts?: Pick<EsxiJournal, 'esxiHosts'> | undefined
  readonly limits: ProbeLimits
}

export interface ProbeCluster {
  readonly connection: ClusterConnection
  readonly target: Target
}

export async function openTarget(
  providers: ProbeProviders,
  { targetId: id, namespace }: { readonly targetId: string; readonly namespace: string },
): Promise<Result<ProbeCluster>> {
  const connection = providers.target(id)
  if (!connection.ok) return connection
  const target = await providers.describe(id, namespace)
  return target.ok ? ok({ connection: connection.value, target: target.value }) : fail(target.problem)
}

export function deadlineSeconds(imageMs: number, nodeMs: number, runMs: number): number {
  return Math.ceil((imageMs + nodeMs + runMs) / 1000) + DEADLINE_SPARE_SECONDS
}

/** Pods of a probe take the way of the disks, as the plan chooses it, or else the provider's settings. */
export function wayOfDisks(
  target: Target,
  transferNetwork: TransferNetwork | undefined,
): Readonly<Record<string, string>> {
  const chosen = chosenTransferNetwork({ transferNetwork }, target)
  return chosen.kind === 'pod' ? {} : transferAnnotations(chosen.attachment ?? chosen.ref)
}

/** What happens while a pod is in a stage; `doing` is what its container does. */
export function stepOf(stage: PodStage, image: string, doing: string): string {
  switch (stage.stage) {
    case 'created':
      return 'Waits for a node to take the pod.'
    case 'unscheduled':
      return `Waits for a node to take the pod: ${stage.message}`
    case 'pulling':
      return `Pulls the image ${image}.`
    case 'pull-failed':
      return `Pulls the image ${image}; so far: ${stage.message || stage.reason}`
    default:
      return doing
  }
}

/** The part of a view that tells whether anything is left, and how to remove it. */
export function ended(
  outcome: { readonly step: string; readonly problem?: Problem | undefined },
  job: ProbeJob,
  cleanUp: Problem | undefined,
) {
  const { problem } = outcome
  const where = { namespace: job.metadata.namespace ?? '', name: job.metadata.name }
  const left = cleanUp === undefined ? '' : ` A Job is left; remove it: ${removeCommand(where)}`
  return {
    state: problem === undefined && cleanUp === undefined ? ('done' as const) : ('failed' as const),
    step: outcome.step + left,
    cleanedUp: cleanUp === undefined,
    ...((problem ?? cleanUp) && { problem: problem ?? cleanUp }),
  }
}
