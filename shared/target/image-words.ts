/** Why no VDDK image is known, in words: the same on the check of a provider, on a plan and for a probe. */
import type { Target } from './model.ts'

export interface MissingImage {
  /** `unknown`: some place that may name one could not be read. */
  readonly state: 'none' | 'unknown'
  readonly message: string
  readonly remedy: string
}

/** Undefined where an image is known. */
export function missingImageWords({
  vddkImage,
  vddkImageUnread,
}: Pick<Target, 'vddkImage' | 'vddkImageUnread'>): MissingImage | undefined {
  if (vddkImage !== '') return undefined
  if (vddkImageUnread.length === 0)
    return {
      state: 'none',
      message: 'No VDDK image is known, so disks cannot be read from vSphere.',
      remedy:
        'Build the image and name it in the settings of this provider, or in spec.vddkInitImage of the HyperConverged resource.',
    }
  return {
    state: 'unknown',
    message: `It is not known whether the cluster names a VDDK image, without which disks cannot be read from vSphere: this login could not read ${listed(vddkImageUnread)}.`,
    remedy:
      'Name the image in the settings of this provider, or ask for the right to read what is named here.',
  }
}

function listed(places: readonly string[]): string {
  return [places.slice(0, -1).join(', '), places.at(-1) ?? ''].filter((part) => part !== '').join(' and ')
}
