/** The cluster objects of one probe, as they are now. */
import type { ProbeJob } from '../../shared/manifests/probe-job.ts'
import type { ClusterConnection, KubeObject } from '../cluster/service.ts'

export const jobKind = { apiVersion: 'batch/v1', kind: 'Job' }
export const podKind = { apiVersion: 'v1', kind: 'Pod' }
const eventKind = { apiVersion: 'v1', kind: 'Event' }

export interface Where {
  readonly namespace: string
  readonly name: string
}

export function whereIs(job: ProbeJob): Where {
  return { namespace: job.metadata.namespace ?? '', name: job.metadata.name }
}

/** The pod of this very Job: an older one of the same name may still be leaving. */
export function podOf(pods: readonly KubeObject[], jobUid: string): KubeObject | undefined {
  return pods.find((pod) => pod.metadata.ownerReferences?.some((owner) => owner.uid === jobUid) === true)
}

/** Why a Job failed, where its own conditions say so. */
export function failureOf(job: KubeObject | undefined): string | undefined {
  const { conditions } = (job?.status ?? {}) as {
    readonly conditions?: readonly { type?: string; status?: string; reason?: string; message?: string }[]
  }
  const failed = conditions?.find((condition) => condition.type === 'Failed' && condition.status === 'True')
  return failed && [failed.reason, failed.message].filter(Boolean).join(': ')
}

/**
 * The newest words of a warning event about an object, where they may be read; empty otherwise. Read once, when
 * something is wrong: that a quota refuses a Job's pod is told nowhere else.
 */
export async function eventWords(
  connection: ClusterConnection,
  namespace: string,
  uid: string,
): Promise<string> {
  const events = await connection.list(eventKind, namespace)
  if (!events.ok) return ''
  const told = events.value
    .map((event) => event as KubeObject & EventParts)
    .filter((event) => event.involvedObject?.uid === uid && event.type === 'Warning')
    .sort((a, b) => timeOf(a).localeCompare(timeOf(b)))
  return told.at(-1)?.message ?? ''
}

interface EventParts {
  readonly involvedObject?: { readonly uid?: string }
  readonly message?: string
  readonly lastTimestamp?: string
}

function timeOf(event: KubeObject & EventParts): string {
  return event.lastTimestamp ?? event.metadata.creationTimestamp ?? ''
}
