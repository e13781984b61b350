/** The pod that makes copied disks bootable on KVM: Forklift's virt-v2v image in in-place mode. */
import type { Vm } from '../inventory/model.ts'
import { conversionAccount } from './conversion-access.ts'
import { objectLabels } from './labels.ts'
import { luksFolder } from './luks-secret.ts'
import type { ConversionAccess, Manifest, PlanContext } from './manifest.ts'
import { conversionPodName } from './object-names.ts'
import { transferAnnotations } from './transfer-network.ts'

export const defaultConversionImage = 'quay.io/kubev2v/forklift-virt-v2v:latest'

/** Name of the container that does the work; its end decides whether the conversion worked. */
const conversionContainer = 'virt-v2v'

const qemuUser = 107
const luksVolume = 'luks'

const SECCOMP_PROFILES = {
  plain: { type: 'RuntimeDefault' },
  unshare: { type: 'Localhost', localhostProfile: 'profiles/unshare.json' },
  privileged: { type: 'Unconfined' },
} as const satisfies Record<ConversionAccess, object>

/** A claim with a copied disk, in the order of the target. */
export interface ConversionClaim {
  readonly name: string
  readonly volumeMode: 'Block' | 'Filesystem'
}

export interface ConversionExtras {
  /** Name of the secret with the passphrases of encrypted disks; left out: none are encrypted. */
  readonly luksSecret?: string | undefined
}

export type ConversionPod = Manifest<ReturnType<typeof podSpec>>

/**
 * The conversion pod. It reads and writes the claims only: with an empty V2V_libvirtURL the image works on the
 * mounted disks ("-i disk") and asks vSphere for nothing, so the pod carries no login. It writes into an
 * overlay that is committed at the end; a failed conversion leaves the copied disks as they were and can run
 * again.
 */
export function conversionPod(
  context: PlanContext,
  vm: Vm,
  targetName: string,
  claims: readonly ConversionClaim[],
  extras: ConversionExtras = {},
): ConversionPod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: conversionPodName(context, vm.id, targetName),
      namespace: context.targetNamespace,
      labels: {
        ...objectLabels(context, vm.id),
        'forklift.app': 'virt-v2v',
        'conversion-type': 'InPlace',
      },
      // A mesh sidecar never ends, and with it the pod would not either.
      annotations: {
        'sidecar.istio.io/inject': 'false',
        'linkerd.io/inject': 'disabled',
        ...transferAnnotations(context.transferNetwork),
      },
    },
    spec: podSpec(context, vm, targetName, claims, extras),
  }
}

function podSpec(
  context: PlanContext,
  vm: Vm,
  targetName: string,
  claims: readonly ConversionClaim[],
  extras: ConversionExtras,
) {
  const kvm = context.requestKvm ?? true
  const access = context.conversionAccess ?? 'plain'
  return {
    restartPolicy: 'Never',
    ...(access === 'privileged' && { serviceAccountName: conversionAccount }),
    automountServiceAccountToken: false,
    ...(kvm ? { nodeSelector: { 'kubevirt.io/schedulable': 'true' } } : {}),
    securityContext: {
      runAsNonRoot: true,
      runAsUser: qemuUser,
      fsGroup: qemuUser,
      seccompProfile: SECCOMP_PROFILES[access],
    },
    affinity: spreadOverNodes(),
    containers: [
      {
        name: conversionContainer,
        image: context.conversionImage ?? defaultConversionImage,
        imagePullPolicy: 'Always',
        env: environment(vm, targetName),
        securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
        resources: resources(kvm),
        // The last lines of the log become part of the pod's status: the reason, without a right to read logs.
        terminationMessagePolicy: 'FallbackToLogsOnError',
        ...mounts(claims, extras),
      },
    ],
    volumes: [
      ...claims.map((claim, index) => ({
        name: `vol-${index}`,
        persistentVolumeClaim: { claimName: claim.name },
      })),
      ...luksVolumes(extras),
    ],
  }
}

/** Readable for the group of the pod's user only. */
function luksVolumes({ luksSecret }: ConversionExtras) {
  if (luksSecret === undefined) return []
  return [{ name: luksVolume, secret: { secretName: luksSecret, defaultMode: 0o440 } }]
}

function environment(vm: Vm, targetName: string) {
  return [
    { name: 'V2V_source', value: 'vSphere' },
    { name: 'V2V_inPlace', value: '1' },
    { name: 'V2V_libvirtURL', value: '' },
    { name: 'V2V_vmName', value: vm.name },
    { name: 'V2V_NewName', value: targetName },
    // True would keep the pod alive until someone inside the cluster fetched its report.
    { name: 'LOCAL_MIGRATION', value: 'false' },
  ]
}

function resources(kvm: boolean) {
  const device = kvm ? { 'devices.kubevirt.io/kvm': '1' } : {}
  return {
    requests: { cpu: '1', memory: '1Gi', ...device },
    limits: { cpu: '4', memory: '8Gi', ...device },
  }
}

/** The image finds block devices at /dev/block<i> and files at /mnt/disks/disk<i>/disk.img. */
function mounts(claims: readonly ConversionClaim[], { luksSecret }: ConversionExtras) {
  const numbered = claims.map((claim, index) => ({ block: claim.volumeMode === 'Block', index }))
  return {
    volumeDevices: numbered
      .filter((claim) => claim.block)
      .map(({ index }) => ({ name: `vol-${index}`, devicePath: `/dev/block${index}` })),
    volumeMounts: [
      ...numbered
        .filter((claim) => !claim.block)
        .map(({ index }) => ({ name: `vol-${index}`, mountPath: `/mnt/disks/disk${index}` })),
      ...(luksSecret === undefined ? [] : [{ name: luksVolume, mountPath: luksFolder, readOnly: true }]),
    ],
  }
}

/** Conversions are heavy on CPU and disk, so they prefer different nodes. */
function spreadOverNodes() {
  return {
    podAntiAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [
        {
          weight: 100,
          podAffinityTerm: {
            topologyKey: 'kubernetes.io/hostname',
            labelSelector: { matchLabels: { 'forklift.app': 'virt-v2v' } },
          },
        },
      ],
    },
  }
}
