import { describe, expect, it } from 'vitest'
import { propertySets } from './properties.ts'
import { SHAPES } from './shapes.ts'

const paths = (version: string, type = 'VirtualMachine') =>
  propertySets(version).find((set) => set.type === type)?.paths ?? []

describe('propertySets', () => {
  it.each([
    ['6.5', []],
    ['6.7', ['summary.config.tpmPresent', 'runtime.cryptoState']],
    ['7.0.3.0', ['summary.config.tpmPresent', 'runtime.cryptoState']],
    ['8.0.0.0', ['summary.config.tpmPresent', 'runtime.cryptoState']],
    ['8.0.0.1', ['summary.config.tpmPresent', 'runtime.cryptoState', 'config.hardware.autoCoresPerSocket']],
    [
      '8.0.2.0',
      [
        'summary.config.tpmPresent',
        'runtime.cryptoState',
        'config.hardware.autoCoresPerSocket',
        'guest.guestDetailedData',
      ],
    ],
    [
      '10.1',
      [
        'summary.config.tpmPresent',
        'runtime.cryptoState',
        'config.hardware.autoCoresPerSocket',
        'guest.guestDetailedData',
      ],
    ],
    ['', []],
    ['dev', []],
  ])('API %s adds %j', (version, expected) => {
    const oldest = paths('6.5')
    expect(paths(version).filter((path) => !oldest.includes(path))).toEqual(expected)
  })

  it('asks for nothing twice, and for nothing that is forgotten at once', () => {
    const sets = propertySets('8.0.3.0')
    for (const set of sets) expect(new Set(set.paths).size).toBe(set.paths.length)
    const asked = new Set(sets.flatMap((set) => set.paths))
    expect(new Set(Object.keys(SHAPES))).toEqual(asked)
  })

  it('never asks for the values of OVF properties', () => {
    const asked = paths('8.0.3.0').filter((path) => path.startsWith('config.vAppConfig'))
    expect(asked).toEqual(['config.vAppConfig.installBootRequired'])
    expect(paths('8.0.3.0')).not.toContain('config')
  })

  it('asks for no sub-path of a member whose real class is a subtype', () => {
    const polymorphic = ['configurationEx', 'info', 'config.defaultPortConfig']
    const all = propertySets('8.0.3.0').flatMap((set) => set.paths)
    for (const path of polymorphic) expect(all.some((each) => each.startsWith(`${path}.`))).toBe(false)
  })
})
