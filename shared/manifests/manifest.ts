/** Shapes that the manifest builders share. */

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
}
