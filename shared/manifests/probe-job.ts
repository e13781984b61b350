/** Jobs that look at the network and at the VDDK image from inside the cluster. */
import { networkScript } from '../probe/network-script.ts'
import { vddkScript } from '../probe/vddk-script.ts'
import { manager } from './labels.ts'
import type { Manifest } from './manifest.ts'
import { sha256Hex } from './sha256.ts'

/** Has bash, getent and timeout, and is at home on every OpenShift. */
export const defaultProbeImage = 'registry.access.redhat.com/ubi9/ubi-minimal:latest'

export const networkContainer = 'network-probe'
export const vddkContainer = 'vddk-probe'

/** A user that exists nowhere, for clusters that do not assign one (nobody is 65534). */
const plainUser = 65_532
/** A finished Job goes by itself after this long, should nobody be left to delete it. */
const keepSeconds = 300
const hashLength = 10

export interface ProbeJobOptions {
  readonly namespace: string
  /** What tells this probe from others: the same key gives the same name. */
  readonly key: string
  readonly image: string
  /** OpenShift assigns each namespace its own user ids and refuses others; Kubernetes assigns none. */
  readonly platform: 'openshift' | 'kubernetes'
  /** Seconds after which the cluster itself ends the Job. */
  readonly deadlineSeconds: number
  /** Of the pod: the transfer network's, for example. */
  readonly annotations?: Readonly<Record<string, string>>
}

export type ProbeJob = Manifest<ReturnType<typeof jobSpec>>

/** `servers`: one line each, as the network script reads them. */
export function networkProbeJob(options: ProbeJobOptions, servers: string): ProbeJob {
  return probeJob('network', options, {
    name: networkContainer,
    image: options.image,
    // What a node already has is good enough to test a network with.
    imagePullPolicy: 'IfNotPresent',
    command: ['/bin/bash', '-c', networkScript],
    env: [{ name: 'PROBE_SERVERS', value: servers }],
    resources: {
      requests: { cpu: '50m', memory: '64Mi' },
      limits: { cpu: '500m', memory: '256Mi' },
    },
    ...confined,
  })
}

export function vddkProbeJob(options: ProbeJobOptions): ProbeJob {
  return probeJob(
    'vddk',
    options,
    {
      name: vddkContainer,
      image: options.image,
      // The question is whether it can be pulled, not whether one node still has it.
      imagePullPolicy: 'Always',
      command: ['/bin/sh', '-c', vddkScript],
      env: [],
      resources: {
        requests: { cpu: '10m', memory: '32Mi' },
        limits: { cpu: '100m', memory: '64Mi' },
      },
      ...confined,
    },
    // The library exists for this architecture only.
    { 'kubernetes.io/arch': 'amd64' },
  )
}

/** Selects a probe's Job and pod. */
export function probeSelector(job: ProbeJob): Readonly<Record<string, string>> {
  return { 'app.kubernetes.io/managed-by': manager, 'probe-id': job.metadata.name }
}

/** The Job's pod on its own: for a dry run, since quota and pod security judge pods, not Jobs. */
export function podOfJob(job: ProbeJob) {
  const { metadata, spec } = job.spec.template
  const { name, namespace } = job.metadata
  return { apiVersion: 'v1', kind: 'Pod', metadata: { ...metadata, name, namespace: namespace ?? '' }, spec }
}

const confined = {
  securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
  // Without a message of its own, the end of what it wrote tells why it failed.
  terminationMessagePolicy: 'FallbackToLogsOnError',
} as const

interface ProbeContainer {
  readonly name: string
  readonly image: string
  readonly imagePullPolicy: 'Always' | 'IfNotPresent'
  readonly command: readonly string[]
  readonly env: readonly { readonly name: string; readonly value: string }[]
  readonly resources: Readonly<Record<'requests' | 'limits', Readonly<Record<string, string>>>>
}

function probeJob(
  kind: 'network' | 'vddk',
  options: ProbeJobOptions,
  container: ProbeContainer & typeof confined,
  nodeSelector?: Readonly<Record<string, string>>,
): ProbeJob {
  const name = `palletjack-probe-${kind}-${sha256Hex(options.key).slice(0, hashLength)}`
  const labels = { 'app.kubernetes.io/managed-by': manager, probe: kind, 'probe-id': name }
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, namespace: options.namespace, labels },
    spec: jobSpec(options, labels, container, nodeSelector),
  }
}

function jobSpec(
  options: ProbeJobOptions,
  labels: Readonly<Record<string, string>>,
  container: ProbeContainer & typeof confined,
  nodeSelector: Readonly<Record<string, string>> | undefined,
) {
  return {
    backoffLimit: 0,
    activeDeadlineSeconds: options.deadlineSeconds,
    ttlSecondsAfterFinished: keepSeconds,
    template: {
      metadata: {
        labels,
        annotations: {
          // A mesh sidecar never ends, and with it the Job would not either.
          'sidecar.istio.io/inject': 'false',
          'linkerd.io/inject': 'disabled',
          ...options.annotations,
        },
      },
      spec: {
        restartPolicy: 'Never' as const,
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        // A shell as the first process ignores the request to end.
        terminationGracePeriodSeconds: 1,
        ...(nodeSelector !== undefined && { nodeSelector }),
        securityContext: {
          runAsNonRoot: true,
          ...(options.platform === 'kubernetes' && { runAsUser: plainUser }),
          seccompProfile: { type: 'RuntimeDefault' as const },
        },
        containers: [container],
      },
    },
  }
}
