/** A target as its provider's settings want it. */
import type { ClusterSettings } from '../provider/model.ts'
import type { Target } from './model.ts'

/** Said of an image that a person named for a provider. */
export const FROM_SETTINGS = 'Setting of this provider'

/** What the cluster told, with what a person decided about it put over it. */
export function withSettings(target: Target, settings: ClusterSettings | undefined): Target {
  const { vddkImage = '', conversionImage = '', probeImage = '', transferNetwork } = settings ?? {}
  return {
    ...target,
    ...(vddkImage !== '' && { vddkImage, vddkImageSource: FROM_SETTINGS, vddkImageUnread: [] }),
    ...(conversionImage !== '' && { conversionImage }),
    ...(probeImage !== '' && { probeImage }),
    ...(transferNetwork && { transferNetwork }),
  }
}
