import { describe, expect, it } from 'vitest'
import { pathType, readPath } from './path.ts'
import { loadSchema } from './schema.ts'
import type { Vim } from './value.ts'

const schema = loadSchema()

describe('the type of a path', () => {
  it.each([
    ['VirtualMachine', 'name', 'string', false],
    ['VirtualMachine', 'config.hardware.device', 'VirtualDevice', true],
    ['VirtualMachine', 'config.hardware.device[2000]', 'VirtualDevice', false],
    ['VirtualMachine', 'config.extraConfig["numa.nodeAffinity"]', 'OptionValue', false],
    ['VirtualMachine', 'config.extraConfig["a"].value', 'any', false],
    ['ManagedEntity', 'parent', 'ref', false],
    ['HostSystem', 'config.dateTimeInfo.timeZone.name', 'string', false],
  ])('%s %s', (type, path, name, array) => {
    expect(pathType(schema, type, path)).toEqual({ type: name, array })
  })

  it.each([
    ['VirtualMachine', 'nonsense'],
    ['VirtualMachine', 'config.nonsense'],
    ['VirtualMachine', 'config.hardware.device.key'],
    ['VirtualMachine', 'name[1]'],
    ['VirtualMachine', 'config.'],
    ['VirtualMachine', '.config'],
    ['VirtualMachine', ''],
    // Only a subtype has these.
    ['OpaqueNetwork', 'summary.opaqueNetworkId'],
    ['DistributedVirtualPortgroup', 'config.defaultPortConfig.vlan'],
    ['Network', 'key'],
  ])('%s has no %j', (type, path) => {
    expect(pathType(schema, type, path)).toBeUndefined()
  })
})

describe('reading a path', () => {
  const get = (property: string): Vim =>
    property === 'config' ? { hardware: { device: [{ key: 100 }, { key: 2000, unitNumber: 3 }] } } : undefined

  it('finds fields and elements by key', () => {
    expect(readPath(get, 'config.hardware.device[2000]')).toEqual({ key: 2000, unitNumber: 3 })
    expect(readPath(get, 'config.hardware.device[2000].unitNumber')).toBe(3)
  })

  it('is unset where anything on the way is', () => {
    expect(readPath(get, 'config.hardware.device[7]')).toBeUndefined()
    expect(readPath(get, 'config.nothing.here')).toBeUndefined()
    expect(readPath(get, 'summary.config.name')).toBeUndefined()
  })
})
