import { describe, expect, it } from 'vitest'
import { aStorageClass, aTarget } from '../../test/fixtures/inventory.ts'
import type { Target } from '../target/model.ts'
import { targetChecks } from './target-checks.ts'

const checkOf = (id: string, change: Partial<Target>) => {
  const found = targetChecks(aTarget(change)).find((check) => check.id === id)
  if (!found) throw new Error(`there is no step ${id}`)
  return found
}

const fast = { namespace: 'demo', name: 'fast', type: 'bridge' }

describe('the checks of a target', () => {
  it('all pass on a complete cluster, each with a step of its own', () => {
    const checks = targetChecks(aTarget())
    expect(checks.filter((check) => check.state !== 'ok')).toEqual([])
    expect(new Set(checks.map((check) => check.id)).size).toBe(checks.length)
  })

  it.each<[string, string, Partial<Target>]>([
    ['platform', 'ok', { platform: 'kubernetes', platformVersion: '' }],
    ['kubevirt', 'failed', { kubevirtVersion: '' }],
    ['kubevirt', 'ok', { kubevirtVersion: 'unknown' }],
    ['cdi', 'failed', { cdiVersion: '' }],
    ['forklift', 'ok', { forkliftVersion: '' }],
    ['nodes', 'warning', { nodes: { total: 0, schedulable: 0, withKvm: 0 } }],
    ['nodes', 'warning', { nodes: { total: 2, schedulable: 2, withKvm: 0 } }],
    ['nodes', 'warning', { nodes: { total: 2, schedulable: 2, withKvm: 0 }, emulation: true }],
    ['storage', 'failed', { storageClasses: [] }],
    ['storage', 'warning', { storageClasses: [aStorageClass({ isVirtDefault: false })] }],
    ['storage-profiles', 'warning', { storageClasses: [aStorageClass({ claimPropertySets: [] })] }],
    ['storage-profiles', 'skipped', { cdiVersion: '' }],
    ['transfer-network', 'failed', { transferNetwork: fast }],
    ['transfer-network', 'warning', { transferNetwork: fast, attachments: [fast] }],
    ['transfer-network', 'failed', { transferNetwork: fast, attachments: [{ ...fast, route: 'x' }] }],
    ['transfer-network', 'ok', { transferNetwork: fast, attachments: [{ ...fast, route: 'none' }] }],
    ['vddk-image', 'failed', { vddkImage: '' }],
    ['vddk-image', 'warning', { vddkImage: '', vddkImageUnread: ['HyperConverged'] }],
    ['conversion', 'ok', { conversionSecurity: 'free' }],
    ['conversion', 'warning', { conversionSecurity: 'unknown' }],
    ['conversion', 'failed', { conversionSecurity: 'refused' }],
  ])('say of %s: %s', (id, state, change) => {
    const check = checkOf(id, change)
    expect(check.state).toBe(state)
    const needsRemedy = state === 'failed' || state === 'warning'
    expect((check.remedy ?? '') !== '').toBe(needsRemedy)
  })

  it('say where the VDDK image comes from', () => {
    expect(checkOf('vddk-image', {}).message).toBe('registry.example/vddk:8 (HyperConverged).')
  })

  it('say how much of a quota is left, and which one is used up', () => {
    const resources = [
      { name: 'requests.storage', hard: '100Gi', used: '90Gi' },
      { name: 'pods', hard: '5', used: '7' },
      { name: 'odd', hard: 'many', used: '1' },
    ]
    const check = checkOf('quotas', { quotas: [{ namespace: 'demo', name: 'team', resources }] })
    expect(check).toMatchObject({
      state: 'warning',
      message: '1 quota in 1 namespace; demo/team has a limit that is used up.',
      details: ['demo/team: requests.storage: 10.0 GiB of 100.0 GiB left', 'demo/team: pods: 0 of 5 left'],
    })
  })

  it('name the gateway of the transfer network', () => {
    const attachments = [{ ...fast, route: '192.0.2.1' }]
    expect(checkOf('transfer-network', { transferNetwork: fast, attachments }).message).toBe(
      'Disks are copied over demo/fast. Pods send everything beyond it through 192.0.2.1 (its route annotation).',
    )
  })

  it('list no more names than one reads', () => {
    const attachments = Array.from({ length: 60 }, (_, index) => ({ ...fast, name: `n${index}` }))
    expect(checkOf('attachments', { attachments }).details.at(-1)).toBe('and 10 more')
  })
})
