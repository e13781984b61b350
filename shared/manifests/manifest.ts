/** Shapes that the manifest builders share. */
import type { TransferAttachment } from './transfer-network.ts'

/** A Kubernetes object ready to be applied. Builders never put a secret value into one. */
export interface Manifest<Spec = undefined> {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: {
    readonly name: string
    readonly namespace?: string
    readonly labels: Readonly<Record<string, string>>
    readonly annotations?: Readonly<Record<string, string>>
  }
  readonly spec: Spec
}

/** What all objects of one run of a plan have in common. */
export interface PlanContext {
  readonly planId: string
  readonly planName: string
  readonly migrationId: string
  readonly targetNamespace: string
  /** Image with the VDDK library, for the importer. */
  readonly vddkImage: string
  /** The vCenter or ESXi address that the cluster reads from, "https://host/sdk". */
  readonly sourceUrl: string
  /** SHA-1 of that address's certificate, colon hex. */
  readonly thumbprint: string
  /** As the target tells it; decides which uuid the importer understands. */
  readonly cdiVersion: string
  /** As the target tells it; left out: the features of any version. */
  readonly kubevirtVersion?: string
  /** Image with virt-v2v; left out: defaultConversionImage. */
  readonly conversionImage?: string
  /** Network of importer and conversion pods; left out: the pod network. */
  readonly transferNetwork?: TransferAttachment
  /** How the cluster lets the conversion pod in; left out: plain. */
  readonly conversionAccess?: ConversionAccess
  /** False on clusters that emulate: virt-v2v then runs without KVM, many times slower. Left out: true. */
  readonly requestKvm?: boolean
}

/**
 * `plain`: the container runtime's seccomp profile, which every pod security level allows. `unshare`: the profile
 * file of OpenShift's nodes that Forklift's security context constraint names; virt-v2v makes user namespaces with
 * it. `privileged`: no profile, under the service account of conversionAccess(), by a person's consent.
 */
export type ConversionAccess = 'plain' | 'unshare' | 'privileged'
