import { describe, expect, it } from 'vitest'
import { aPlan, aTarget } from '../../test/fixtures/inventory.ts'
import { conversionAccess, emulatesConversion } from './conversion-access.ts'

const plan = (privilegedConversion: boolean) =>
  aPlan({ options: { ...aPlan().options, privilegedConversion } })

describe('conversionAccess', () => {
  it.each([
    ['free', 'plain', 'plain'],
    ['forklift', 'unshare', 'unshare'],
    ['refused', 'unshare', 'privileged'],
    ['unknown', 'unshare', 'privileged'],
  ] as const)('where it is %s', (conversionSecurity, without, withConsent) => {
    const target = aTarget({ conversionSecurity })
    expect(conversionAccess(plan(false), target)).toBe(without)
    expect(conversionAccess(plan(true), target)).toBe(withConsent)
  })

  it('takes no profile file for granted on plain Kubernetes', () => {
    const target = aTarget({ conversionSecurity: 'unknown', platform: 'kubernetes' })
    expect(conversionAccess(plan(false), target)).toBe('plain')
  })
})

describe('emulatesConversion', () => {
  it('only where there is no KVM and KubeVirt emulates', () => {
    const none = { total: 1, schedulable: 1, withKvm: 0 }
    expect(emulatesConversion(aTarget({ emulation: true, nodes: none }))).toBe(true)
    expect(emulatesConversion(aTarget({ emulation: true }))).toBe(false)
    expect(emulatesConversion(aTarget({ nodes: none }))).toBe(false)
    expect(emulatesConversion(aTarget({ emulation: true, nodes: { ...none, total: 0 } }))).toBe(false)
  })
})
