import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { networkChoice, storageChoice, targetNameChoice } from './choices.ts'

describe('networkChoice', () => {
  it('reads the three kinds of target', () => {
    expect(networkChoice('VM Network=pod')).toMatchObject({ value: { target: { kind: 'pod' } } })
    expect(networkChoice('nsx=ignored')).toMatchObject({ value: { target: { kind: 'ignored' } } })
    expect(networkChoice('dvs=default/vlan-110')).toMatchObject({
      value: { target: { kind: 'multus', namespace: 'default', name: 'vlan-110' } },
    })
  })

  it('keeps any source name as it is, "=" and all', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (source) => {
        expect(networkChoice(`${source}=pod`)).toEqual({
          ok: true,
          value: { source, target: { kind: 'pod' } },
        })
      }),
    )
  })

  it.each(['', 'pod', '=pod', 'a=', 'a=b', 'a=b/', 'a=/b', 'a=b/c/d', 'a=Bad/name'])(
    'refuses "%s"',
    (text) => {
      expect(networkChoice(text)).toMatchObject({ ok: false, problem: { code: 'input.network' } })
    },
  )
})

describe('storageChoice', () => {
  it('reads class and modes in any order and case', () => {
    expect(storageChoice('fast=ceph.rbd')).toEqual({
      ok: true,
      value: { source: 'fast', storageClass: 'ceph.rbd' },
    })
    expect(storageChoice('fast=nfs,rwx,FILESYSTEM')).toEqual({
      ok: true,
      value: { source: 'fast', storageClass: 'nfs', volumeMode: 'Filesystem', accessMode: 'ReadWriteMany' },
    })
  })

  it.each(['fast', 'fast=', 'fast=Class', 'fast=nfs,often'])('refuses "%s"', (text) => {
    expect(storageChoice(text)).toMatchObject({ ok: false, problem: { code: 'input.storage' } })
  })
})

describe('targetNameChoice', () => {
  it('checks the name', () => {
    expect(targetNameChoice('Web 01=web-01')).toEqual({ ok: true, value: ['Web 01', 'web-01'] })
    expect(targetNameChoice('web')).toMatchObject({ ok: false })
    expect(targetNameChoice('web=_')).toMatchObject({ ok: false, problem: { code: 'input.target-name' } })
  })
})
