/** What the target cluster offers, as far as plans and preflight need it. */
import * as z from 'zod'

export const storageClassSchema = z.object({
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

export const attachmentSchema = z.object({
  namespace: z.string(),
  name: z.string(),
  /** CNI plugin type read from spec.config, "bridge" for example; empty if it cannot be read. */
  type: z.string(),
  vlan: z.number().int().optional(),
})

export const targetSchema = z.object({
  /** Kubernetes version, "v1.33.0". */
  version: z.string(),
  platform: z.enum(['openshift', 'kubernetes']),
  /** OpenShift version, empty elsewhere. */
  platformVersion: z.string(),
  /** Empty when the operator is not installed. */
  kubevirtVersion: z.string(),
  cdiVersion: z.string(),
  nodes: z.object({ total: z.number().int(), schedulable: z.number().int(), withKvm: z.number().int() }),
  namespaces: z.array(z.string()),
  storageClasses: z.array(storageClassSchema),
  attachments: z.array(attachmentSchema),
  /** VDDK image from the v2v-vmware config map or HyperConverged; empty when there is none. */
  vddkImage: z.string(),
  /** Where vddkImage was found, in words. */
  vddkImageSource: z.string(),
  /** Names of the VirtualMachines, "namespace/name", to see collisions before a run. */
  virtualMachines: z.array(z.string()),
})

export type StorageClass = z.infer<typeof storageClassSchema>
export type Attachment = z.infer<typeof attachmentSchema>
export type Target = z.infer<typeof targetSchema>
