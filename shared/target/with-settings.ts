/** A target as its provider's settings want it. */
import { withoutEmpty } from '../provider/cluster-settings.ts'
import type { ClusterSettings } from '../provider/model.ts'
import type { Target } from './model.ts'

/** Said of an image that a person named for a provider. */
export const FROM_SETTINGS = 'Setting of this provider'

/** What the cluster told, with what a person decided about it put over it. */
export function withSettings(target: Target, settings: ClusterSettings = {}): Target {
  const decided = withoutEmpty(settings)
  return {
    ...target,
    ...decided,
    ...(decided.vddkImage && { vddkImageSource: FROM_SETTINGS, vddkImageUnread: [] }),
  }
}
