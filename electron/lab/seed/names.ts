import type { JsonObject } from '../kube/json.ts'

/** Names that the lab's cluster and its controllers agree on. */
export const CNV_NAMESPACE = 'openshift-cnv'
export const VDDK_IMAGE = 'registry.lab.example/vddk:8.0.3'
export const KUBEVIRT_VERSION = 'v1.7.0'
export const CDI_VERSION = '1.66.0'
export const OPENSHIFT_VERSION = '4.20.18'
export const MTV_NAMESPACE = 'openshift-mtv'
export const MTV_VERSION = '2.12.3'

export interface SeedObject extends JsonObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: {
    readonly name: string
    readonly namespace?: string
    readonly labels?: Readonly<Record<string, string>>
    readonly annotations?: Readonly<Record<string, string>>
  }
}
