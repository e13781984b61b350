/** Which network the disks of a plan are copied over. */
import type { AttachmentRef } from '../provider/model.ts'
import type { Attachment, Target } from '../target/model.ts'
import type { PlanInput } from './model.ts'

export type ChosenTransferNetwork =
  | { readonly kind: 'pod' }
  | {
      readonly kind: 'attachment'
      readonly ref: AttachmentRef
      /** Undefined when the cluster has none of that name, or does not show it. */
      readonly attachment: Attachment | undefined
      readonly from: 'plan' | 'provider'
    }

/** The plan's own choice; where it leaves that open, the setting of the target. */
export function chosenTransferNetwork(
  { transferNetwork: wish }: Pick<PlanInput, 'transferNetwork'>,
  target: Pick<Target, 'transferNetwork' | 'attachments'>,
): ChosenTransferNetwork {
  if (wish?.kind === 'pod') return { kind: 'pod' }
  const ref =
    wish?.kind === 'attachment' ? { namespace: wish.namespace, name: wish.name } : target.transferNetwork
  if (!ref) return { kind: 'pod' }
  return {
    kind: 'attachment',
    ref,
    attachment: findAttachment(target, ref),
    from: wish?.kind === 'attachment' ? 'plan' : 'provider',
  }
}

/** `pod`, or "namespace/name" of the attachment: tells results over one network from those over another. */
export function transferNetworkName(chosen: ChosenTransferNetwork): string {
  return chosen.kind === 'pod' ? 'pod' : `${chosen.ref.namespace}/${chosen.ref.name}`
}

export function findAttachment(
  { attachments }: Pick<Target, 'attachments'>,
  { namespace, name }: AttachmentRef,
): Attachment | undefined {
  return attachments.find((one) => one.namespace === namespace && one.name === name)
}
