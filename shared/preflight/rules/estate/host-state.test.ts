import { describe, expect, it } from 'vitest'
import { aVm } from '../../../../test/fixtures/inventory.ts'
import type { Inventory } from '../../../inventory/model.ts'
import { oneHost } from './test-support/hosts.ts'
import { judge, outcome } from './test-support/judge.ts'

describe('the state of a host', () => {
  it.each<[string, string, Partial<Inventory>, string]>([
    ['esxi-version', 'is old', oneHost({ version: '6.0.0' }), 'found Critical'],
    ['esxi-version', 'is just new enough', oneHost({ version: '6.5.0' }), ''],
    ['esxi-version', 'has two digits', oneHost({ version: '6.10.0' }), ''],
    ['esxi-version', 'is not told', oneHost({ version: '' }), 'unknown Critical'],
    [
      'esxi-version',
      'cannot be told',
      { ...oneHost({ version: '' }), unknown: ['hosts.version'] },
      'unknown Critical',
    ],
    [
      'esxi-version',
      'may run anything',
      { ...oneHost({ version: '6.0.0' }), unknown: ['vms.hostId'] },
      'unknown Critical',
    ],
    ['esxi-version', 'runs nothing', { ...oneHost({ version: '6.0.0' }), vms: [] }, ''],
    [
      'esxi-version',
      'runs templates',
      { ...oneHost({ version: '6.0' }), vms: [aVm({ isTemplate: true })] },
      '',
    ],
    ['host-health', 'is well', oneHost({}), ''],
    ['host-health', 'does not answer', oneHost({ connectionState: 'notResponding' }), 'found Critical'],
    ['host-health', 'is red', oneHost({ overallStatus: 'red' }), 'found Critical'],
    ['host-health', 'is yellow', oneHost({ overallStatus: 'yellow' }), 'found Warning'],
    [
      'host-health',
      'is yellow by maintenance',
      oneHost({ overallStatus: 'yellow', inMaintenance: true }),
      '',
    ],
    ['host-health', 'is gray', oneHost({ overallStatus: 'gray' }), 'found Warning'],
    [
      'host-health',
      'is disconnected and empty',
      { ...oneHost({ connectionState: 'disconnected' }), vms: [] },
      '',
    ],
    ['host-health', 'cannot be told', { unknown: ['hosts.overallStatus'] }, 'unknown Critical'],
    ['host-maintenance', 'is in maintenance', oneHost({ inMaintenance: true }), 'found Warning'],
    ['host-maintenance', 'is not', oneHost({}), ''],
    ['host-maintenance', 'is in maintenance and empty', { ...oneHost({ inMaintenance: true }), vms: [] }, ''],
    ['host-maintenance', 'cannot be told', { unknown: ['hosts'] }, 'unknown Warning'],
    ['host-lockdown', 'is locked', oneHost({ lockdownMode: 'lockdownStrict' }), 'found Information'],
    ['host-lockdown', 'is not', oneHost({}), ''],
    ['host-lockdown', 'cannot be told', { unknown: ['hosts.lockdownMode'] }, 'unknown Information'],
  ])('%s: a host that %s', (rule, _, change, expected) => {
    expect(outcome(rule, change)).toBe(expected)
  })

  it('puts names into commands as one word, and ids where a name is no word', () => {
    const commands = (name: string) =>
      judge('host-maintenance', oneHost({ name, inMaintenance: true })).flatMap((one) =>
        one.commands.map(({ command }) => command),
      )
    expect(commands("o'brien")).toEqual([
      `govc host.maintenance.exit 'o'\\''brien'`,
      `Get-VMHost -Name 'o''brien' | Set-VMHost -State Connected`,
    ])
    expect(commands('esx-*; reboot')).toEqual([
      'govc host.maintenance.exit HostSystem:host-1',
      `Get-VMHost -Id 'HostSystem-host-1' | Set-VMHost -State Connected`,
    ])
  })
})
