/** What the target cluster offers, as far as plans and preflight need it. */
import * as z from 'zod'

const storageClassSchema = z.object({
  name: z.string(),
  provisioner: z.string(),
  bindingMode: z.enum(['Immediate', 'WaitForFirstConsumer']),
  isDefault: z.boolean(),
  /** storageclass.kubevirt.io/is-default-virt-class */
  isVirtDefault: z.boolean(),
  /** From the StorageProfile, best first; empty when CDI does not know the provisioner. */
  claimPropertySets: z.array(
    z.object({ volumeMode: z.enum(['Block', 'Filesystem']), accessModes: z.array(z.string()) }),
  ),
})

const attachmentSchema = z.object({
  namespace: z.string(),
  name: z.string(),
  /** CNI plugin type read from spec.config, "bridge" for example; empty if it cannot be read. */
  type: z.string(),
  vlan: z.number().int().optional(),
  /**
   * What the annotation forklift.konveyor.io/route says: an IP (the default route of a transfer pod goes there),
   * or "none". Without one the gateway of the attachment's own IPAM counts.
   */
  route: z.string().optional(),
  /** Default gateway of its IPAM configuration. */
  gateway: z.string().optional(),
})

const quotaSchema = z.object({
  namespace: z.string(),
  name: z.string(),
  /** True when it counts only some objects (scopes or a scope selector): it says nothing about the others. */
  scoped: z.boolean().optional(),
  /** Quantities as the cluster writes them, "500Gi". */
  resources: z.array(z.object({ name: z.string(), hard: z.string(), used: z.string() })),
})

/**
 * Whether a pod of user 107 with the seccomp profile of virt-v2v is let in. OpenShift does so only with the
 * security context constraint that the Forklift operator installs. `free`: a cluster without such constraints;
 * `forklift`: it is there, and nothing says that it may not be used; `refused`: it is not there; `unknown`: the
 * constraints may not be read, or a review says that the one that fits may not be used.
 */
const conversionSecuritySchema = z.enum(['free', 'forklift', 'refused', 'unknown'])

export const targetSchema = z.object({
  /** Kubernetes version, "v1.33.0". */
  version: z.string(),
  platform: z.enum(['openshift', 'kubernetes']),
  /** OpenShift version, empty elsewhere. */
  platformVersion: z.string(),
  /** Empty when the operator is not installed. */
  kubevirtVersion: z.string(),
  cdiVersion: z.string(),
  /** Version of the Forklift (MTV) operator; empty when it is not installed, "unknown" when it does not tell. */
  forkliftVersion: z.string(),
  nodes: z.object({
    total: z.number().int(),
    schedulable: z.number().int(),
    withKvm: z.number().int(),
    /** Different sizes of the schedulable ones, as far as they can be read: what pods may take (cores, bytes). */
    sizes: z.array(z.object({ cores: z.number(), memoryBytes: z.number() })).optional(),
  }),
  /** KubeVirt may run guests without hardware virtualization, many times slower (useEmulation). */
  emulation: z.boolean().optional(),
  namespaces: z.array(z.string()),
  /** Namespaces that are being deleted. */
  terminating: z.array(z.string()),
  /** Pod security level that a namespace enforces (pod-security.kubernetes.io/enforce), where it is labelled. */
  podSecurity: z.record(z.string(), z.enum(['privileged', 'baseline', 'restricted'])),
  conversionSecurity: conversionSecuritySchema,
  quotas: z.array(quotaSchema),
  storageClasses: z.array(storageClassSchema),
  attachments: z.array(attachmentSchema),
  /** VDDK image from the provider's setting, the v2v-vmware config map or HyperConverged; empty without one. */
  vddkImage: z.string(),
  /** Where vddkImage was found, in words. */
  vddkImageSource: z.string(),
  /** Places on the cluster that may name the image and could not be read, in words; empty where one is known. */
  vddkImageUnread: z.array(z.string()),
  /** Images and network that the provider's settings name; empty where they name none. */
  conversionImage: z.string(),
  probeImage: z.string(),
  transferNetwork: z.object({ namespace: z.string(), name: z.string() }).optional(),
  /** Names of the VirtualMachines, "namespace/name", to see collisions before a run. */
  virtualMachines: z.array(z.string()),
})

export type StorageClass = z.infer<typeof storageClassSchema>
export type Attachment = z.infer<typeof attachmentSchema>
export type Quota = z.infer<typeof quotaSchema>
export type ConversionSecurity = z.infer<typeof conversionSecuritySchema>
export type Target = z.infer<typeof targetSchema>
