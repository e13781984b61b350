import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isLabel } from '../plan/names.ts'
import { isOwned, labelValue, objectLabels, ownership, planSelector } from './labels.ts'
import { conversionPodName, dataVolumeName, providerSecretName } from './object-names.ts'
import { context } from './test-support/samples.ts'

describe('labels', () => {
  it('carry plan, run and VM, and the selector leaves the run out', () => {
    const labels = objectLabels(context, 'vm-101')
    expect(labels).toEqual({
      'app.kubernetes.io/managed-by': 'palletjack',
      plan: context.planId,
      'plan-name': 'wave-1',
      migration: 'm-1',
      vmID: 'vm-101',
    })
    expect(isOwned(labels, context.planId, 'vm-101')).toBe(true)
    expect(isOwned(labels, context.planId, 'vm-102')).toBe(false)
    expect(isOwned({ ...labels, migration: 'm-0' }, context.planId, 'vm-101')).toBe(true)
    expect(isOwned({ plan: context.planId, vmID: 'vm-101' }, context.planId, 'vm-101')).toBe(false)
    expect(isOwned(undefined, context.planId, 'vm-101')).toBe(false)
    expect(ownership('p', 'v')).toMatchObject(planSelector('p'))
    expect(objectLabels(context)).not.toHaveProperty('vmID')
  })

  it('have values that Kubernetes accepts, distinct for distinct texts', () => {
    const valid = /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
        expect(labelValue(a)).toMatch(valid)
        expect(labelValue(a) === labelValue(b)).toBe(a === b)
      }),
    )
    expect(labelValue('x'.repeat(64))).toMatch(valid)
    expect(labelValue('Wave 1')).toMatch(/^Wave-1-[0-9a-f]{8}$/)
  })
})

describe('object names', () => {
  it('are readable', () => {
    expect(dataVolumeName(context, 'vm-101', 'sql.example.internal', 3)).toMatch(
      /^wave-1-sql-example-int-disk-3-[0-9a-f]{10}$/,
    )
    expect(providerSecretName(context, 'vm-101', 'web-01')).toMatch(/^wave-1-web-01-source-[0-9a-f]{10}$/)
    expect(conversionPodName(context, 'vm-101', 'web-01')).toMatch(/^wave-1-web-01-convert-[0-9a-f]{10}$/)
  })

  it('are valid, the same every time, and distinct per plan, VM and disk', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 80 })
    const key = fc.record({ planId: text, vmId: text, index: fc.nat(255) })
    fc.assert(
      fc.property(
        text,
        text,
        fc.uniqueArray(key, { maxLength: 12, selector: JSON.stringify }),
        (plan, target, keys) => {
          const build = () =>
            keys.flatMap(({ planId, vmId, index }) => {
              const identity = { planId, planName: plan }
              return [dataVolumeName(identity, vmId, target, index)]
            })
          const names = build()
          expect(names.filter((name) => !isLabel(name))).toEqual([])
          expect(build()).toEqual(names)
          expect(new Set(names).size).toBe(names.length)
        },
      ),
    )
  })

  it('are distinct per role', () => {
    const names = [
      dataVolumeName(context, 'vm-1', 'a', 0),
      providerSecretName(context, 'vm-1', 'a'),
      conversionPodName(context, 'vm-1', 'a'),
    ]
    expect(new Set(names).size).toBe(3)
    expect(names.every(isLabel)).toBe(true)
  })
})
