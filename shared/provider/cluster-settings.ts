/** Settings of a cluster. Loads nothing: the help of the terminal names them too. */
import type { ClusterSettings } from './model.ts'

/** The settings that name an image: what each is called, what it holds, and what counts where none is named. */
export const IMAGE_SETTINGS = [
  {
    key: 'vddkImage',
    title: 'VDDK image',
    holds: 'image with the VDDK library',
    otherwise: "the cluster's own",
  },
  {
    key: 'conversionImage',
    title: 'Conversion image',
    holds: 'image with virt-v2v',
    otherwise: 'the default',
  },
  {
    key: 'probeImage',
    title: 'Probe image',
    holds: 'image for the network probe',
    otherwise: 'the default',
  },
] as const

export type ImageSetting = (typeof IMAGE_SETTINGS)[number]['key']

type Decided = { readonly [name in keyof ClusterSettings]?: NonNullable<ClusterSettings[name]> }

/** Only what was decided, always in the same order: what is empty is left to the cluster. */
export function withoutEmpty({ transferNetwork, ...images }: ClusterSettings): Decided {
  const named = IMAGE_SETTINGS.flatMap(({ key }) => {
    const image = images[key]?.trim()
    return image ? [[key, image] as const] : []
  })
  return { ...Object.fromEntries(named), ...(transferNetwork && { transferNetwork }) }
}
