import type { PlanContext } from '../../shared/manifests/manifest.ts'
import { conversionAccess, emulatesConversion } from '../../shared/plan/conversion-access.ts'
import { chosenTransferNetwork } from '../../shared/plan/transfer-network.ts'
import type { Provider } from '../../shared/provider/model.ts'
import type { Target } from '../../shared/target/model.ts'
import type { StoredMigration } from '../journal/service.ts'

/** What the manifests of a run have in common, from its plan and what both ends told. */
export function planContext({ id, plan }: StoredMigration, source: Provider, target: Target): PlanContext {
  const chosen = chosenTransferNetwork(plan, target)
  return {
    planId: plan.id,
    planName: plan.name,
    migrationId: id,
    targetNamespace: plan.targetNamespace,
    vddkImage: target.vddkImage,
    sourceUrl: source.url,
    thumbprint: source.thumbprint,
    cdiVersion: target.cdiVersion,
    kubevirtVersion: target.kubevirtVersion,
    ...(target.conversionImage !== '' && { conversionImage: target.conversionImage }),
    // A run that was begun goes on over its network even while the cluster does not show the attachment.
    ...(chosen.kind === 'attachment' && { transferNetwork: chosen.attachment ?? chosen.ref }),
    conversionAccess: conversionAccess(plan, target),
    requestKvm: !emulatesConversion(target),
  }
}
