import { expect, it } from 'vitest'
import { aTarget } from '../../test/fixtures/inventory.ts'
import { FROM_SETTINGS, withSettings } from './with-settings.ts'

it('an image of the settings is known, whatever could not be read on the cluster', () => {
  const blind = aTarget({ vddkImage: '', vddkImageSource: '', vddkImageUnread: ['HyperConverged'] })
  expect(withSettings(blind, { vddkImage: 'r/own:1' })).toEqual({
    ...blind,
    vddkImage: 'r/own:1',
    vddkImageSource: FROM_SETTINGS,
    vddkImageUnread: [],
  })
  expect(withSettings(blind, { probeImage: 'r/probe:1' })).toEqual({ ...blind, probeImage: 'r/probe:1' })
})
