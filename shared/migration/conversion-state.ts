/** What the conversion pod says (core/v1 Pod status). */

export type ConversionState =
  | { readonly kind: 'pending'; readonly reason: string }
  | { readonly kind: 'running' }
  | { readonly kind: 'succeeded' }
  | { readonly kind: 'failed'; readonly message: string }

interface ContainerStatus {
  readonly state?: {
    readonly waiting?: { readonly reason?: string; readonly message?: string }
    readonly terminated?: { readonly reason?: string; readonly message?: string; readonly exitCode?: number }
  }
}

interface PodStatus {
  readonly phase?: string
  readonly message?: string
  readonly conditions?: readonly { type?: string; status?: string; message?: string }[]
  readonly containerStatuses?: readonly ContainerStatus[]
  readonly initContainerStatuses?: readonly ContainerStatus[]
}

export function readConversion(pod: { readonly status?: unknown }): ConversionState {
  const status = (pod.status ?? {}) as PodStatus
  if (status.phase === 'Succeeded') return { kind: 'succeeded' }
  if (status.phase === 'Failed') return { kind: 'failed', message: failure(status) }
  if (status.phase === 'Running') return { kind: 'running' }
  return { kind: 'pending', reason: pendingReason(status) }
}

/**
 * Whether virt-v2v may have failed on a disk that it has no passphrase for. Without one it finds no system on the
 * disk, or says that no key opens it (libguestfs, options/decrypt.c; virt-v2v, input/inspect_source.ml).
 */
export function mayBeEncrypted(message: string): boolean {
  return /luks|cryptsetup|--key\b|passphrase|no root device|could not detect the source/i.test(message)
}

function containers(status: PodStatus): ContainerStatus[] {
  return [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])]
}

function failure(status: PodStatus): string {
  for (const { state } of containers(status)) {
    const ended = state?.terminated
    if (ended?.reason === 'OOMKilled')
      return 'virt-v2v needed more memory than it may have, and was killed (OOMKilled)'
    if (ended && ended.exitCode !== 0)
      return lastLine(ended.message) ?? `virt-v2v ended with exit code ${ended.exitCode ?? 'unknown'}`
  }
  return status.message ?? 'the pod failed without a message'
}

function lastLine(text: string | undefined): string | undefined {
  return text?.trim().split('\n').at(-1)?.replace(/\.$/, '')
}

function pendingReason(status: PodStatus): string {
  const unscheduled = status.conditions?.find((one) => one.type === 'PodScheduled' && one.status === 'False')
  if (unscheduled)
    return `waits for a node for the conversion pod (${unscheduled.message ?? 'no reason given'})`
  for (const { state } of containers(status)) {
    const waiting = state?.waiting
    if (waiting?.reason && waiting.reason !== 'ContainerCreating' && waiting.reason !== 'PodInitializing')
      return `waits for the conversion pod: ${[waiting.reason, waiting.message].filter(Boolean).join(': ')}`
  }
  return 'waits for the conversion pod to start'
}
